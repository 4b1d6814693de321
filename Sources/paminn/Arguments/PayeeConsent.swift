import AccessStore
import Reminders

/// Asks for a new number once more before customers are told to pay there.
enum PayeeConsent {
    /// - Parameter typed: what `--confirm` says.
    /// - Throws: unless each number was typed once more, there or at a terminal.
    static func ask(_ change: PayeeChange, of handle: String, confirm typed: [String]) throws {
        guard let first = change.missing(in: typed).first else { return }
        let what =
            "Customers of \(handle) pay to \(change.before) today;"
            + " the change is \(change.facts)"
        guard typed.isEmpty else {
            throw Failure(
                .usage, "--confirm does not repeat the \(first.kind.rawValue) number",
                "Nothing was changed; compare the two.")
        }
        guard Terminal.canAsk else {
            throw Failure(
                .usage, what, "Nothing was changed; repeat the number with --confirm NUMBER.")
        }
        Terminal.note("\(what).")
        for number in change.toRepeat {
            Terminal.prompt("Type the \(number.kind.rawValue) number once more: ")
            if change.missing(in: [readLine() ?? ""]).contains(number) {
                throw Failure(.notAllowed, "Nothing was changed", "The two numbers differ.")
            }
        }
    }
}
