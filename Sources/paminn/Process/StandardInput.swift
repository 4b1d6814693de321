import Glibc

/// Single lines that a human types or a pipe hands over, each with a bound.
enum StandardInput {
    /// The longest line, bytes. Names, numbers and passwords are shorter.
    static let longestLine = 4_096

    /// Reads one line byte by byte, so that nothing of the next is taken.
    /// - Returns: the line without its end; nil at the end of the input.
    /// - Throws: `Failure` (65) if the line is longer than `longestLine`.
    static func line() throws -> String? {
        var bytes: [UInt8] = []
        var byte = next()
        if byte == nil { return nil }
        while let read = byte, read != UInt8(ascii: "\n") {
            guard bytes.count < longestLine else {
                throw Failure(
                    .input, "The line on standard input is longer than \(longestLine) bytes",
                    "Give it one line that holds the answer alone.")
            }
            bytes.append(read)
            byte = next()
        }
        if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func next() -> UInt8? {
        var byte: UInt8 = 0
        while true {
            let count = read(0, &byte, 1)
            if count == 1 { return byte }
            guard count < 0, errno == EINTR else { return nil }
        }
    }
}
