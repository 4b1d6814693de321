import ArgumentParser

/// The options of a command about one customer. The number may come on standard input, as others
/// on the machine see arguments.
struct CustomerOptions: ParsableArguments {
    @Option(help: "Whose customer.") var creditor: String
    @Option(
        help: """
            The customer's number, as in the invoices. - reads it from standard input: others on \
            the machine see a command's arguments, and it may be an identity number.
            """)
    var customer: String

    /// The customer's number; for `-`, the first line of standard input.
    /// - Parameter command: the command's name, for the remedy.
    /// - Throws: `Failure` (65) if the number is empty or longer than `StandardInput.longestLine`.
    func number(for command: String) throws -> String {
        let number = try customer == "-" ? StandardInput.line() ?? "" : customer
        guard !number.isEmpty else {
            throw Failure(
                .input, "The customer number is empty",
                "Try: echo 20107 | paminn \(command) --customer - …")
        }
        return number
    }

    /// The error if the creditor has no such customer. It does not repeat the number.
    var noSuchCustomer: Failure {
        Failure(
            .input, "No invoice of ‘\(creditor)’ has this customer number",
            "Find it with `paminn invoices --creditor \(creditor) --search -`,"
                + " or on the page of one of the customer's invoices.")
    }
}
