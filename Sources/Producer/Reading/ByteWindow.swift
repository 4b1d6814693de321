/// The part of the file that is in memory: from the first byte not yet consumed to the last one
/// fetched. It holds at most one chunk and twice the longest record.
struct ByteWindow {
    private(set) var bytes: [UInt8] = []
    /// The first byte not yet consumed.
    private(set) var start = 0
    /// The physical line that contains `start`, counted from 1.
    private(set) var line = 1
    /// Whether all of the source has been fetched.
    private(set) var atEnd = false
    private let source: ByteSource
    private var chunk = [UInt8](repeating: 0, count: ByteSource.chunk)

    init(_ source: ByteSource) { self.source = source }

    var unread: ArraySlice<UInt8> { bytes[start...] }

    /// Fetches as many bytes as are unread, at least one. Positions found before become void.
    ///
    /// The search for the end of a record begins anew after each call. If a call fetched less, a
    /// pipe that gives one byte at a time would have a line of 64 KiB looked at 65,536 times.
    mutating func fill() throws {
        bytes.removeSubrange(..<start)
        start = 0
        let enough = 2 * bytes.count
        repeat {
            if atEnd { return }
            let count = try source.fill(&chunk)
            if count == 0 { atEnd = true }
            bytes.append(contentsOf: chunk[..<count])
        } while bytes.count < enough
    }

    /// Fetches until `count` bytes are unread, or all there are.
    mutating func fill(atLeast count: Int) throws {
        while bytes.count - start < count, !atEnd { try fill() }
    }

    /// Consumes the bytes before `position`, which is in physical line `line`.
    mutating func consume(to position: Int, line: Int) {
        precondition(position >= start && position <= bytes.count && line >= self.line)
        start = position
        self.line = line
    }

    /// Gives back bytes that were consumed since the last `fill`.
    mutating func rewind(to position: Int, line: Int) {
        precondition(position <= start && line <= self.line)
        start = position
        self.line = line
    }

    /// Consumes the rest of the physical line with its line end, however long it is.
    mutating func skipLine() throws {
        while true {
            let end = unread.firstIndex { $0 == Byte.lineFeed || $0 == Byte.carriageReturn }
            guard let end else {
                start = bytes.count
                if atEnd { return }
                try fill()
                continue
            }
            let isPair = bytes[end] == Byte.carriageReturn
            if isPair, end + 1 == bytes.count, !atEnd {
                start = end
                try fill()
                continue
            }
            start =
                end + (isPair && end + 1 < bytes.count && bytes[end + 1] == Byte.lineFeed ? 2 : 1)
            line += 1
            return
        }
    }

    /// Consumes the blank lines that come next.
    /// - Returns: the first byte that is not blank; nil at the end of the file. Neither that byte
    ///   nor the blanks before it on its line are consumed. A space stands for a line that begins
    ///   with more than a chunk of blanks.
    mutating func skipBlankLines() throws -> UInt8? {
        while true {
            let first = unread.firstIndex { $0 != Byte.space && $0 != Byte.tab }
            if let first {
                let byte = bytes[first]
                guard byte == Byte.lineFeed || byte == Byte.carriageReturn else { return byte }
                try skipLine()
            } else if atEnd {
                start = bytes.count
                return nil
            } else if unread.count > ByteSource.chunk {
                return Byte.space
            } else {
                try fill()
            }
        }
    }
}
