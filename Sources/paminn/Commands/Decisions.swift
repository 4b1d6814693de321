import AccessStore
import ArgumentParser
import ConsoleStore
import OperatorStore
import Reminders
import Stores

struct Uncertain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Lists letters of which nobody knows whether they went, or settles one.",
        discussion: """
            They are settled by asking Amili, without you. If Amili cannot be asked, look the \
            invoice up in Amili's portal, and say what you found: `--resolve sent` (--case with \
            Amili's number of it, if you have it) or `--resolve not-sent`, which queues it again.
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

    private func say(_ rows: [DoubtRow]) {
        if common.json {
            for row in rows {
                var line = JSONLine()
                line.add("creditor", row.creditor)
                line.add("invoice_number", row.invoiceNumber)
                line.add("run", .integer(row.run))
                line.add("attempts", row.attempts)
                line.add("since", row.since)
                line.add("doubt_until", row.doubtUntil)
                line.add("doubt_is_over", .bool(row.isDoubtOver))
                line.add("asked_again_at", row.askedAgainAt)
                line.add("hindrance", row.hindrance)
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
                row.creditor, row.invoiceNumber, "\(row.run)", row.since,
                row.hindrance ?? (row.isDoubtOver ? "Amili is asked now" : "Amili is asked"),
                row.lastCall ?? "", row.lastLookUp ?? "",
            ]
        }
        let header = [
            "CREDITOR", "INVOICE", "RUN", "SINCE", "NOW", "THE CALL SAID", "THE LOOK-UP SAID",
        ]
        for line in Terminal.table(header, table, right: [2]) { Terminal.say(line) }
    }
}

struct Release: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Lets an invoice be reminded of anew after its case at Amili was closed.",
        discussion: """
            Frees the invoice's permit; cases that are closed by now no longer stand against a \
            letter. One that is open still does. After a reminder that was done by hand it frees \
            the permit. Nothing is sent by this alone: enqueue or resubmit it.
            """)
    @Argument(help: "The invoice number.") var invoice: String
    @Option(help: "Whose invoice.") var creditor: String
    @Option(help: "Why: kept with the evidence.") var why: String
    @OptionGroup var common: CommonOptions

    func validate() throws { try ArgumentBounds.checkWhy(why) }

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
                    line.add("freed_run", .integer(freed))
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

struct Incidents: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Lists proofs that something went wrong, such as two cases for one invoice.",
        discussion: """
            Nothing is ever withdrawn at Amili by itself. Withdraw the younger case there, by its \
            number, and then close the incident here.
            """)
    @Flag(help: "Closed ones too.") var all = false
    @Option(help: "The incident that is settled.") var close: Int64?
    @Option(help: "What was done: kept with the evidence.") var why: String?
    @OptionGroup var common: CommonOptions

    func validate() throws {
        if (close == nil) != (why == nil) { throw ValidationError("--close wants --why") }
        try ArgumentBounds.checkWhy(why)
    }

    func run() async throws {
        try await Opening.stores { stores in
            if let close, let why {
                guard
                    try await stores.operators.closeIncident(close, by: ThisProcess.user, why: why)
                else {
                    throw Failure(
                        .input, "There is no open incident \(close)", "See `paminn incidents`.")
                }
                let run = try await stores.operators.incidents(all: true).first { $0.id == close }?
                    .run
                let creditor: CreditorID? =
                    if let run { try await stores.console.creditor(of: run) } else { nil }
                try await stores.access.audit(
                    ThisProcess.user, .closedIncident, creditor: creditor, run: run,
                    facts: "incident \(close)")
            }
            say(try await stores.operators.incidents(all: all))
        }
    }

    private func say(_ rows: [IncidentRow]) {
        if common.json {
            for row in rows {
                var line = JSONLine()
                line.add("incident", .integer(row.id))
                line.add("creditor", row.creditor)
                line.add("invoice_number", row.invoiceNumber)
                line.add("run", .integer(row.run))
                line.add("at", row.at)
                line.add("what", row.kind.english)
                line.add("incident_kind", row.kind.rawValue)
                line.add("cases", .list(row.cases))
                line.add("closed_at", row.closedAt)
                line.add("closed_by", row.closedBy)
                line.add("closed_why", row.closedWhy)
                Terminal.say(line.line)
            }
        } else if rows.isEmpty {
            Terminal.say(all ? "No incidents." : "No open incidents.")
        } else {
            let table = rows.map { row in
                [
                    "\(row.id)", row.creditor, row.invoiceNumber ?? "", "\(row.run)", row.at,
                    row.kind.english, row.cases.joined(separator: " "),
                    row.closedAt.map { "closed \($0)" } ?? "open",
                ]
            }
            let header = ["NO", "CREDITOR", "INVOICE", "RUN", "AT", "WHAT", "CASES", "STATE"]
            for line in Terminal.table(header, table, right: [0, 3]) { Terminal.say(line) }
        }
    }
}

struct Stuck: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Lists parts that have ended three workers, or gives one another chance.",
        discussion: """
            A part goes by RUN/FIRST, as the list shows it. Each is tried again by itself an hour \
            after, alone; whatever ends its worker then is stuck for another hour.
            """)
    @Option(help: "The part to be worked on again.") var retry: String?
    @OptionGroup var common: CommonOptions

    func validate() throws { _ = try retry.map { try Self.read($0) } }

    private static func read(_ text: String) throws -> (run: Int64, first: Int) {
        let words = text.split(separator: "/", omittingEmptySubsequences: false)
        guard words.count == 2, let run = Int64(words[0]), let first = Int(words[1]) else {
            throw ValidationError("A part is RUN/FIRST, for example 12/100")
        }
        return (run, first)
    }

    func run() async throws {
        try await Opening.stores { stores in
            if let retry {
                let (run, first) = try Self.read(retry)
                guard try await stores.operators.retry(run: run, first: first, by: ThisProcess.user)
                else {
                    throw Failure(.input, "There is no stuck part \(retry)", "See `paminn stuck`.")
                }
                try await stores.access.audit(
                    ThisProcess.user, .retriedPart,
                    creditor: try await stores.console.creditor(of: run),
                    run: run, facts: "first \(first)")
            }
            say(try await stores.operators.stuckParts())
        }
    }

    private func say(_ rows: [StuckRow]) {
        if common.json {
            for row in rows {
                var line = JSONLine()
                line.add("part", "\(row.run)/\(row.first)")
                line.add("creditor", row.creditor)
                line.add("queued", row.queued)
                line.add("uncertain", row.uncertain)
                line.add("crashes", row.crashes)
                line.add("claimed_at", row.claimedAt)
                line.add("worker", row.worker)
                line.add("retry_at", row.retryAt)
                Terminal.say(line.line)
            }
        } else if rows.isEmpty {
            Terminal.say("No part is stuck.")
        } else {
            let table = rows.map { row in
                [
                    "\(row.run)/\(row.first)", row.creditor, "\(row.queued)", "\(row.uncertain)",
                    row.claimedAt ?? "", row.worker ?? "", row.retryAt ?? "",
                ]
            }
            let header = [
                "PART", "CREDITOR", "QUEUED", "UNCERTAIN", "LAST CLAIMED", "BY", "TRIED AGAIN",
            ]
            for line in Terminal.table(header, table, right: [2, 3]) { Terminal.say(line) }
            Terminal.say("When the cause is mended: paminn stuck --retry PART")
        }
    }
}

enum InvoiceArgument {
    static func read(_ text: String) throws -> InvoiceNumber {
        guard let number = InvoiceNumber(text) else {
            throw Failure(.usage, "That is no invoice number", "See `paminn invoices`.")
        }
        return number
    }
}

extension Failure {
    init(_ problem: DecisionProblem, invoice: String) {
        switch problem {
        case .noSuchInvoice:
            self.init(
                .input, "Nothing is known of invoice \(invoice)", "See `paminn invoices`.")
        case .notInDoubt:
            self.init(
                .input, "Invoice \(invoice) is not in doubt: somebody has settled it",
                "See `paminn evidence`.")
        case .tooEarly(let seconds):
            self.init(
                .tryAgain,
                "A call may still take effect for \(Durations.written(max(seconds, 1)))",
                "Look again at Amili then, and say what you found.")
        case .live(let run):
            self.init(
                .notAllowed, "Invoice \(invoice) has a reminder in run \(run) that may still go",
                "Cancel the run, or wait until it is done.")
        case .manualToDo(let run):
            self.init(
                .notAllowed, "Invoice \(invoice) is still to be done by hand, in run \(run)",
                "Mark it done (`paminn manual done`), or cancel it (`paminn manual cancel`).")
        case .nothingToRelease:
            self.init(
                .input, "Nothing stands against a new reminder of invoice \(invoice)",
                "Enqueue or resubmit it.")
        case .notSpelledTwice:
            self.init(
                .input, "Invoice \(invoice) is no second spelling that is to be settled",
                "See `paminn spellings`.")
        }
    }
}
