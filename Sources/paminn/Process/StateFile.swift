import Glibc
import Reminders
import Worker

/// Remembers, across restarts, how far the database had come: a database that was set back while
/// no worker ran is noticed too.
///
/// Written at each claim, so nearly always in place, by one call: a line of always the same length,
/// far shorter than a block. A new file for each took a third of a millisecond.
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
        let file = HistoryFile(path)
        book = HistoryBook(HistoryFile.read(path)) { point in file.write(point) }
    }
}
