import AccessStore
import ArgumentParser
import ConsoleStore
import OperatorStore
import Reminders
import Stores

enum InvoiceArgument {
    static func read(_ text: String) throws -> InvoiceNumber {
        guard let number = InvoiceNumber(text) else {
            throw Failure(.usage, "That is no invoice number", "See `paminn invoices`.")
        }
        return number
    }
}
