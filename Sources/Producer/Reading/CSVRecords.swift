/// The lines of a CSV file: header first, then one record after the other.
struct CSVRecords {
    let heading: HeaderReading
    private var scanner: CSVScanner
    private var values = RecordValues()
    /// The meaning of each cell.
    private let columns: [Column?]

    /// Reads the header. The window stands at the file's first line, the byte order mark behind it.
    init(in window: inout ByteWindow, hasByteOrderMark: Bool) throws {
        let named = try Self.delimiterLine(in: &window)
        guard try window.skipBlankLines() != nil else { throw Self.empty }
        let delimiter = try named ?? Self.mostFrequentDelimiter(in: &window)
        scanner = CSVScanner(delimiter: delimiter)
        switch try scanner.next(in: &window) {
        case .record: break
        case .broken(.nulByte):
            throw UnreadableBatch(
                reason: "The file holds NUL bytes; it may be UTF-16.",
                remedy: "Save it as CSV UTF-8.")
        case .broken, .end:
            throw UnreadableBatch(
                reason: "The header line is broken.",
                remedy: "See that every quote in it is closed and that it is at most 64 KiB.")
        }
        let (headers, isUTF8) = window.bytes.withUnsafeBufferPointer { [scanner] in
            Self.headers(scanner, $0)
        }
        columns = try HeaderMatcher.match(headers)
        for (header, column) in zip(headers, columns) {
            if let column { values.names[column.rawValue] = header }
        }
        heading = HeaderReading(
            format: .csv, delimiter: Character(Unicode.Scalar(delimiter)),
            encoding: !isUTF8 ? .windows1252 : hasByteOrderMark ? .utf8WithByteOrderMark : .utf8,
            columns: zip(headers, columns).map { .init(written: $0, column: $1) })
    }

    static let empty = UnreadableBatch(
        reason: "The file is empty.", remedy: "Export it again, with its header line.")

    /// Consumes Excel's `sep=;` line, if the file has one.
    private static func delimiterLine(in window: inout ByteWindow) throws -> UInt8? {
        try window.fill(atLeast: 16)
        var line = window.unread.prefix { $0 != Byte.lineFeed && $0 != Byte.carriageReturn }
        if line.first == Byte.quote, line.last == Byte.quote { line = line.dropFirst().dropLast() }
        let word = String(decoding: line.prefix(4), as: UTF8.self).lowercased()
        guard word == "sep=", line.count == 5, let delimiter = line.last else { return nil }
        guard delimiter > Byte.space || delimiter == Byte.tab, delimiter != Byte.quote,
            delimiter < 0x7F
        else {
            throw UnreadableBatch(
                reason: "The file's sep= line names no usable separator.",
                remedy: "Remove that line or write sep=;.")
        }
        try window.skipLine()
        return delimiter
    }

    /// Of `;`, tab and `,` the one that the header has most of outside quotes.
    private static func mostFrequentDelimiter(in window: inout ByteWindow) throws -> UInt8 {
        var counts: [UInt8: Int] = [:]
        var isWhole = false
        while true {
            counts.removeAll()
            var inQuotes = false
            for byte in window.unread.prefix(CSVScanner.longestRecord) {
                if byte == Byte.quote { inQuotes.toggle() }
                if inQuotes { continue }
                isWhole = byte == Byte.lineFeed || byte == Byte.carriageReturn
                if isWhole { break }
                counts[byte, default: 0] += 1
            }
            if isWhole || window.atEnd || window.unread.count > CSVScanner.longestRecord { break }
            try window.fill()
        }
        let candidates = [Byte.semicolon, Byte.tab, Byte.comma]
        let most = candidates.map { counts[$0] ?? 0 }.max() ?? 0
        return candidates.first { counts[$0] ?? 0 == most } ?? Byte.semicolon
    }

    private static func headers(
        _ scanner: CSVScanner, _ bytes: UnsafeBufferPointer<UInt8>
    ) -> (headers: [String], isUTF8: Bool) {
        var isUTF8 = true
        let headers = scanner.cells.map { cell in
            let raw = UnsafeBufferPointer(rebasing: bytes[cell.start..<cell.end])
            var text: [UInt8] = []
            if Producer.isUTF8(raw) {
                text = Array(raw)
            } else {
                isUTF8 = false
                for byte in raw where !Windows1252.append(byte, to: &text) {
                    text.append(UInt8(ascii: "?"))
                }
            }
            if cell.hasDoubledQuotes { text = Self.withoutDoubling(text) }
            let range = text.withUnsafeBufferPointer { RecordValues.trimmed($0, 0, $0.count) }
            return String(decoding: text[range], as: UTF8.self)
        }
        return (headers, isUTF8)
    }

    private static func withoutDoubling(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        appendWithoutDoubling(bytes[...], to: &result)
        return result
    }

