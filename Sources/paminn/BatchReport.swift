import ArgumentParser
import Glibc
import Producer
import Reminders

/// What a person is told about a batch file.
enum BatchReport {
    /// How the header was understood.
    static func say(_ heading: HeaderReading, quiet: Bool) {
        if quiet { return }
        let separator = heading.delimiter.map { $0 == "\t" ? ", tab" : ", ‘\($0)’" } ?? ""
        Terminal.note(
            "Read as \(heading.format.rawValue.uppercased())\(separator),"
                + " \(heading.encoding.rawValue):")
        for column in heading.columns {
            let meaning = column.column?.meaning ?? "(ignored)"
            Terminal.note("  \(column.written) → \(meaning)")
        }
        if heading.claimsTotal {
            Terminal.note("  No column of what remains to be paid: the total is claimed.")
        }
    }

    static func say(_ refusals: Refusals) {
        for refusal in refusals.first {
            let column = refusal.column.map { ", column ‘\($0)’" } ?? ""
            Terminal.note(
                "line \(refusal.line)\(column): \(refusal.code.rawValue): \(refusal.reason)"
                    + " \(refusal.remedy)")
        }
        let more = refusals.count - refusals.first.count
        if more > 0 { Terminal.note("… and \(more) more refused lines; see --rejects.") }
    }
}

/// How old a file's knowledge is.
enum AsOf {
    static let warnAfter = 86_400.0
    static let refuseAfter = 7 * 86_400.0

    /// What `--as-of` says, as PostgreSQL reads it; a day is its beginning in Sweden.
    static func given(_ text: String) throws -> String {
        let now = SystemTime.wall
        if let date = CalendarDate(iso: text) {
            guard date.dayNumber <= Int(now / 86_400) + 1 else {
                throw Failure(.usage, "--as-of lies in the future", "Give the export's own time.")
            }
            return "\(text) 00:00:00 Europe/Stockholm"
        }
        guard let seconds = Timestamps.read(text) else {
            throw Failure(
                .usage, "--as-of is neither YYYY-MM-DD nor RFC 3339 with a zone",
                "For example 2026-11-20 or 2026-11-20T08:30:00+01:00.")
        }
        guard seconds <= now + 300 else {
            throw Failure(.usage, "--as-of lies in the future", "Give the export's own time.")
        }
        return Timestamps.written(seconds)
    }

    /// A wrong flag is a usage error, told before anything is read.
    static func validate(_ flag: String?) throws {
        do {
            if let flag { _ = try given(flag) }
        } catch let failure as Failure {
            throw ValidationError(failure.line)
        }
    }

    /// The flag, else the file's modification time, else now (standard input).
    static func of(_ flag: String?, _ batch: BatchFile) throws -> String {
        if let flag { return try given(flag) }
        let now = SystemTime.wall
        guard let modified = batch.modified else { return Timestamps.written(now) }
        let age = now - modified
        if age > refuseAfter {
            throw Failure(
                .input, "The file is \(Int(age / 86_400)) days old: customers may have paid since",
                "Export anew, or say how old its knowledge is with --as-of.")
        }
        if age > warnAfter {
            Terminal.note(
                "warning: the file is \(Int(age / 3600)) hours old; customers may have paid since")
        }
        return Timestamps.written(min(modified, now))
    }
}

/// Bytes read of bytes to read, at most ten times a second, on a terminal only.
// Sendable: moved by one load at a time, on its connection's thread.
final class ProgressBar: @unchecked Sendable {
    private let total: Int
    private let isShown: Bool
    private var drawnAt = BootInstant(nanoseconds: 0)

    init(total: Int, isShown: Bool) {
        self.total = total
        self.isShown = isShown && Terminal.isInteractive
    }

    func moved(to bytes: Int) {
        guard isShown else { return }
        let now = SystemTime().now()
        guard now - drawnAt > .milliseconds(100) else { return }
        drawnAt = now
        Terminal.redraw("loading " + Terminal.bar(Double(bytes) / Double(max(total, 1))))
    }

    func end() { if isShown { Terminal.endRedraw() } }
}
