import Glibc

/// Reads a small file whole. It may be a pipe, as of `<(command)`; what its writer does not finish
/// within 10 s is refused, for a start must not wait for ever.
enum FileBytes {
    /// Why a file cannot be read.
    struct Problem: Error {
        /// Continues a sentence: `cannot be read: Permission denied`.
        let what: String
    }

    /// The longest that all waits for a pipe's writer may take, in milliseconds.
    private static let patience: Int32 = 10_000

    /// - Parameter most: the most bytes that the file may have.
    static func read(_ path: String, most: Int) throws(Problem) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { throw unreadable() }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: most + 1)
        var count = 0
        let end = ContinuousClock.now + .milliseconds(Int64(patience))
        while count < bytes.count {
            let got = bytes.withUnsafeMutableBytes { buffer in
                Glibc.read(descriptor, buffer.baseAddress! + count, buffer.count - count)
            }
            if got > 0 {
                count += got
            } else if got == 0 {
                break
            } else if errno == EAGAIN {
                try waitToRead(descriptor, until: end)
            } else if errno != EINTR {
                throw unreadable()
            }
        }
        guard count <= most else { throw Problem(what: "is longer than \(most / 1024) KiB") }
        return Array(bytes[..<count])
    }

    /// Waits until there is something to read.
    private static func waitToRead(
        _ descriptor: Int32, until end: ContinuousClock.Instant
    ) throws(Problem) {
        let left = Int32((end - .now) / .milliseconds(1))
        guard left > 0 else {
            throw Problem(what: "is a pipe whose writer did not finish within 10 s")
        }
        var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        _ = poll(&waiting, 1, left)
    }

    /// The problem of a call that has just set `errno`.
    private static func unreadable() -> Problem {
        Problem(what: "cannot be read: \(String(cString: strerror(errno)))")
    }
}