    private static func appendWithoutDoubling(
        _ bytes: some Collection<UInt8>, to result: inout [UInt8]
    ) {
        var isSecond = false
        for byte in bytes {
            isSecond = byte == Byte.quote && !isSecond
            if !isSecond { result.append(byte) }
        }
    }

    /// The next line, blank ones passed over; nil at the end of the file.
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
            case .totals: return .totals(line: scanner.line)
            case .wrongFieldCount:
                try scanner.giveBackLaterLines(in: &window)
                return .refused(wrongFieldCount())
            case .record: break
            }
            if scanner.hasStrayQuotes(in: window.bytes, columns: columns.count) {
                try scanner.giveBackLaterLines(in: &window)
                return .refused(refusal(of: .strayQuote))
            }
            return window.bytes.withUnsafeBufferPointer { line(in: $0, &assembler) }
        }
    }

    private enum Shape { case blank, totals, wrongFieldCount, record }

    private func shape(of bytes: UnsafeBufferPointer<UInt8>) -> Shape {
        let cells = scanner.cells
        if let first = cells.first, first.start < first.end, bytes[first.start] > Byte.space,
            cells.count == columns.count
        {
            return .record
        }
        let filled = cells.first { cell in
            !RecordValues.trimmed(bytes, cell.start, cell.end).isEmpty
        }
        guard let filled else { return .blank }
        if cells.count == columns.count { return .record }
        let text = bytes[RecordValues.trimmed(bytes, filled.start, filled.end)]
        return Self.isWordForTotals(text) ? .totals : .wrongFieldCount
    }

    private static func isWordForTotals(_ bytes: some Collection<UInt8>) -> Bool {
        guard (3...8).contains(bytes.count) else { return false }
        switch String(decoding: bytes, as: UTF8.self).lowercased() {
        case "summa", "summa:", "totalt", "totalt:", "total", "total:", "totals", "totals:",
            "sum", "sum:":
            return true
        default: return false
        }
    }

    private mutating func line(
        in bytes: UnsafeBufferPointer<UInt8>, _ assembler: inout InvoiceAssembler
    ) -> Line {
        values.startRecord(line: scanner.line)
        let isForeign = scanner.hasHighBytes && !isRecordUTF8(bytes)
        if isForeign { assembler.tally.windows1252Records += 1 }
        for (index, cell) in scanner.cells.enumerated() {
            guard let column = columns[index] else { continue }
            if !cell.hasDoubledQuotes && !isForeign {
                values.set(column, window: bytes, from: cell.start, to: cell.end)
                continue
            }
            if !values.set(column, writing: { Self.rewrite(bytes, cell, isForeign, into: &$0) }) {
                return .refused(
                    Refusal(
                        line: scanner.line, column: values.names[column.rawValue],
                        code: .badEncoding,
                        reason: "The text is neither UTF-8 nor Windows-1252.",
                        remedy: "Export the file again as CSV UTF-8."))
            }
        }
        return values.scratch.withUnsafeBufferPointer { scratch in
            let record = Record(window: bytes, scratch: scratch, values: values)
            if isTotals(record) { return .totals(line: scanner.line) }
            return assembler.line(of: record)
        }
    }

    private func isRecordUTF8(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = scanner.cells.first, let last = scanner.cells.last else { return true }
        return isUTF8(UnsafeBufferPointer(rebasing: bytes[first.start..<last.end]))
    }

    private static func rewrite(
        _ bytes: UnsafeBufferPointer<UInt8>, _ cell: CSVScanner.Cell, _ isForeign: Bool,
        into utf8: inout [UInt8]
    ) -> Bool {
        var text = Array(bytes[cell.start..<cell.end])
        if cell.hasDoubledQuotes { text = withoutDoubling(text) }
        if !isForeign {
            utf8.append(contentsOf: text)
            return true
        }
        return text.allSatisfy { Windows1252.append($0, to: &utf8) }
    }

    /// A line of sums has no dates, no number and no name, but a word for it, or nothing in its
    /// first cell.
    private func isTotals(_ record: Record) -> Bool {
        guard record.bytes(.dueDate).isEmpty, record.bytes(.invoiceDate).isEmpty else {
            return false
        }
        for column in [Column.invoiceNumber, .name] {
            let bytes = record.bytes(column)
            guard bytes.isEmpty || Self.isWordForTotals(bytes) else { return false }
        }
        guard let first = scanner.cells.first else { return false }
        let bytes = record.window
        if RecordValues.trimmed(bytes, first.start, first.end).isEmpty { return true }
        return scanner.cells.contains { cell in
            Self.isWordForTotals(bytes[RecordValues.trimmed(bytes, cell.start, cell.end)])
        }
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
            case .strayQuote:
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
