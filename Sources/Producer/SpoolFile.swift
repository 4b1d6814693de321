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
        try append(Array(text.utf8)[...])
    }

    /// The same for bytes.
    func append(_ bytes: ArraySlice<UInt8>) throws(BatchFile.Problem) {
        var left = bytes
        while !left.isEmpty {
            let step = left.withUnsafeBytes { write(opened, $0.baseAddress, $0.count) }
            guard step > 0 else { throw .cannotSpool(String(cString: strerror(errno))) }
            left = left.dropFirst(step)
        }
    }

    /// Hands the descriptor over to one who closes it.
    func descriptor() -> Int32 {
        isTaken = true
        return opened
    }
}
