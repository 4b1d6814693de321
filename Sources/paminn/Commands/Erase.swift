import AccessStore
import ArgumentParser
import ConsoleStore
import OperatorStore
import Reminders
import Stores

/// `paminn erase`: empties everything that tells who one customer of a creditor is. What keeps a
/// letter from going twice, and what bookkeeping needs, stays.
struct Erase: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Erases what tells who a customer is, for one who asks (GDPR, article 17).",
        discussion: """
            Goes: customer number, name, identity number, address, e-mail, phone, description and \
            OCR of the customer's invoices; words of calls and of humans about their reminders; \
            what users searched by, if it was the customer. Stays: invoice numbers, dates and \
            amounts (bookkeeping), and reminders, permits and cases (no letter may go twice). No \
            reminder can go for these invoices any more, and an import does not bring the words \
            back. It cannot be undone.

            Refused while a letter is under way, a case is open at Amili, or a credit is not set \
            off. It does not reach logs, backups, WAL, batch and exported files, what Amili \
            holds, and old versions of rows until VACUUM: see deploy/DATABASE.md. It runs as the \
            tables' owner. The audit keeps who erased, when and how many invoices.

            Examples:
              paminn erase --creditor demo --customer 20107 --dry-run
              echo 20107 | paminn erase --creditor demo --customer - --yes
            """)
    @OptionGroup var whose: CustomerOptions
    @Flag(help: "Say what would be, and change nothing.") var dryRun = false
    @Flag(help: "Do not ask.") var yes = false
    @OptionGroup var common: CommonOptions

    /// Asks first, unless `--yes` or `--dry-run` is given.
    /// - Throws: `Failure`: (78) if there is no such creditor, (65) if it has no such customer,
    ///   (64) if consent is needed and nobody can be asked, (77) if it is refused or the data is
    ///   still needed, (75) if a load of the creditor does not end.
    func run() async throws {
        let asked = try whose.number(for: "erase")
        try await Opening.stores { stores in
            let row = try await Opening.creditor(whose.creditor, in: stores)
            do {
                if !dryRun, !yes {
                    try Consent.ask(
                        Self.foreseen(try await erase(asked, of: row, dryRun: true, in: stores)))
                }
                let erasure = try await erase(asked, of: row, dryRun: dryRun, in: stores)
                say(erasure)
            } catch let problem as EraseProblem {
                throw failure(problem)
            }
            if !dryRun { await forgetStatistics(in: stores) }
        }
    }

    private func erase(
        _ asked: String, of row: CreditorRow, dryRun: Bool, in stores: Stores
    ) async throws -> Erasure {
        try await stores.operators.erase(
            customer: asked, of: row.id, by: ThisProcess.user,
            as: AuditAction.erasedCustomer.rawValue, dryRun: dryRun)
    }

    /// The erasure stands even if this fails.
    private func forgetStatistics(in stores: Stores) async {
        do {
            try await stores.operators.forgetStatistics()
        } catch {
            Terminal.note(
                "The data is erased, but PostgreSQL's statistics may hold copies. Run VACUUM"
                    + " (ANALYZE) as the tables' owner: see deploy/DATABASE.md.")
        }
    }

    /// The question before erasing.
    private static func foreseen(_ erasure: Erasure) -> String {
        "Erase who the customer of \(erasure.invoices) invoices is, for good:"
            + " \(erasure.unpaid) of them are unpaid and could no longer be reminded of."
    }

    private func say(_ erasure: Erasure) {
        if common.json {
            var line = JSONLine()
            line.add("creditor", whose.creditor)
            line.add("dry_run", .bool(dryRun))
            line.add("invoices", erasure.invoices)
            line.add("unpaid", erasure.unpaid)
            line.add("evidence", erasure.evidence)
            line.add("incidents", erasure.incidents)
            line.add("searches", erasure.searches)
            Terminal.say(line.line)
            return
        }
        if dryRun { Terminal.say("Dry run: nothing was changed.") }
        Terminal.say(dryRun ? "Would go:" : "Erased:")
        Terminal.say("  who the customer of \(erasure.invoices) invoices is, and their texts")
        Terminal.say(
            "  the words of \(erasure.evidence) calls and decisions, and of"
                + " \(erasure.incidents) incidents")
        Terminal.say("  \(erasure.searches) searches and filters of users")
        Terminal.say("Stays:")
        Terminal.say("  numbers, dates and amounts of the invoices: bookkeeping needs them")
        Terminal.say("  reminders, permits and cases: no letter may go twice")
        Terminal.say("  who looked at what and did what: the audit")
        Terminal.say("Out of reach:")
        Terminal.say(
            "  logs, backups, WAL, files, what Amili holds; until VACUUM (ANALYZE) old versions of"
                + " rows, and statistics")
        if erasure.unpaid > 0 {
            Terminal.say("\(erasure.unpaid) unpaid invoices cannot be reminded of any more.")
        }
    }

    private func failure(_ problem: EraseProblem) -> Failure {
        switch problem {
        case .noSuchCustomer:
            whose.noSuchCustomer
        case .needed(let obstacles):
            Failure(
                .notAllowed,
                "The customer's data is still needed: "
                    + obstacles.map(Self.words).joined(separator: "; "),
                "Nothing more is erased. "
                    + obstacles.map { Self.remedy($0.kind) }.joined(separator: " "))
        }
    }

    /// Words for an obstacle, with its invoices.
    private static func words(_ obstacle: EraseObstacle) -> String {
        let what =
            switch obstacle.kind {
            case .held: "held back"
            case .queued: "queued"
            case .inHand: "in a worker's hands"
            case .uncertain: "uncertain"
            case .byHand: "to be done by hand"
            case .inbox: "handed over by a host application and not loaded yet"
            case .openCase: "with an open case at Amili"
            case .incident: "with an open incident"
            case .credit: "a credit that is not set off"
            }
        let more = obstacle.invoices - obstacle.numbers.count
        return "\(obstacle.invoices) \(what) (\(obstacle.numbers.joined(separator: ", "))"
            + (more > 0 ? " and \(more) more)" : ")")
    }

    private static func remedy(_ kind: EraseObstacle.Kind) -> String {
        switch kind {
        case .held, .queued: "Let the letters go, or `paminn cancel` their run."
        case .inHand: "Run it again when the letters in hand have gone."
        case .uncertain: "Wait until Amili has been asked: see `paminn uncertain`."
        case .byHand: "Use `paminn manual done` or `paminn manual cancel`."
        case .inbox: "Let `paminn inbox` load them, or let the application cancel its request."
        case .openCase:
            "Wait until Amili has closed the case, or withdraw it there and `paminn release` it."
        case .incident: "Close the incident: see `paminn incidents`."
        case .credit: "Set the credit off in the bookkeeping, and import its invoices again."
        }
    }
}
