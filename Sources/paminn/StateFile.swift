import Glibc
import Reminders
import Worker

/// Remembers, across restarts, how far the database had come: a database that was set back while
/// no worker ran is noticed too.
final class StateFile: Sendable {
    let book: HistoryBook

    /// - Parameter directory: nil: memory only.
    init(directory: String?) throws(Failure) {
        guard let directory else {
            book = HistoryBook()
            return
        }
        if mkdir(directory, 0o700) != 0, errno != EEXIST {
            throw Failure(
                .inputOutput,
                "PAMINN_STATE_DIRECTORY cannot be made:"
                    + " \(String(cString: strerror(errno)))", "Check its name and rights.")
        }
        let path = directory + "/database-history"
        book = HistoryBook(Self.read(path)) { point in Self.write(point, path) }
    }

    private static func read(_ path: String) -> HistoryPoint? {
        guard let file = fopen(path, "re") else { return nil }
        defer { fclose(file) }
        var buffer = [UInt8](repeating: 0, count: 256)
        let count = fread(&buffer, 1, buffer.count, file)
        let words = String(decoding: buffer[..<count], as: UTF8.self).split(separator: " ")
        guard words.count == 3, let timeline = Int64(words[1]),
            let position = Int64(words[2].prefix { $0.isNumber })
        else { return nil }
        return HistoryPoint(system: String(words[0]), timeline: timeline, position: position)
    }

    /// Replaced whole, by rename, once all of it is written: a reader never sees half of it, and a
    /// full disk leaves the last one.
    /// - Returns: whether it was.
    private static func write(_ point: HistoryPoint, _ path: String) -> Bool {
        let new = "\(path).\(getpid())"
        guard let file = fopen(new, "we") else { return false }
        let isPut = fputs("\(point.system) \(point.timeline) \(point.position)\n", file) >= 0
        guard fclose(file) == 0, isPut, rename(new, path) == 0 else {
            unlink(new)
            return false
        }
        return true
    }
}
