import ArgumentParser
import ConsoleStore
import OperatorStore
import Reminders
import Stores

/// `paminn spellings`: lists invoices that are on file under two spellings of one number, or
/// settles one.
struct Spellings: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Lists invoices on file under two spellings of one number, or settles one.",
        discussion: """
            `10 234` and `10234.0` are how a spreadsheet writes 10234. Earlier versions took them \
            for invoices of their own. Nothing is sent for the second spelling before you say \
            what it is: `--resolve same`, one invoice, or `--resolve another`, which may be \
            reminded of like any other.

            Examples:
              paminn spellings
              paminn spellings --resolve same --creditor demo --invoice 0107 \\
                  --why "the customer has one of them"
            """)
    @Option(help: "Whose invoices.") var creditor: String?
    @Option(help: "same or another.") var resolve: String?
    @Option(help: "The second spelling, as the list writes it.") var invoice: String?
    @Option(help: "How you know: kept with the evidence.") var why: String?
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard let resolve else {
            if invoice != nil || why != nil {
                throw ValidationError("--invoice and --why belong to --resolve")
            }
            return
        }
        guard ["same", "another"].contains(resolve) else {
            throw ValidationError("--resolve is same or another")
        }
        if creditor == nil || invoice == nil || why == nil {
            throw ValidationError("--resolve wants --creditor, --invoice and --why")
        }
    }

    /// - Throws: `Failure`: (64) if the text is no invoice number, (78) if there is no such
    ///   creditor, (65) if no spelling is to be settled, (77) if a letter of it may still go.
    func run() async throws {
        try await Opening.stores { stores in
            let row: CreditorRow? =
                if let creditor { try await Opening.creditor(creditor, in: stores) } else { nil }
            guard let resolve, let row, let invoice, let why else {
                say(try await stores.operators.twins(of: row?.id))
                return
            }
            let number = try InvoiceArgument.read(invoice)
            do {
                let isKept = try await stores.operators.settle(
                    twin: number.key, of: row.id, resolve == "same" ? .same : .another,
                    by: ThisProcess.user, why: why)
                say(resolve, invoice, isKept)
            } catch let problem as DecisionProblem {
                throw Failure(problem, invoice: invoice)
            }
        }
    }

    /// - Parameter isKept: the second spelling stays on file.
    private func say(_ verdict: String, _ invoice: String, _ isKept: Bool) {
        if common.json {
            var line = JSONLine()
            line.add("invoice_number", invoice)
            line.add("resolved", verdict)
            line.add("kept", .bool(isKept))
            Terminal.say(line.line)
        } else if verdict == "another" {
            Terminal.say("Invoice \(invoice) is one of its own, and may be reminded of.")
        } else if isKept {
            Terminal.say(
                "Invoice \(invoice) stays on file, for a letter went for it. It is not reminded of"
                    + " again.")
        } else {
            Terminal.say("Invoice \(invoice) is gone from the list; its history is the other's.")
        }
    }

    /// Prints the pairs as a table, or one JSON object per line.
    private func say(_ rows: [TwinRow]) {
        if common.json {
            for row in rows {
                var line = JSONLine()
                line.add("creditor", row.creditor)
                line.add("invoice_key", row.invoiceKey)
                line.add("invoice_number", row.invoiceNumber)
                line.add("state", row.invoiceState?.word)
                line.add("other_key", row.twinKey)
                line.add("other_number", row.twinNumber)
                line.add("other_state", row.twinState?.word)
                line.add("found_at", row.foundAt)
                Terminal.say(line.line)
            }
        } else if rows.isEmpty {
            Terminal.say("No invoice is on file under two spellings.")
        } else {
            let table = rows.map { row in
                [
                    row.creditor, row.invoiceKey, row.invoiceState?.word ?? "no reminder",
                    row.twinKey, row.twinState?.word ?? "no reminder",
                ]
            }
            let header = ["CREDITOR", "INVOICE", "STATE", "SECOND SPELLING", "STATE"]
            for line in Terminal.table(header, table) { Terminal.say(line) }
            Terminal.say(
                "When you know: paminn spellings --creditor C --invoice 'SECOND SPELLING'"
                    + " --resolve same|another --why W")
        }
    }
}
