import Reminders
import Texts

/// One line of `paminn doctor`.
struct DoctorFinding {
    /// How serious a finding is. The raw value is the `level` of a JSON line.
    enum Level: String {
        case ok
        /// Work goes on, but something may come of it.
        case warning = "warn"
        case bad
        /// Not examined; the text says why.
        case skipped

        /// The first column of a text line, four characters wide.
        var text: String {
            switch self {
            case .ok: "ok  "
            case .warning: "WARN"
            case .bad: "BAD "
            case .skipped: "skip"
            }
        }
    }

    /// The name of the check, such as `clock, database`.
    let name: String
    let level: Level
    /// One line for people: the state, and for a problem what to do.
    let text: String

    init(_ name: String, _ level: Level, _ text: String) {
        self.name = name
        self.level = level
        self.text = text
    }

    /// A finding that is either `ok` or `BAD`.
    init(_ name: String, isWell: Bool, _ text: String) {
        self.init(name, isWell ? .ok : .bad, text)
    }

    /// A finding on a problem; bad if it stops letters or endangers what is promised, else a
    /// warning.
    init(_ problem: HealthProblem) {
        self.init(
            problem.check, problem.isBad ? .bad : .warning,
            "\(problem.english). \(problem.remedy)")
    }

    /// One line of output, without its newline. In JSON, `ok` is false only for what is BAD, as is
    /// the exit code.
    func line(json: Bool) -> String {
        guard json else { return "\(level.text) \(name): \(text)" }
        var line = JSONLine()
        line.add("check", name)
        line.add("ok", .bool(level != .bad))
        line.add("level", level.rawValue)
        line.add("text", text)
        return line.line
    }
}
