import Glibc

/// A source of a batch file's bytes: a file, standard input, or a test.
package struct ByteSource {
    /// Fills the front of the array, and returns how many bytes it put there; 0 at the end.
    private let read: (inout [UInt8]) throws -> Int

    /// The number of bytes that are asked for at a time.
    package static let chunk = 256 * 1024

    /// - Parameter read: fills the front of the array, and returns how many bytes it put there; 0
    ///   at the end.
    package init(_ read: @escaping (inout [UInt8]) throws -> Int) { self.read = read }

    /// Reads from an open descriptor, and does not close it. Failures to read are thrown as
    /// `FileFailure`.
    package init(descriptor: Int32) {
        self.init { try Self.read(descriptor, into: &$0) }
    }

    /// Reads from a file, which is closed with its last reader.
    /// - Throws: `FileFailure` if the file cannot be opened.
    package init(path: String) throws(FileFailure) {
        let file = try OpenFile(path: path)
        self.init { try Self.read(file.descriptor, into: &$0) }
    }

    /// Returns a source of the same bytes that shows each of them to `see`, once and in order. It
    /// serves for a digest of the whole file, complete when the reader has come to the end.
    package func teed(to see: @escaping (UnsafeRawBufferPointer) throws -> Void) -> ByteSource {
        ByteSource { buffer in
            let count = try read(&buffer)
            if count > 0 {
                try buffer.withUnsafeBytes {
                    try see(UnsafeRawBufferPointer(rebasing: $0[..<count]))
                }
            }
            return count
        }
    }

    /// Fills the front of the buffer.
    /// - Returns: the number of bytes put there; 0 at the end.
    func fill(_ buffer: inout [UInt8]) throws -> Int {
        let count = try read(&buffer)
        precondition((0...buffer.count).contains(count), "a source gives what fits")
        return count
    }

    private static func read(_ descriptor: Int32, into buffer: inout [UInt8]) throws(FileFailure)
        -> Int
    {
        while true {
            let count = buffer.withUnsafeMutableBytes {
                Glibc.read(descriptor, $0.baseAddress, $0.count)
            }
            if count >= 0 { return count }
            if errno != EINTR { throw FileFailure(code: errno) }
        }
    }
}

/// An open file, closed when nobody reads from it any more.
private final class OpenFile {
    let descriptor: Int32

    init(path: String) throws(FileFailure) {
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        if descriptor < 0 { throw FileFailure(code: errno) }
    }

    deinit { close(descriptor) }
}
