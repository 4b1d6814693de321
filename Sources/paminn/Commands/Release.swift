import AccessStore
import ArgumentParser
import ConsoleStore
import OperatorStore
import Reminders
import Stores

/// `paminn release`: lets an invoice be reminded of anew, and records the reason.
struct Release: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Lets an invoice be reminded of anew after its case at Amili was closed.",
        discussion: """
            Frees the invoice's permit; cases that are closed by now no longer stand against a \
            letter. One that is open still does. After a reminder that was done by hand it frees \
            the permit. Nothing is sent by this alone: enqueue or resubmit it.

            Example:
              paminn release 20107 --creditor demo --why "withdrawn at Amili"
            """)
    @Argument(help: "The invoice number.") var invoice: String
    @Option(help: "Whose invoice.") var creditor: String
    @Option(help: "Why: kept with the evidence.") var why: String
    @OptionGroup var common: CommonOptions

    func validate() throws { try ArgumentBounds.checkWhy(why) }

    /// - Throws: `Failure`: (65) if nothing is known of the invoice or nothing stands against a new
    ///   reminder, (77) if an earlier one may still go or is still to be done by hand.
    func run() async throws {
        let number = try InvoiceArgument.read(invoice)
        try await Opening.stores { stores in
            let row = try await Opening.creditor(creditor, in: stores)
            do {
                let freed = try await stores.operators.release(
                    number.key, of: row.id, by: ThisProcess.user, why: why)
                try await stores.access.audit(
                    ThisProcess.user, .released, creditor: row.id, run: freed,
                    facts: "invoice \(number.key)")
                if common.json {
                    var line = JSONLine()
                    line.add("invoice_number", invoice)
                    line.add("freed_run", freed)
                    Terminal.say(line.line)
                } else {
                    Terminal.say("Invoice \(invoice) may be reminded of anew.")
                }
            } catch let problem as DecisionProblem {
                throw Failure(problem, invoice: invoice)
            }
        }
    }
}
