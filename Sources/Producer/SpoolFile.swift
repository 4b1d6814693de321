import Glibc

/// A new file in `TMPDIR`, or in `/tmp`, without a name: nobody else finds it, and it is gone with
/// the process. It holds bytes that must be read more than once.
// Sendable: written by one task at a time, before it is read.
package final class SpoolFile: @unchecked Sendable {
    private let opened: Int32
    private var isTaken = false

    /// - Throws: `BatchFile.Problem.cannotSpool`.
    package init() throws(BatchFile.Problem) {
        let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var name = Array((folder + "/paminn-XXXXXX").utf8CString)
        // mkstemp makes it readable by its owner only.
        opened = mkstemp(&name)
        guard opened >= 0, unlink(name) == 0 else {
            throw .cannotSpool(String(cString: strerror(errno)))
        }
    }

    deinit { if opened >= 0, !isTaken { close(opened) } }

    /// Appends bytes.
    /// - Throws: `BatchFile.Problem.cannotSpool`.
    package func append(_ text: String) throws(BatchFile.Problem) {
        var bytes = Array(text.utf8)
        try append(&bytes, bytes.count)
    }

    /// Appends the first `count` bytes.
    func append(_ bytes: inout [UInt8], _ count: Int) throws(BatchFile.Problem) {
        var written = 0
        while written < count {
            let step = bytes.withUnsafeBytes {
                write(opened, $0.baseAddress?.advanced(by: written), count - written)
            }
            guard step > 0 else { throw .cannotSpool(String(cString: strerror(errno))) }
            written += step
        }
    }

    /// Hands the descriptor over to one who closes it.
    func descriptor() -> Int32 {
        isTaken = true
        return opened
    }
}
