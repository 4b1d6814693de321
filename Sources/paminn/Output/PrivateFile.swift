import Glibc

/// A new file that only its owner can read. An error leaves no file: unless `keep` was called, the
/// end of this object removes it. A signal that ends the process leaves what was written.
final class PrivateFile {
    private let path: String
    private let descriptor: Int32
    private var isKept = false

    /// - Parameter path: must not be there yet, not even as a link.
    /// - Throws: `Failure` (74) if it cannot be made.
    init(_ path: String) throws {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw errno == EEXIST
                ? Failure(
                    .inputOutput, "The file of --output is there already", "Name one that is not.")
                : Self.failure(errno)
        }
    }

    deinit {
        guard descriptor >= 0 else { return }
        if !isKept { unlink(path) }
        close(descriptor)
    }

    /// Adds a line.
    /// - Throws: `Failure` (74).
    func say(_ line: String) throws {
        var rest = Array((line + "\n").utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR {
                throw Self.failure(errno)
            }
        }
    }

    /// Lets the file stay, once it is on the disk.
    /// - Throws: `Failure` (74).
    func keep() throws {
        guard fsync(descriptor) == 0 else { throw Self.failure(errno) }
        isKept = true
    }

    private static func failure(_ cause: Int32) -> Failure {
        Failure(
            .inputOutput,
            "The file of --output cannot be written: \(String(cString: strerror(cause)))",
            "Nothing was kept; name another.")
    }
}
