import Glibc
import Reminders
import Spreadsheets

/// Takes the refused lines of a load. All of them go into a file that only its owner can read, the
/// first few are kept for the screen. Used by one load at a time, on whatever thread that runs.
// Sendable: one load owns it until it ends; its results are read after.
package final class Refusals: @unchecked Sendable {
    /// The most refusals that are kept.
    package static let shownAtMost = 10
    /// The first refusals, at most `shownAtMost`.
    package private(set) var first: [Refusal] = []
    /// All refusals so far.
    package private(set) var count = 0
    private let descriptor: Int32?

    /// The file of refused lines cannot be opened or written.
    package struct CannotWrite: Error, Sendable {
        /// The words of the operating system, or ours.
        package let cause: String
        /// Whether the named file is the batch file itself, which stays as it is.
        package var isBatch = false
    }

    /// Opens the file and writes its header line.
    /// - Parameters:
    ///   - path: made if it is not there, emptied if it is, mode 0600; nil: no file.
    ///   - batch: must not be the same file, which would be emptied.
    package init(path: String?, beside batch: BatchFile) throws(CannotWrite) {
        guard let path else {
            descriptor = nil
            return
        }
        // No O_TRUNC: the file is emptied once it is known to be another. O_NONBLOCK: a named pipe
        // without a reader fails.
        let opened = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0o600)
        guard opened >= 0 else { throw CannotWrite(cause: String(cString: strerror(errno))) }
        descriptor = opened
        if batch.isSame(as: opened) {
            throw CannotWrite(cause: "it is the batch file itself", isBatch: true)
        }
        guard fcntl(opened, F_SETFL, O_WRONLY) == 0, fchmod(opened, 0o600) == 0 else {
            throw CannotWrite(cause: String(cString: strerror(errno)))
        }
        // A pipe has nothing to empty.
        guard ftruncate(opened, 0) == 0 || errno == EINVAL else {
            throw CannotWrite(cause: String(cString: strerror(errno)))
        }
        try write(SpreadsheetLine.byteOrderMark + "line;column;code;reason;remedy\n")
    }

    deinit { if let descriptor { close(descriptor) } }

    /// Counts a refusal, and writes it to the file if there is one.
    package func add(_ refusal: Refusal) throws(CannotWrite) {
        count += 1
        if first.count < Self.shownAtMost { first.append(refusal) }
        guard descriptor != nil else { return }
        try write(
            "\(refusal.line);\(SpreadsheetLine.cell(refusal.column ?? ""));"
                + "\(refusal.code.rawValue);\(SpreadsheetLine.cell(refusal.reason));"
                + "\(SpreadsheetLine.cell(refusal.remedy))\n")
    }

    private func write(_ text: String) throws(CannotWrite) {
        guard let descriptor else { return }
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let step = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard step > 0 else { throw CannotWrite(cause: String(cString: strerror(errno))) }
            rest = rest.dropFirst(step)
        }
    }
}
