import Reminders

/// Reads a batch file as a stream: memory does not depend on its size. Every line of it is an
/// invoice, a refusal with its number and reason, a line that is set aside, or blank.
///
/// It reads CSV with `;`, `,`, tab or `|` (and Excel's `sep=` line), with titles above the header
/// or without, and NDJSON if the first character is `{`. The file has one encoding, which an
/// `EncodingSurvey` finds beforehand from all of its bytes.
package struct BatchReader {
    /// How the file was understood. For NDJSON: its first object.
    package let heading: HeaderReading
    /// The counts and sums so far.
    package private(set) var tally = BatchTally()
    private var window: ByteWindow
    // Exactly one of the two is set, by the file's format.
    private var csv: CSVRecords?
    private var json: JSONRecords?
    private var assembler: InvoiceAssembler
    private let repeated: Set<String>

    /// Reads the header.
    /// - Parameters:
    ///   - encoding: the whole file's.
    ///   - repeated: keys of the invoice numbers that stand on several lines which differ.
    /// - Throws: `UnreadableBatch` if no line of the file could be used; what the source throws.
    package init(
        _ source: ByteSource, encoding: HeaderReading.Encoding = .utf8,
        rules: ReadingRules = ReadingRules(), repeated: Set<String> = []
    ) throws {
        var window = ByteWindow(source.asUTF8(from: encoding))
        try window.fill(atLeast: 4)
        let beginning = Array(window.unread.prefix(4))
        let hasMark = beginning.starts(with: [0xEF, 0xBB, 0xBF])
        let encoding = hasMark && encoding == .utf8 ? .utf8WithByteOrderMark : encoding
        try Self.refuseForeign(beginning)
        if hasMark { window.consume(to: window.start + 3, line: 1) }
        assembler = InvoiceAssembler(rules: rules, encoding: encoding)
        self.repeated = repeated
        guard let first = try window.skipBlankLines() else { throw CSVRecords.empty }
        switch first {
        case UInt8(ascii: "{"):
            let records = try JSONRecords(in: &window, encoding: encoding, rules: rules)
            json = records
            heading = records.heading
        case UInt8(ascii: "["):
            throw UnreadableBatch(
                reason: "The file is one JSON array.",
                remedy: "Write one object a line (jq -c '.[]' does it).")
        default:
            let records = try CSVRecords(in: &window, encoding: encoding, rules: rules)
            csv = records
            heading = records.heading
        }
        self.window = window
    }

    /// Surveys the file for its encoding and for invoice numbers on several lines, then reads the
    /// header.
    /// - Parameter open: returns the file from its beginning; called four times at most.
    /// - Throws: as the other initialiser does.
    package init(
        surveying open: () -> ByteSource, rules: ReadingRules = ReadingRules()
    ) throws {
        var survey = EncodingSurvey()
        var buffer = [UInt8](repeating: 0, count: ByteSource.chunk)
        let source = open()
        while case let count = try source.fill(&buffer), count > 0 {
            buffer.withUnsafeBytes { survey.add(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
        }
        let encoding = survey.encoding
        let repeated = try RepeatedNumbers.found(bytes: 0) {
            try BatchReader(open(), encoding: encoding, rules: rules)
        }
        try self.init(open(), encoding: encoding, rules: rules, repeated: repeated)
    }

    /// Refuses spreadsheets by their first bytes: ZIP archives (.xlsx), and the older compound
    /// files (.xls).
    private static func refuseForeign(_ beginning: [UInt8]) throws(UnreadableBatch) {
        if beginning == [0x50, 0x4B, 0x03, 0x04] || beginning == [0xD0, 0xCF, 0x11, 0xE0] {
            throw UnreadableBatch(
                reason: "The file is a spreadsheet and not a text file.",
                remedy: "Save it as CSV UTF-8.")
        }
    }

    /// Returns the notes since the last call, in the file's order.
    package mutating func takeNotes() -> [ReadingNote] {
        defer { assembler.notes = [] }
        return assembler.notes
    }

    /// Returns the next lines in the file's order, without blank ones.
    /// - Parameter limit: 1 or more.
    /// - Returns: at most `limit` lines. None at the end of the file, when every byte of it has
    ///   been fetched from the source.
    /// - Throws: what the source throws.
    package mutating func next(upTo limit: Int) throws -> [Line] {
        precondition(limit > 0)
        var lines: [Line] = []
        lines.reserveCapacity(limit)
        while lines.count < limit, let line = try nextLine() { lines.append(line) }
        return lines
    }

    /// Reads and counts one line. An invoice whose number stands on several lines is refused.
    private mutating func nextLine() throws -> Line? {
        let line = try readLine()
        switch line {
        case .setAside(_, let kind): tally.setAside[kind, default: 0] += 1
        case .invoice(let line, let invoice, let known):
            if repeated.contains(invoice.number.key) {
                return .refused(RepeatedNumbers.refusal(line, heading))
            }
            count(invoice, known)
        case .refused, nil: break
        }
        return line
    }

    private mutating func readLine() throws -> Line? {
        try csv?.next(in: &window, assembler: &assembler)
            ?? json?.next(in: &window, assembler: &assembler)
    }

    /// Adds an invoice to the tally. The sums count invoices in SEK only.
    private mutating func count(_ invoice: Invoice, _ known: KnownFields) {
        tally.droppedEmails = assembler.droppedEmails
        tally.droppedMobileNumbers = assembler.droppedMobileNumbers
        tally.droppedReferences = assembler.droppedReferences
        guard invoice.currency == "SEK" else { return }
        tally.remaining = Ore(tally.remaining.value + invoice.remaining.value)
        if !known.details.contains(.remaining) {
            tally.totalsClaimed = Ore(tally.totalsClaimed.value + invoice.remaining.value)
        }
    }

    /// Reads the rest of the file for the numbers of its invoices alone.
    /// - Parameter see: gets the key of each, and a digest of everything else that its line says.
    mutating func numbers(_ see: @escaping (String, UInt64) -> Void) throws {
        assembler.census = see
        while try readLine() != nil {}
    }
}
