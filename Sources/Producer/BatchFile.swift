import Crypto
import Glibc

/// A batch file, open and fingerprinted. A load reads the fingerprinted bytes, or is undone.
///
/// Standard input is copied into a `SpoolFile` first: a run's key is the fingerprint of bytes that
/// must then be read once more.
package final class BatchFile: Sendable {
    /// Why a batch file cannot be loaded.
    package enum Problem: Error, Sendable, Equatable {
        case noSuchFile
        /// The file cannot be opened or read; the text says why.
        case unreadable(String)
        /// Standard input cannot be copied; the text says why.
        case cannotSpool(String)
        /// The bytes that were loaded are not the fingerprinted ones.
        case changedWhileRead
        /// Lines were refused, and none could be used.
        case nothingUsable
        /// The file has a header, and nothing under it that could be an invoice.
        case noInvoices
    }

    private let descriptor: Int32
    /// SHA-256 of the bytes, hexadecimal.
    package let digest: String
    /// The file's length.
    package let bytes: Int
    /// The time of the last change, seconds since 1970; nil for standard input.
    package let modified: Double?
    /// The encoding of the whole file.
    package let encoding: HeaderReading.Encoding
    /// Identifies the named file, or standard input; nil if standard input is no regular file.
    private let identity: FileIdentity?

    /// Opens the file and reads it once for its fingerprint and encoding.
    /// - Parameter path: `-` is standard input.
    /// - Throws: `.noSuchFile`, `.unreadable` (also for anything but a regular file), or
    ///   `.cannotSpool`.
    package init(_ path: String) throws(Problem) {
        if path == "-" {
            identity = FileIdentity(descriptor: 0)
            descriptor = try Self.spooled(0).descriptor()
            modified = nil
        } else {
            // O_NONBLOCK: a named pipe that nobody writes to would hang here.
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

    /// Takes over what was spooled, and reads it once for its fingerprint and encoding.
    /// - Throws: `.unreadable`.
    package init(_ spool: SpoolFile) throws(Problem) {
        identity = nil
        modified = nil
        descriptor = spool.descriptor()
        do {
            (digest, bytes, encoding) = try Self.fingerprint(descriptor)
        } catch {
            close(descriptor)
            throw error
        }
    }

    deinit { close(descriptor) }

    /// Returns a source of the bytes from the beginning, for one reader.
    /// - Parameter read: gets the number of bytes read so far.
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

    /// Whether the descriptor is open on the same file, whatever name it was opened by.
    package func isSame(as descriptor: Int32) -> Bool {
        identity != nil && identity == FileIdentity(descriptor: descriptor)
    }

    /// Reads the file for what no single line can tell: its header, and invoice numbers that stand
    /// on several lines.
    /// - Throws: `UnreadableBatch` if no line of the file could be used.
    package func survey(_ rules: ReadingRules) throws -> BatchSurvey {
        let heading = try BatchReader(source(), encoding: encoding, rules: rules).heading
        let repeated = try RepeatedNumbers.found(bytes: bytes) {
            try BatchReader(source(), encoding: encoding, rules: rules)
        }
        return BatchSurvey(rules: rules, heading: heading, repeated: repeated)
    }

    /// Copies the input into a file without a name.
    private static func spooled(_ input: Int32) throws(Problem) -> SpoolFile {
        let spool = try SpoolFile()
        var buffer = [UInt8](repeating: 0, count: ByteSource.chunk)
        while true {
            let count = buffer.withUnsafeMutableBytes { read(input, $0.baseAddress, $0.count) }
            if count == 0 { return spool }
            if count < 0 {
                if errno == EINTR { continue }
                throw .unreadable(String(cString: strerror(errno)))
            }
            try spool.append(buffer[..<count])
        }
    }

    /// Reads the whole file once.
    /// - Returns: its SHA-256 in hexadecimal, its length and its encoding.
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
