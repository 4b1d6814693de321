/// Reads the lines of a CSV file: the header first, then one record after the other.
struct CSVRecords {
    let heading: HeaderReading
    private var scanner: CSVScanner
    private var values = RecordValues()
    /// The meaning of each cell; nil is ignored.
    private let columns: [Column?]
    /// By cell: the header of a column that is not understood and not ignored by wish; nil for
    /// others.
    private let unknown: [String?]
    private let rules: ReadingRules
    /// The lines above the header, which may come again on later pages.
    private let titles: Set<[UInt8]>
    /// The number of empty cells behind the header's last, in the header or the first record; nil
    /// until known. Programs that end each line with a separator do it on all of them.
    private var trailing: Int?

    /// Reads the header. The window must stand at the file's first line, past any byte order mark.
    /// - Throws: `UnreadableBatch` if the file cannot be used; what the source throws.
    init(
        in window: inout ByteWindow, encoding: HeaderReading.Encoding, rules: ReadingRules
    ) throws {
        let search: HeaderSearch
        do {
            search = try HeaderSearch(in: &window)
            let headers = Self.withoutTrailing(search.headers)
            if headers.count < search.headers.count {
                trailing = search.headers.count - headers.count
            }
            columns = try HeaderMatcher.match(headers, rules)
            unknown = zip(headers, columns).map { header, column in
                column == nil && !rules.ignores(header) && Column.named(header) == nil
                    ? header : nil
            }
            heading = HeaderReading(
                format: .csv, delimiter: Character(Unicode.Scalar(search.scanner.delimiter)),
                encoding: encoding, line: search.line,
                columns: zip(headers, columns).map { .init(written: $0, column: $1) })
        } catch is UnreadableBatch where encoding.isGuessed {
            throw UnreadableBatch(
                reason: "The file looks like \(encoding.rawValue), and its header cannot be read "
                    + "so.",
                remedy: "Save it as CSV UTF-8.")
        }
        (scanner, titles, self.rules) = (search.scanner, search.titles, rules)
        for column in heading.columns {
            if let meaning = column.column { values.names[meaning.rawValue] = column.written }
        }
    }

    private static func withoutTrailing(_ headers: [String]) -> [String] {
        Array(headers.prefix((headers.lastIndex { !$0.isEmpty } ?? -1) + 1))
    }

    static let empty = UnreadableBatch(
        reason: "The file is empty.", remedy: "Export it again, with its header line.")

    /// Returns the next line that is not blank; nil at the end of the file.
    mutating func next(
        in window: inout ByteWindow, assembler: inout InvoiceAssembler
    ) throws -> Line? {
        while true {
            switch try scanner.next(in: &window) {
            case .end: return nil
            case .broken(let flaw): return .refused(refusal(of: flaw))
            case .record: break
            }
            let found = window.bytes.withUnsafeBufferPointer { shape(of: $0) }
            switch found {
            case .blank: continue
            case .setAside(let kind): return .setAside(line: scanner.line, kind)
            case .wrongFieldCount:
                try scanner.giveBackLaterLines(in: &window)
                return .refused(wrongFieldCount())
            case .record: break
            }
            if scanner.hasUnpairedQuotes(in: window.bytes, columns: columns.count) {
                try scanner.giveBackLaterLines(in: &window)
                return .refused(refusal(of: .unpairedQuote))
            }
            return window.bytes.withUnsafeBufferPointer { line(in: $0, &assembler) }
        }
    }

    /// The kind of a record by its cells, before they are read as values.
    private enum RecordShape {
        case blank, wrongFieldCount, record
        case setAside(SetAside)
    }

    /// Tells records from blank lines, lines to set aside and lines with a wrong number of cells.
    private mutating func shape(of bytes: UnsafeBufferPointer<UInt8>) -> RecordShape {
        let cells = scanner.cells
        let isWhole = cells.count == columns.count
        if let first = cells.first, first.start < first.end, bytes[first.start] > Byte.space,
            isWhole
        {
            if isHeaderAgain(bytes) { return .setAside(.header) }
            trailing = trailing ?? 0
            return .record
        }
        let filled = cells.filter { !Self.trimmed($0, bytes).isEmpty }
        guard let first = filled.first else { return .blank }
        if isWhole { return .record }
        if isHeaderAgain(bytes) { return .setAside(.header) }
        if isTrailing(bytes) { return .record }
        let dates = filled.count { CellReading.isDate(Self.trimmed($0, bytes)) }
        if dates < 2 {
            let isAlone = filled.count == 1
            if let kind = FootLine.kind(Self.trimmed(first, bytes), isAlone: isAlone) {
                return .setAside(kind)
            }
            let raw = bytes[cells[0].start..<cells[cells.count - 1].end]
            if titles.contains(where: { $0.elementsEqual(raw) }) { return .setAside(.pageMark) }
        }
        return .wrongFieldCount
    }

