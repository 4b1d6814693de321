import AccessStore
import ConsoleStore
import OperatorStore
import Reminders

enum InvoiceArgument {
    static func read(_ text: String) throws -> InvoiceNumber {
        guard let number = InvoiceNumber(text) else {
            throw Failure(.usage, "That is no invoice number", "See `paminn invoices`.")
        }
        return number
    }
}
