import Reminders
import Texts

/// One line of `paminn doctor`.
struct DoctorFinding {
    /// How serious a finding is. The raw value is the `level` of a JSON line, `state` the word of a
    /// text line.
    enum Level: String {
        case ok
        /// Work goes on, but something may come of it.
        case warning = "warn"
        case bad
        /// Not examined; the text says why.
        case skipped

        var state: String {
            switch self {
            case .ok: "ok"
            case .warning: "WARN"
            case .bad: "BAD"
            case .skipped: "skip"
            }
        }
    }

    /// The name of the check, such as `clock, database`.
    let name: String
    let level: Level
    /// What was found, on one line.
    let says: String
    /// What to do: whole sentences on one line; empty if there is nothing to do.
    let remedy: String

    init(_ name: String, _ level: Level, _ says: String, _ remedy: String = "") {
        self.name = name
        self.level = level
        self.says = says
        self.remedy = remedy
    }

    /// A finding that is either `ok` or `BAD`.
    init(_ name: String, isWell: Bool, _ says: String, _ remedy: String = "") {
        self.init(name, isWell ? .ok : .bad, says, remedy)
    }

    /// A finding on what could not be done for this error.
    init(_ name: String, _ level: Level, _ failure: Failure) {
        self.init(name, level, failure.what, failure.remedy)
    }

    /// A finding on a problem; bad if it stops letters or endangers what is promised, else a
    /// warning.
    init(_ problem: HealthProblem) {
        self.init(
            problem.check, problem.isBad ? .bad : .warning, problem.english, problem.remedy)
    }

    /// What was found and what to do, on one line.
    var text: String { remedy.isEmpty ? says : "\(says). \(remedy)" }

    /// One line for people, without its newline.
    var line: String {
        let column = level.state + String(repeating: " ", count: 4 - level.state.count)
        return "\(column) \(name): \(text)"
    }

    /// One JSON object without its newline: `check`, `state`, `says` and `remedy`, and beside them
    /// `ok`, `level` and `text` for readers of earlier versions. `ok` is false only for what is
    /// BAD, as is the exit code.
    var json: String {
        var line = JSONLine()
        line.add("check", name)
        line.add("state", level.state)
        line.add("says", says)
        line.add("remedy", remedy.isEmpty ? nil : remedy)
        line.add("ok", .bool(level != .bad))
        line.add("level", level.rawValue)
        line.add("text", text)
        return line.line
    }
}
