/// Asks before something that cannot be undone.
enum Consent {
    /// Shows the question and waits for an answer.
    /// - Parameter what: what would be done, as a sentence.
    /// - Throws: `Failure` (64) if there is no terminal to ask at, (77) unless somebody types
    ///   `yes`.
    static func ask(_ what: String) throws {
        guard Terminal.canAsk else {
            throw Failure(.usage, what, "Nothing was done; add --yes to do it.")
        }
        Terminal.note(what)
        Terminal.prompt("Type yes to go on: ")
        guard try StandardInput.line() == "yes" else {
            throw Failure(.notAllowed, "Nothing was done", "Type yes, or add --yes.")
        }
    }
}
