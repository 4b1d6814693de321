/// The number of a customer, given as an argument or, as others on the machine see arguments, on
/// standard input.
enum CustomerArgument {
    /// - Parameters:
    ///   - argument: the number; `-`: the first line of standard input holds it.
    ///   - command: the command's name, for the remedy.
    /// - Throws: `Failure` (65) if the number is empty or longer than `StandardInput.longestLine`.
    static func read(_ argument: String, for command: String) throws -> String {
        let number = try argument == "-" ? StandardInput.line() ?? "" : argument
        guard !number.isEmpty else {
            throw Failure(
                .input, "The customer number is empty",
                "Try: echo 20107 | paminn \(command) --customer - …")
        }
        return number
    }
}
