import ArgumentParser
import Producer
import Reminders

/// Tells how old the knowledge in a batch file is: the time of its export. What is known from a
/// later time wins over it.
enum AsOf {
    /// Seconds: a file older than a day is warned of, and one older than a week is refused, unless
    /// `--as-of` says how old its knowledge is.
    static let warnAfter = 86_400.0
    static let refuseAfter = 7 * 86_400.0

    /// Reads `--as-of`; a day stands for its beginning in Sweden. The time must not lie in the
    /// future: facts that arrive after now but before it would be taken for older ones and ignored.
    /// - Throws: `Failure` (64) if the text cannot be read or lies in the future.
    static func given(_ text: String) throws -> Timestamp {
        try PastMoment.read(
            text, option: "--as-of",
            meaning: "Give the time at which the file was exported, or leave --as-of out.")
    }

    /// Checks the option before anything is read; nil passes.
    /// - Throws: `ValidationError`, a usage error.
    static func validate(_ flag: String?) throws {
        do {
            if let flag { _ = try given(flag) }
        } catch let failure as Failure {
            throw ValidationError(failure.line)
        }
    }

    /// The time of the option; else that of the file's last change; else, for standard input, now.
    /// Warns on standard error about a file that is old or whose time lies in the future.
    /// - Returns: a time that is never later than now.
    /// - Throws: `Failure` (64) for a wrong option, (65) for a file more than a week old.
    static func of(_ flag: String?, _ batch: BatchFile) throws -> Timestamp {
        if let flag { return try given(flag) }
        let now = SystemTime.wall
        guard let modified = batch.modified else { return Timestamp(secondsSince1970: now) }
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
        return Timestamp(secondsSince1970: min(modified, now))
    }
}
