/// Splits a window into the records and cells of a CSV file (RFC 4180, any delimiter, any line
/// end). Cells are ranges of the window: nothing is copied.
///
/// A record that is refused for its shape gives back all but its first physical line. So a quote
/// that somebody forgot to close cannot swallow the invoices after it.
struct CSVScanner {
    /// One cell, as a range of the window.
    struct Cell: Equatable {
        /// The range's beginning, behind an opening quote.
        var start: Int
        var end: Int
        /// Whether the range holds `""` for each quote of the text.
        var hasDoubledQuotes = false
        var spansLines = false
    }

    /// Why a record cannot be split into cells.
    enum Flaw: Equatable {
        /// - Parameter line: where the quote opened.
        case unclosedQuote(line: Int)
        case textAfterQuote(line: Int)
        /// A quote that an unpaired quote on a later line seems to have closed.
        case unpairedQuote
        case tooLong
        case nulByte
    }

    /// The result of a search for the next record.
    enum Found: Equatable {
        case record
        case broken(Flaw)
        case end
    }

    /// The most bytes of a record, its line end included. Longer ones are refused.
    static let longestRecord = 64 * 1024

    let delimiter: UInt8
    /// The cells of the record found last, valid until the next call.
    private(set) var cells: [Cell] = []
    /// The physical line where that record starts.
    private(set) var line = 0
    /// Whether that record holds bytes beyond ASCII.
    private(set) var hasHighBytes = false

    private var position = 0
    /// Line ends since the record's start.
    private var lineEnds = 0
    private var start = 0
    private var hasNUL = false
    private var hasSpanningCell = false
    private var quoteLine = 0

    init(delimiter: UInt8) { self.delimiter = delimiter }

    /// Finds the next record and consumes it. Its bytes stay in the window until the next call. Of
    /// a broken record only the first physical line is consumed.
    mutating func next(in window: inout ByteWindow) throws -> Found {
        while true {
            line = window.line
            start = window.start
            let atEnd = window.atEnd
            let step = window.bytes.withUnsafeBufferPointer {
                scan($0, atEnd: atEnd)
            }
            switch step {
            case .needsMore: try window.fill()
            case .end: return .end
            case .record where hasNUL:
                try window.skipLine()
                return .broken(.nulByte)
            case .record:
                window.consume(to: position, line: line + lineEnds)
                return .record
            case .broken(let flaw):
                try window.skipLine()
                return .broken(flaw)
            }
        }
    }

    private enum Step {
        case needsMore, end, record
        case broken(Flaw)
    }

    /// Scans one record from `start`, and leaves `position` behind its line end.
    private mutating func scan(
        _ bytes: UnsafeBufferPointer<UInt8>, atEnd: Bool
    ) -> Step {
        cells.removeAll(keepingCapacity: true)
        (position, lineEnds) = (start, 0)
        (hasNUL, hasHighBytes, hasSpanningCell) = (false, false, false)
        if start == bytes.count { return atEnd ? .end : .needsMore }
        let stop = min(bytes.count, start + Self.longestRecord)
        while true {
            if position < stop, bytes[position] == Byte.quote {
                if let step = scanQuoted(bytes, to: stop, atEnd: atEnd) { return step }
            } else {
                scanPlain(bytes, to: stop)
            }
            if position == stop {
                if bytes.count > start + Self.longestRecord { return .broken(.tooLong) }
                return atEnd ? .record : .needsMore
            }
            if bytes[position] == delimiter {
                position += 1
                continue
            }
            guard passLineEnd(bytes, atEnd: atEnd) else { return .needsMore }
            return position - start > Self.longestRecord ? .broken(.tooLong) : .record
        }
    }

    /// Passes an unquoted cell, up to the delimiter, the line end or `stop`.
    private mutating func scanPlain(_ bytes: UnsafeBufferPointer<UInt8>, to stop: Int) {
        let start = position
        var index = position
        var all: UInt8 = 0
        while index < stop {
            let byte = bytes[index]
            if byte == delimiter || byte == Byte.lineFeed || byte == Byte.carriageReturn { break }
            if byte == 0 { hasNUL = true }
            all |= byte
            index += 1
        }
        if all >= 0x80 { hasHighBytes = true }
        position = index
        cells.append(Cell(start: start, end: index))
    }

