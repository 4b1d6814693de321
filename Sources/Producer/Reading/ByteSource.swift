import Glibc

/// Where a batch file's bytes come from: a file, standard input, or a test.
package struct ByteSource {
    /// Fills the front of the array and returns how many bytes that were; 0 is the end.
    private let read: (inout [UInt8]) throws -> Int

    /// Bytes asked for at a time.
    package static let chunk = 256 * 1024

    package init(_ read: @escaping (inout [UInt8]) throws -> Int) { self.read = read }

    /// Reads from an open descriptor, which stays open.
    package init(descriptor: Int32) {
        self.init { try Self.read(descriptor, into: &$0) }
    }

    /// - Throws: `FileFailure` if the file cannot be opened.
    package init(path: String) throws(FileFailure) {
        let file = try OpenFile(path: path)
        self.init { try Self.read(file.descriptor, into: &$0) }
    }

    /// The same bytes, each shown once and in order to `see`: for a digest of the whole file, which
    /// is complete when the reader has come to its end.
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

/// Closes its descriptor when nobody reads from it any more.
private final class OpenFile {
    let descriptor: Int32

    init(path: String) throws(FileFailure) {
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        if descriptor < 0 { throw FileFailure(code: errno) }
    }

    deinit { close(descriptor) }
}
