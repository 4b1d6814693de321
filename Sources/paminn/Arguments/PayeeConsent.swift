import AccessStore
import Reminders

/// Has a payment number that replaces another typed twice, before letters tell customers to pay
/// there: a wrong digit sends their money to somebody else.
enum PayeeConsent {
    /// Returns at once if the change has nothing to repeat, as with a first number.
    /// - Parameters:
    ///   - handle: the creditor's, for the question.
    ///   - typed: the values of `--confirm`. If there are none, a person at the terminal is asked.
    /// - Throws: `Failure` (64) if `--confirm` lacks a number, or if there is neither `--confirm`
    ///   nor a terminal; (77) if the number typed at the terminal differs. Nothing was changed
    ///   then.
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
            if change.missing(in: [try StandardInput.line() ?? ""]).contains(number) {
                throw Failure(.notAllowed, "Nothing was changed", "The two numbers differ.")
            }
        }
    }
}
