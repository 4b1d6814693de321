import Crypto
import Glibc

/// A batch file, open and fingerprinted: what is read later is what was fingerprinted, or the load
/// is undone.
///
/// Standard input is copied into an unlinked temporary file first, since a run's key is the
/// fingerprint of bytes that must then be read once more.
package final class BatchFile: Sendable {
    package enum Problem: Error, Sendable, Equatable {
        case noSuchFile
        case unreadable(String)
        case cannotSpool(String)
        case changedWhileRead
        /// Lines were refused, and not one could be used.
        case nothingUsable
        /// There is a header, and nothing under it that could be an invoice.
        case noInvoices
    }

    private let descriptor: Int32
    /// Hexadecimal SHA-256 of the bytes.
    package let digest: String
    package let bytes: Int
    /// Seconds since 1970 of the last change; nil for standard input.
    package let modified: Double?
    /// The whole file's.
    package let encoding: HeaderReading.Encoding
    /// Device and inode of what was named, or of standard input.
    private let identity: FileIdentity?

    /// - Parameter path: `-` is standard input.
    package init(_ path: String) throws(Problem) {
        if path == "-" {
            identity = FileIdentity(descriptor: 0)
            descriptor = try Self.spooled(0)
            modified = nil
        } else {
            // Without waiting for a writer: a named pipe that nobody writes to would hang here.
            descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
            if descriptor < 0 {
                throw errno == ENOENT
                    ? .noSuchFile : .unreadable(String(cString: strerror(errno)))
            }
            identity = FileIdentity(descriptor: descriptor)
            var facts = stat()
            guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
                close(descriptor)
                throw .unreadable("not a regular file; pipe it to `-`")
            }
            modified = Double(facts.st_mtim.tv_sec) + Double(facts.st_mtim.tv_nsec) / 1e9
        }
        do {
            (digest, bytes, encoding) = try Self.fingerprint(descriptor)
        } catch {
            close(descriptor)
            throw error
        }
    }

    deinit { close(descriptor) }

    /// The bytes from the beginning; each call starts anew, one reader at a time.
    func source(_ read: @escaping (Int) -> Void = { _ in }) -> ByteSource {
        var offset = 0
        let descriptor = descriptor
        return ByteSource { buffer in
            // The file stays open for as long as somebody reads from it.
            _ = self
            let count = buffer.withUnsafeMutableBytes {
                pread(descriptor, $0.baseAddress, $0.count, offset)
            }
            guard count >= 0 else { throw Problem.unreadable(String(cString: strerror(errno))) }
            offset += count
            read(offset)
            return count
        }
    }

    /// Whether the descriptor is open on the same file as this one.
    package func isSame(as descriptor: Int32) -> Bool {
        identity != nil && identity == FileIdentity(descriptor: descriptor)
    }

    /// Reads the file for what no line can tell alone.
    /// - Throws: `UnreadableBatch` if no line of the file could be used.
    package func survey(_ rules: ReadingRules) throws -> BatchSurvey {
        let heading = try BatchReader(source(), encoding: encoding, rules: rules).heading
        let repeated = try RepeatedNumbers.found(bytes: bytes) {
            try BatchReader(source(), encoding: encoding, rules: rules)
        }
        return BatchSurvey(rules: rules, heading: heading, repeated: repeated)
    }

    private static func spooled(_ input: Int32) throws(Problem) -> Int32 {
        let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var name = Array((folder + "/paminn-XXXXXX").utf8CString)
        // mkstemp makes it readable by its owner only; without a name nobody else finds it.
        let spool = mkstemp(&name)
        guard spool >= 0, unlink(name) == 0 else {
            throw .cannotSpool(String(cString: strerror(errno)))
        }
        var buffer = [UInt8](repeating: 0, count: ByteSource.chunk)
        while true {
            let count = buffer.withUnsafeMutableBytes { read(input, $0.baseAddress, $0.count) }
            if count == 0 { return spool }
            if count < 0 {
                if errno == EINTR { continue }
                close(spool)
                throw .unreadable(String(cString: strerror(errno)))
            }
            var written = 0
            while written < count {
                let step = buffer.withUnsafeBytes {
                    write(spool, $0.baseAddress?.advanced(by: written), count - written)
                }
                guard step > 0 else {
                    close(spool)
                    throw .cannotSpool(String(cString: strerror(errno)))
                }
                written += step
            }
        }
    }

    private static func fingerprint(
        _ descriptor: Int32
    ) throws(Problem) -> (String, Int, HeaderReading.Encoding) {
        var hash = SHA256()
        var survey = EncodingSurvey()
        var offset = 0
        var buffer = [UInt8](repeating: 0, count: ByteSource.chunk)
        while true {
            let count = buffer.withUnsafeMutableBytes {
                pread(descriptor, $0.baseAddress, $0.count, offset)
            }
            if count < 0 { throw .unreadable(String(cString: strerror(errno))) }
            if count == 0 { break }
            buffer.withUnsafeBytes {
                let read = UnsafeRawBufferPointer(rebasing: $0[..<count])
                hash.update(bufferPointer: read)
                survey.add(read)
            }
            offset += count
        }
        return (Self.hexadecimal(hash.finalize()), offset, survey.encoding)
    }

    static func hexadecimal(_ digest: SHA256.Digest) -> String {
        digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
