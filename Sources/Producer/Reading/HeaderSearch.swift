/// Finds the header of a CSV file, below titles and date stamps.
///
/// Each line is tried with the separator that it has most of. The header is the first line that
/// names at least three columns. If none does, the line that names most is taken for the header,
/// which is then refused.
struct HeaderSearch {
    /// The most lines that may stand above the header, without blank ones.
    static let mostTitles = 20
    /// The number of columns that a header names at least.
    private static let fewestColumns = 3

    private(set) var headers: [String] = []
    /// Splits records by the header's separator.
    private(set) var scanner = CSVScanner(delimiter: Byte.semicolon)
    /// The physical line of the header, counted from 1.
    private(set) var line = 1
    /// The lines above the header, as they stand there. They may come again on later pages.
    private(set) var titles: Set<[UInt8]> = []

    /// Searches for the header. The window must stand at the file's first line, past any byte order
    /// mark. Afterwards it stands right behind the header.
    /// - Throws: `UnreadableBatch` if the file is empty or no line can be split; what the source
    ///   throws.
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
    /// - Returns: its separator; nil if there is no such line.
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

    /// Counts `;`, tab, `,` and `|` in the line, outside of quotes.
    /// - Returns: the most frequent one; of equal ones the first.
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

    /// Returns a cell as text, without doubled quotes and white space at the ends.
    private static func text(
        of cell: CSVScanner.Cell, in bytes: UnsafeBufferPointer<UInt8>
    ) -> String {
        var text = Array(bytes[cell.start..<cell.end])
        if cell.hasDoubledQuotes { text = CSVScanner.withoutDoubling(text) }
        let range = text.withUnsafeBufferPointer { RecordValues.trimmed($0, 0, $0.count) }
        return String(decoding: text[range], as: UTF8.self)
    }
}
