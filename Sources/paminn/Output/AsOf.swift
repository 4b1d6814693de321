import ArgumentParser
import Glibc
import Producer
import Reminders

/// How old a file's knowledge is.
enum AsOf {
    static let warnAfter = 86_400.0
    static let refuseAfter = 7 * 86_400.0

    /// What `--as-of` says, as PostgreSQL reads it; a day is its beginning in Sweden. Never later
    /// than now: what came in after that moment would be taken for older, and not believed.
    static func given(_ text: String) throws -> String {
        guard let seconds = seconds(text) else {
            throw Failure(
                .usage, "--as-of is neither YYYY-MM-DD nor RFC 3339 with a zone",
                "For example 2026-11-20 or 2026-11-20T08:30:00+01:00.")
        }
        guard seconds <= SystemTime.wall else {
            throw Failure(
                .usage, "--as-of lies in the future",
                "Give the time at which the file was exported, or leave --as-of out.")
        }
        return Timestamps.written(seconds)
    }

    private static func seconds(_ text: String) -> Double? {
        CalendarDate(iso: text).map { Double(SwedishTime.beginning(of: $0)) }
            ?? Timestamps.read(text)
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
        if age < 0 {
            Terminal.note(
                "warning: the file's time lies in the future; its knowledge is taken as of now")
        }
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
