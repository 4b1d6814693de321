import AccessStore
import ArgumentParser
import ConsoleStore
import OperatorStore
import Reminders
import Stores

extension ManualCommand {
    /// `paminn manual cancel`: takes back one reminder that is not done, and frees the invoice's
    /// permit.
    struct CancelOne: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "cancel", abstract: "Takes one back that is not to be done any more.",
            discussion: """
                The invoice may be reminded of anew, by either route.

                Example:
                  paminn manual cancel 20107 --creditor demo
                """)
        @Argument(help: "The invoice number.") var invoice: String
        @Option(help: "Whose invoice.") var creditor: String
        @OptionGroup var common: CommonOptions

        func run() async throws {
            try await Opening.manual(invoice, of: creditor) { stores, creditor, key in
                try await stores.operators.cancelManual(key, of: creditor.id, by: ThisProcess.user)
                try await stores.access.audit(
                    ThisProcess.user, .manualCancelled, creditor: creditor.id)
                ManualCommand.say(.cancelled, invoice, common)
            }
        }
    }
}
