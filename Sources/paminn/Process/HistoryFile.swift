import Glibc
import NIOConcurrencyHelpers
import Reminders

/// Keeps one `HistoryPoint` on disk, as a line of system, timeline and position. Several workers
/// may share the file; each overwrites the others' line.
///
/// The line has always the same length for one system and timeline, so that a worker overwrites it
/// in place with one call. `StateFile` tells why.
final class HistoryFile: Sendable {
    /// An open descriptor of the file, and the length of the line in it.
    private struct Opened {
        let descriptor: Int32
        let length: Int
    }
    private let path: String
    /// The file that the last write put in place or found there.
    private let opened = NIOLockedValueBox<Opened?>(nil)

    /// Opens and creates nothing.
    init(_ path: String) { self.path = path }

    deinit {
        if let file = opened.withLockedValue({ $0 }) { close(file.descriptor) }
    }

    /// - Returns: nil if there is no file, or no such line in it.
    static func read(_ path: String) -> HistoryPoint? {
        // Another worker may be writing at this moment: a line counts once two reads agree.
        var last = text(path)
        for _ in 0..<10 {
            let again = text(path)
            if again == last { break }
            last = again
        }
        let words = last.split(separator: " ")
        guard words.count == 3, let timeline = Int64(words[1]),
            let position = Int64(words[2].prefix { $0.isNumber })
        else { return nil }
        return HistoryPoint(system: String(words[0]), timeline: timeline, position: position)
    }

    /// The first 256 bytes of the file; "" if it cannot be opened.
    private static func text(_ path: String) -> String {
        guard let file = fopen(path, "re") else { return "" }
        defer { fclose(file) }
        var buffer = [UInt8](repeating: 0, count: 256)
        let count = fread(&buffer, 1, buffer.count, file)
        return String(decoding: buffer[..<count], as: UTF8.self)
    }

    /// Writes the point, in place if possible, without waiting for the disk.
    /// - Returns: whether the point is kept for the next process.
    func write(_ point: HistoryPoint) -> Bool {
        let position = "\(point.position)"
        let zeros = String(repeating: "0", count: max(0, 20 - position.utf8.count))
        let line = Array("\(point.system) \(point.timeline) \(zeros)\(position)\n".utf8)
        return opened.withLockedValue { opened in
            if let file = opened, isInPlace(file, line) {
                return pwrite(file.descriptor, line, line.count, 0) == line.count
            }
            if let file = opened { close(file.descriptor) }
            opened = found(of: line.count)
            if let file = opened {
                return pwrite(file.descriptor, line, line.count, 0) == line.count
            }
            opened = replace(line)
            return opened != nil
        }
    }

    /// Whether the new line may overwrite the last one: it has the same length, and the open file
    /// is still the one at `path`, neither replaced nor removed.
    private func isInPlace(_ file: Opened, _ line: [UInt8]) -> Bool {
        var (ours, found) = (stat(), stat())
        return file.length == line.count && fstat(file.descriptor, &ours) == 0
            && stat(path, &found) == 0 && ours.st_ino == found.st_ino
            && ours.st_dev == found.st_dev && found.st_size == off_t(line.count)
    }

    /// Opens the file that another worker, or an earlier process, left at `path`.
    /// - Returns: nil unless it holds a line of exactly that length.
    private func found(of length: Int) -> Opened? {
        let descriptor = open(path, O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_size == off_t(length) else {
            close(descriptor)
            return nil
        }
        return Opened(descriptor: descriptor, length: length)
    }

    /// Puts a new file in place by `rename`, once it is written in full, so that a full disk leaves
    /// the last line as it was.
    /// - Returns: nil if it could not; nothing was changed then.
    private func replace(_ line: [UInt8]) -> Opened? {
        let new = "\(path).\(getpid())"
        let descriptor = open(new, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return nil }
        guard pwrite(descriptor, line, line.count, 0) == line.count, rename(new, path) == 0 else {
            close(descriptor)
            unlink(new)
            return nil
        }
        return Opened(descriptor: descriptor, length: line.count)
    }
}
