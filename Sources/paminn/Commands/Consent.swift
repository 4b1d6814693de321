import AccessStore
import ConsoleStore
import Reminders

/// Asks before what cannot be undone.
enum Consent {
    /// - Throws: unless somebody at a terminal types `yes`.
    static func ask(_ what: String) throws {
        guard Terminal.canAsk else {
            throw Failure(.usage, what, "Nothing was done; add --yes to do it.")
        }
        Terminal.note(what)
        Terminal.prompt("Type yes to go on: ")
        guard readLine() == "yes" else {
            throw Failure(.notAllowed, "Nothing was done", "Type yes, or add --yes.")
        }
    }
}
