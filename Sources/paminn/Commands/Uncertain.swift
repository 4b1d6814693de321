import AccessStore
import ArgumentParser
import ConsoleStore
import OperatorStore
import Reminders
import Stores

/// `paminn uncertain`: lists reminders in doubt, or takes a human's word on one.
struct Uncertain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Lists letters of which nobody knows whether they went, or settles one.",
        discussion: """
            They are settled by asking Amili, without you. If Amili cannot be asked, look the \
            invoice up in Amili's portal, and say what you found: `--resolve sent` (--case with \
            Amili's number of it, if you have it) or `--resolve not-sent`, which queues it again.

            Examples:
              paminn uncertain
              paminn uncertain --resolve not-sent --creditor demo --invoice 20107 \\
                  --why "not in the portal"
            """)
    @Option(help: "Whose invoices.") var creditor: String?
    @Option(help: "sent or not-sent.") var resolve: String?
    @Option(help: "The invoice to settle.") var invoice: String?
    @Option(name: .customLong("case"), help: "Amili's number of the case.") var caseID: String?
    @Option(help: "How you know: kept with the evidence.") var why: String?
    @OptionGroup var common: CommonOptions

    func validate() throws {
        try ArgumentBounds.checkWhy(why)
        guard let resolve else {
            if invoice != nil || why != nil || caseID != nil {
                throw ValidationError("--invoice, --case and --why belong to --resolve")
            }
            return
        }
        guard ["sent", "not-sent"].contains(resolve) else {
            throw ValidationError("--resolve is sent or not-sent")
        }
        if creditor == nil || invoice == nil || why == nil {
            throw ValidationError("--resolve wants --creditor, --invoice and --why")
        }
        if caseID != nil, resolve != "sent" {
            throw ValidationError("--case belongs to --resolve sent")
        }
    }

    /// - Throws: `Failure`: (64) if the text is no invoice number, (65) if the reminder is not in
    ///   doubt, (75) if a call may still take effect, (78) if there is no such creditor.
    func run() async throws {
        try await Opening.stores { stores in
            let row: CreditorRow? =
                if let creditor { try await Opening.creditor(creditor, in: stores) } else { nil }
            guard let resolve, let row, let invoice, let why else {
                say(try await stores.operators.uncertain(of: row?.id))
                return
            }
            let number = try InvoiceArgument.read(invoice)
            do {
                let state = try await stores.operators.resolve(
                    number.key, of: row.id,
                    resolve == "sent" ? .sent(caseID: caseID) : .notSent, by: ThisProcess.user,
                    why: why)
                try await stores.access.audit(
                    ThisProcess.user, .resolved, creditor: row.id,
                    facts: "invoice \(number.key): \(resolve == "sent" ? "sent" : "not sent"),"
                        + " now \(state.word)")
                say(state)
            } catch let problem as DecisionProblem {
                throw Failure(problem, invoice: invoice)
            }
        }
    }

    /// Prints the state that the reminder is in now.
    private func say(_ state: ReminderState) {
        if common.json {
            var line = JSONLine()
            line.add("invoice_number", invoice)
            line.add("state", state.word)
            Terminal.say(line.line)
        } else {
            Terminal.say("Invoice \(invoice ?? "") is \(state.word) now.")
        }
    }

    /// Why Amili is not asked at the moment, in words; nil if it is asked.
    private func obstacle(of row: DoubtRow) -> String? {
        switch row.obstacle {
        case nil: nil
        case .stuck?: "stuck: paminn stuck"
        case .allPaused?: "everything is paused"
        case .creditorPaused?: "the creditor is paused"
        case .allClosed?, .creditorClosed?:
            GateCauseText.line(row.closedCause, row.closedWords) ?? "closed for a while"
        }
    }

    /// Prints the reminders as a table, or one JSON object per line.
    private func say(_ rows: [DoubtRow]) {
        if common.json {
            for row in rows {
                var line = JSONLine()
                line.add("creditor", row.creditor)
                line.add("invoice_number", row.invoiceNumber)
                line.add("run", row.run)
                line.add("attempts", row.attempts)
                line.add("since", row.since)
                line.add("doubt_until", row.doubtUntil)
                line.add("doubt_is_over", .bool(row.isDoubtOver))
                line.add("asked_again_at", row.askedAgainAt)
                line.add("hindrance", obstacle(of: row))
                line.add("last_call", row.lastCall)
                line.add("last_lookup", row.lastLookUp)
                Terminal.say(line.line)
            }
            return
        }
        if rows.isEmpty {
            Terminal.say("Nothing is uncertain.")
            return
        }
        let table = rows.map { row in
            [
                row.creditor, row.invoiceNumber, "\(row.run)", "\(row.since)",
                obstacle(of: row) ?? (row.isDoubtOver ? "Amili is asked now" : "Amili is asked"),
                row.lastCall ?? "", row.lastLookUp ?? "",
            ]
        }
        let header = [
            "CREDITOR", "INVOICE", "RUN", "SINCE", "NOW", "THE CALL SAID", "THE LOOK-UP SAID",
        ]
        for line in Terminal.table(header, table, right: [2]) { Terminal.say(line) }
    }
}