    private static func trimmed(
        _ cell: CSVScanner.Cell, _ bytes: UnsafeBufferPointer<UInt8>
    ) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: bytes[RecordValues.trimmed(bytes, cell.start, cell.end)])
    }

    /// Whether the record is longer than the header only by empty cells at its end, as many as the
    /// first such record had.
    ///
    /// A separator inside a name also makes one more cell, and shifts those behind it. Such a line
    /// has another number of cells than the first one; the first one itself would have a postcode
    /// or a city that cannot be one.
    private mutating func isTrailing(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        let extra = scanner.cells.count - columns.count
        guard extra > 0, trailing ?? extra == extra,
            scanner.cells.suffix(extra).allSatisfy({ Self.trimmed($0, bytes).isEmpty })
        else { return false }
        for (cell, column) in zip(scanner.cells, columns) {
            let text = Self.trimmed(cell, bytes)
            if column == .city, text.contains(where: Byte.isDigit) { return false }
            if column == .zipCode, !text.isEmpty, !text.contains(where: Byte.isDigit) {
                return false
            }
        }
        trailing = extra
        return true
    }

    /// Whether the record repeats the header, as on a later page.
    private func isHeaderAgain(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard scanner.cells.count >= columns.count else { return false }
        return zip(heading.columns, scanner.cells).allSatisfy { column, cell in
            Self.trimmed(cell, bytes).elementsEqual(column.written.utf8)
        }
    }

    /// Makes a line of a record whose number of cells is right.
    private mutating func line(
        in bytes: UnsafeBufferPointer<UInt8>, _ assembler: inout InvoiceAssembler
    ) -> Line {
        values.startRecord(line: scanner.line)
        if scanner.hasHighBytes, !isRecordUTF8(bytes) { return .refused(notUTF8()) }
        let mayBeGuarded = FormulaGuard.mayStand(
            in: bytes, (scanner.cells.first?.start ?? 0)..<(scanner.cells.last?.end ?? 0))
        for (column, cell) in zip(columns, scanner.cells) {
            guard let column else { continue }
            if cell.hasDoubledQuotes || mayBeGuarded {
                _ = values.set(column) { utf8 in
                    let start = utf8.count
                    utf8 +=
                        cell.hasDoubledQuotes
                        ? CSVScanner.withoutDoubling(bytes[cell.start..<cell.end])
                        : Array(bytes[cell.start..<cell.end])
                    FormulaGuard.remove(from: start, in: &utf8)
                    return true
                }
            } else {
                values.set(column, window: bytes, from: cell.start, to: cell.end)
            }
        }
        return values.scratch.withUnsafeBufferPointer { scratch in
            let record = Record(window: bytes, scratch: scratch, values: values)
            if let kind = setAside(record) { return .setAside(line: scanner.line, kind) }
            if let refusal = unknownThatTells(record) { return .refused(refusal) }
            return assembler.line(of: record)
        }
    }

    private func isRecordUTF8(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = scanner.cells.first, let last = scanner.cells.last else { return true }
        return isUTF8(UnsafeBufferPointer(rebasing: bytes[first.start..<last.end]))
    }

    /// Recognises a line of sums or a page mark. It has no dates, no number and no name. Instead it
    /// has a word for such a line, or an empty first cell and only amounts in the others.
    private func setAside(_ record: Record) -> SetAside? {
        guard record.bytes(.dueDate).isEmpty, record.bytes(.invoiceDate).isEmpty else {
            return nil
        }
        let filled = scanner.cells.map { Self.trimmed($0, record.window) }.filter { !$0.isEmpty }
        let isAlone = filled.count == 1
        for column in [Column.invoiceNumber, .name, .customer] {
            let bytes = record.bytes(column)
            guard bytes.isEmpty || FootLine.kind(bytes, isAlone: isAlone) != nil else { return nil }
        }
        for bytes in filled {
            if let kind = FootLine.kind(bytes, isAlone: isAlone) { return kind }
        }
        guard let first = scanner.cells.first, Self.trimmed(first, record.window).isEmpty,
            filled.allSatisfy({ (try? AmountReading.read($0)) != nil })
        else { return nil }
        return .sum
    }

    /// Refuses the record if a column of unknown meaning holds a word that stops letters. Where the
    /// total is taken for what remains, an amount in such a column is enough.
    /// - Returns: nil if there is no such cell.
    private func unknownThatTells(_ record: Record) -> Refusal? {
        for (header, cell) in zip(unknown, scanner.cells) {
            guard let header, cell.start < cell.end else { continue }
            let bytes = Self.trimmed(cell, record.window)
            let isAmount =
                rules.totalIsRemaining && AmountReading.hasDecimals(bytes)
                && !UnknownColumn.isHarmlessAmount(header)
            guard isAmount || UnknownColumn.telling(bytes) else { continue }
            return UnknownColumn.refusal(scanner.line, header)
        }
        return nil
    }

    private func notUTF8() -> Refusal {
        Refusal(
            line: scanner.line, column: nil, code: .badEncoding,
            reason: "The line is not \(heading.encoding.rawValue), as the rest of the file is.",
            remedy: "Export the file again as CSV UTF-8.")
    }

    private func wrongFieldCount() -> Refusal {
        Refusal(
            line: scanner.line, column: nil, code: .wrongFieldCount,
            reason: "The line has \(scanner.cells.count) cells, the header \(columns.count).",
            remedy: "Put cells that hold the separator in quotes, or export the file again.")
    }

    private func refusal(of flaw: CSVScanner.Flaw) -> Refusal {
        let (code, reason, remedy): (Refusal.Code, String, String) =
            switch flaw {
            case .unclosedQuote(let line):
                (
                    .unclosedQuote, "The quote that opens on line \(line) is never closed.",
                    "Close it, or remove it."
                )
            case .textAfterQuote(let line):
                (
                    .textAfterQuote,
                    "Text follows the closing quote of the cell that opens on line \(line).",
                    "Double the quotes inside the cell, or remove them."
                )
            case .unpairedQuote:
                (
                    .unclosedQuote, "A quote on this line is closed by one on a later line.",
                    "Close it on its own line, or remove it."
                )
            case .tooLong:
                (
                    .recordTooLong, "The line is longer than 64 KiB.",
                    "See whether a quote or a line end is missing."
                )
            case .nulByte:
                (.nulByte, "The line holds a NUL byte.", "Export the file again as CSV UTF-8.")
            }
        return Refusal(
            line: scanner.line, column: nil, code: code, reason: reason, remedy: remedy)
    }
}
