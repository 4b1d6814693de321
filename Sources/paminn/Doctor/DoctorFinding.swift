import Reminders
import Texts

/// One line of `paminn doctor`.
struct DoctorFinding {
    enum Level: String {
        case ok
        /// Goes on, and something may come of it.
        case warning = "warn"
        case bad
        /// Not looked at; the text says why.
        case skipped

        var text: String {
            switch self {
            case .ok: "ok  "
            case .warning: "WARN"
            case .bad: "BAD "
            case .skipped: "skip"
            }
        }
    }

    let name: String
    let level: Level
    let text: String

    init(_ name: String, _ level: Level, _ text: String) {
        self.name = name
        self.level = level
        self.text = text
    }

    init(_ name: String, isWell: Bool, _ text: String) {
        self.init(name, isWell ? .ok : .bad, text)
    }

    init(_ problem: HealthProblem) {
        self.init(
            problem.check, problem.isBad ? .bad : .warning,
            "\(problem.english). \(problem.remedy)")
    }

    /// `ok` is false for what is BAD alone, as is the exit code.
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
