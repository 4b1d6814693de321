import Glibc
import Worker

/// Remembers across restarts how far the database had come, so that a database that was set back
/// while no worker ran is noticed too.
///
/// The point is written at each claim, and so nearly always in place, by one call: the line has
/// always the same length and is far shorter than a block. A new file for each point took a third
/// of a millisecond.
final class StateFile: Sendable {
    let book: HistoryBook

    /// Makes the directory (mode 0700) if it is missing, and reads the last point.
    /// - Parameter directory: nil: remember in memory only.
    /// - Throws: `Failure` (74) if the directory cannot be made.
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
        let file = HistoryFile(path)
        book = HistoryBook(HistoryFile.read(path)) { point in file.write(point) }
    }
}
