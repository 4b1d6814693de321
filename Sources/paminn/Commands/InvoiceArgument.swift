import Reminders

/// Reads an invoice number from the command line.
enum InvoiceArgument {
    /// - Throws: `Failure` (64) if the text is no invoice number.
    static func read(_ text: String) throws -> InvoiceNumber {
        guard let number = InvoiceNumber(text) else {
            throw Failure(.usage, "That is no invoice number", "See `paminn invoices`.")
        }
        return number
    }
}
