/// Reads a batch file as a stream: memory does not depend on its size, and every line of it is
/// either an invoice, a refusal with its number and reason, a line of sums, or blank.
///
/// CSV with `;`, `,` or tab (and Excel's `sep=` line), or NDJSON if the first character is `{`.
/// UTF-8; each CSV record that is not is read as Windows-1252. UTF-16 is refused as a whole.
package struct BatchReader {
    /// How the file was understood; of NDJSON, its first object.
    package let heading: HeaderReading
    private var window: ByteWindow
    // One of the two, by the file's format.
    private var csv: CSVRecords?
    private var json: JSONRecords?
    private var assembler = InvoiceAssembler()

    /// Reads the header.
    /// - Throws: `UnreadableBatch` if no line of the file could be used; what the source throws.
    package init(_ source: ByteSource) throws {
        var window = ByteWindow(source)
        try window.fill(atLeast: 4)
        let beginning = Array(window.unread.prefix(4))
        let hasMark = beginning.starts(with: [0xEF, 0xBB, 0xBF])
        try Self.refuseForeign(beginning)
        if hasMark { window.consume(to: window.start + 3, line: 1) }
        guard let first = try window.skipBlankLines() else { throw CSVRecords.empty }
        switch first {
        case UInt8(ascii: "{"):
            let records = try JSONRecords(in: &window, hasByteOrderMark: hasMark)
            json = records
            heading = records.heading
        case UInt8(ascii: "["):
            throw UnreadableBatch(
                reason: "The file is one JSON array.",
                remedy: "Write one object a line (jq -c '.[]' does it).")
        default:
            let records = try CSVRecords(in: &window, hasByteOrderMark: hasMark)
            csv = records
            heading = records.heading
        }
        self.window = window
    }

    private static func refuseForeign(_ beginning: [UInt8]) throws(UnreadableBatch) {
        if beginning.starts(with: [0xFF, 0xFE]) || beginning.starts(with: [0xFE, 0xFF]) {
            throw UnreadableBatch(
                reason: "The file is UTF-16.", remedy: "Save it as CSV UTF-8.")
        }
        if beginning == [0x50, 0x4B, 0x03, 0x04] || beginning == [0xD0, 0xCF, 0x11, 0xE0] {
            throw UnreadableBatch(
                reason: "The file is a spreadsheet and not a text file.",
                remedy: "Save it as CSV UTF-8.")
        }
    }

    /// What was odd so far.
    package var tally: BatchTally { assembler.tally }

    /// The next lines, in the file's order; blank ones are passed over.
    /// - Parameter limit: 1 or more.
    /// - Returns: at most `limit` lines; none at the end of the file, when every byte of it has
    /// been
    ///   fetched from the source.
    /// - Throws: what the source throws.
    package mutating func next(upTo limit: Int) throws -> [Line] {
        precondition(limit > 0)
        var lines: [Line] = []
        lines.reserveCapacity(limit)
        while lines.count < limit, let line = try nextLine() { lines.append(line) }
        return lines
    }

    private mutating func nextLine() throws -> Line? {
        try csv?.next(in: &window, assembler: &assembler)
            ?? json?.next(in: &window, assembler: &assembler)
    }
}
