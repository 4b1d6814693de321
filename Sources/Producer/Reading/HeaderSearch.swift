/// Finds the header of a CSV file, below titles and date stamps.
///
/// Each line is tried with the separator that it has most of; the header is the first line that
/// names at least three columns. If none does, the line that names most is refused as a header.
struct HeaderSearch {
    /// So many lines may stand above the header, blank ones not counted.
    static let mostTitles = 20
    private static let fewestColumns = 3

    private(set) var headers: [String] = []
    private(set) var scanner = CSVScanner(delimiter: Byte.semicolon)
    /// 1-based physical line of the header.
    private(set) var line = 1
    /// Each line above the header, as it stands there: it may come again on the next page.
    private(set) var titles: Set<[UInt8]> = []

    /// The window stands at the file's first line, the byte order mark behind it; then right behind
    /// the header.
    init(in window: inout ByteWindow) throws {
        let named = try Self.delimiterLine(in: &window)
        guard try window.skipBlankLines() != nil else { throw CSVRecords.empty }
        var best = -1
        var isWhole = false
        for _ in 0...Self.mostTitles {
            guard try window.skipBlankLines() != nil else { break }
            let delimiter = try named ?? Self.mostFrequentDelimiter(in: &window)
            var candidate = CSVScanner(delimiter: delimiter)
            switch try candidate.next(in: &window) {
            case .record: break
            case .broken(.nulByte):
                throw UnreadableBatch(
                    reason: "The file holds NUL bytes; it may be UTF-16 without its mark.",
                    remedy: "Save it as CSV UTF-8.")
            case .broken: continue
            case .end: break
            }
            let cells = window.bytes.withUnsafeBufferPointer { bytes in
                candidate.cells.map { Self.text(of: $0, in: bytes) }
            }
            let recognised = HeaderMatcher.recognised(cells)
            if recognised > best {
                best = recognised
                (headers, scanner, line) = (cells, candidate, candidate.line)
            }
            isWhole = recognised >= Self.fewestColumns
            if isWhole { break }
            titles.insert(candidate.raw(in: window.bytes))
        }
        if best < 0 {
            throw UnreadableBatch(
                reason: "The header line is broken.",
                remedy: "See that every quote in it is closed and that it is at most 64 KiB.")
        }
    }

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

    /// The most frequent of `;`, tab, `,` and `|` in the line, quotes left out.
    private static func mostFrequentDelimiter(in window: inout ByteWindow) throws -> UInt8 {
        var counts = [Int](repeating: 0, count: 256)
        var isWhole = false
        while true {
            counts = [Int](repeating: 0, count: 256)
            var inQuotes = false
            for byte in window.unread.prefix(CSVScanner.longestRecord) {
                if byte == Byte.quote { inQuotes.toggle() }
                if inQuotes { continue }
                isWhole = byte == Byte.lineFeed || byte == Byte.carriageReturn
                if isWhole { break }
                counts[Int(byte)] += 1
            }
            if isWhole || window.atEnd || window.unread.count > CSVScanner.longestRecord { break }
            try window.fill()
        }
        let candidates = [Byte.semicolon, Byte.tab, Byte.comma, Byte.bar]
        let most = candidates.map { counts[Int($0)] }.max()
        return candidates.first { counts[Int($0)] == most } ?? Byte.semicolon
    }

    private static func text(
        of cell: CSVScanner.Cell, in bytes: UnsafeBufferPointer<UInt8>
    ) -> String {
        var text = Array(bytes[cell.start..<cell.end])
        if cell.hasDoubledQuotes { text = CSVScanner.withoutDoubling(text) }
        let range = text.withUnsafeBufferPointer { RecordValues.trimmed($0, 0, $0.count) }
        return String(decoding: text[range], as: UTF8.self)
    }
}
