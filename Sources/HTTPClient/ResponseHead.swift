/// Collects the header lines of an answer. It keeps the last block, skips interim blocks (1xx) and
/// trailers, and knows whether the block is complete.
///
/// libcurl reports success even if the connection was cut within the header block, so we look for
/// the empty line at its end ourselves.
struct ResponseHead {
    /// The limit for all header lines together in bytes, interim blocks and trailers included.
    static let limit = 65_536

    /// The last block, from its status line on.
    private(set) var bytes: [UInt8] = []
    /// The status of the last block; nil before its first line, or if that line has none.
    private(set) var status: Int?
    /// Whether the empty line of a block that is not interim was seen.
    private(set) var isComplete = false
    /// Whether the next line begins a block that may be the answer.
    var isAtStatusLine: Bool { blockEnded && !isComplete }
    private var total = 0
    private var blockEnded = true

    /// Takes one line with its line end, as libcurl passes it.
    /// - Returns: false if all lines together exceed `limit`; then nothing more must be read.
    mutating func take(_ line: UnsafeRawBufferPointer) -> Bool {
        total += line.count
        guard total <= Self.limit else { return false }
        // Lines after the complete block are trailers of a chunked body.
        guard !isComplete else { return true }
        if blockEnded {
            bytes.removeAll(keepingCapacity: true)
            status = Self.status(of: line)
            blockEnded = false
        }
        bytes.append(contentsOf: line)
        if line.first == UInt8(ascii: "\r") || line.first == UInt8(ascii: "\n") {
            blockEnded = true
            isComplete = status.map { $0 >= 200 } ?? false
        }
        return true
    }

    /// `HTTP/1.1 201 Created` → 201; nil if the line has another shape.
    private static func status(of line: UnsafeRawBufferPointer) -> Int? {
        guard line.starts(with: "HTTP/".utf8), let space = line.firstIndex(of: 32),
            line.count >= space + 4
        else { return nil }
        var number = 0
        for byte in line[space + 1...space + 3] {
            guard (48...57).contains(byte) else { return nil }
            number = number * 10 + Int(byte - 48)
        }
        return (100...999).contains(number) ? number : nil
    }
}