    /// Passes a quoted cell from its opening quote, where `position` is.
    /// - Returns: nil if the cell is closed properly.
    private mutating func scanQuoted(
        _ bytes: UnsafeBufferPointer<UInt8>, to stop: Int, atEnd: Bool
    ) -> Step? {
        quoteLine = line + lineEnds
        let outOfBytes: Step =
            bytes.count > stop || atEnd ? .broken(.unclosedQuote(line: quoteLine)) : .needsMore
        position += 1
        var cell = Cell(start: position, end: position)
        var all: UInt8 = 0
        while position < stop {
            let byte = bytes[position]
            all |= byte
            if byte == Byte.quote {
                // A quote that is the last byte fetched passes for the closing one; the record is
                // scanned again when there are more.
                if position + 1 < bytes.count, bytes[position + 1] == Byte.quote {
                    cell.hasDoubledQuotes = true
                    position += 2
                    continue
                }
                cell.end = position
                cells.append(cell)
                position += 1
                if all >= 0x80 { hasHighBytes = true }
                let isClosed =
                    position >= stop || bytes[position] == delimiter
                    || bytes[position] == Byte.lineFeed || bytes[position] == Byte.carriageReturn
                return isClosed ? nil : .broken(.textAfterQuote(line: quoteLine))
            }
            if byte == Byte.lineFeed || byte == Byte.carriageReturn {
                cell.spansLines = true
                hasSpanningCell = true
                guard passLineEnd(bytes, atEnd: atEnd) else { return .needsMore }
                continue
            }
            if byte == 0 { hasNUL = true }
            position += 1
        }
        return outOfBytes
    }

    /// Passes LF, CR LF or a lone CR.
    /// - Returns: false if the byte after a CR is not fetched yet.
    private mutating func passLineEnd(_ bytes: UnsafeBufferPointer<UInt8>, atEnd: Bool) -> Bool {
        if bytes[position] == Byte.carriageReturn {
            if position + 1 == bytes.count, !atEnd { return false }
            if position + 1 < bytes.count, bytes[position + 1] == Byte.lineFeed { position += 1 }
        }
        position += 1
        lineEnds += 1
        return true
    }
}

extension CSVScanner {
    /// Returns the record found last as it stands in the file, without its line end.
    func raw(in bytes: [UInt8]) -> [UInt8] {
        guard let first = cells.first, let last = cells.last else { return [] }
        return Array(bytes[first.start..<last.end])
    }

    /// Returns the bytes with one quote for each two.
    static func withoutDoubling(_ bytes: some Collection<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        var isSecond = false
        for byte in bytes {
            isSecond = byte == Byte.quote && !isSecond
            if !isSecond { result.append(byte) }
        }
        return result
    }

    /// Gives back all but the first physical line of the record found last.
    /// - Precondition: nothing was read from the window since.
    func giveBackLaterLines(in window: inout ByteWindow) throws {
        window.rewind(to: start, line: line)
        try window.skipLine()
    }

    /// Whether a cell that spans lines begins inside one record of `columns` cells and ends inside
    /// another. Its two quotes are then unpaired, and taken at their word they would join the head
    /// of one invoice to the tail of the next.
    func hasUnpairedQuotes(in bytes: [UInt8], columns: Int) -> Bool {
        guard hasSpanningCell, columns > 1 else { return false }
        func isLineEnd(_ byte: UInt8) -> Bool {
            byte == Byte.lineFeed || byte == Byte.carriageReturn
        }
        for (index, cell) in cells.enumerated() where cell.spansLines {
            let text = bytes[cell.start..<cell.end]
            guard let first = text.firstIndex(where: isLineEnd),
                let last = text.lastIndex(where: isLineEnd)
            else { continue }
            let before = text[..<first].count { $0 == delimiter }
            let after = text[last...].count { $0 == delimiter }
            if index + before == columns - 1, after == index { return true }
        }
        return false
    }
}
