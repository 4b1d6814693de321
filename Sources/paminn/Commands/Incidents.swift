import AccessStore
import ArgumentParser
import ConsoleStore
import OperatorStore
import Reminders
import Stores
import Texts

/// `paminn incidents`: lists incidents, or closes one. Nothing here changes a case at Amili.
struct Incidents: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Lists proofs that something went wrong, such as two cases for one invoice.",
        discussion: """
            Nothing is ever withdrawn at Amili by itself. Withdraw the younger case there, by its \
            number, and then close the incident here.

            Examples:
              paminn incidents
              paminn incidents --close 3 --why "Amili has withdrawn one of them"
            """)
    @Flag(help: "Closed ones too.") var all = false
    @Option(help: "The incident that is settled.") var close: Int64?
    @Option(help: "What was done: kept with the evidence.") var why: String?
    @OptionGroup var common: CommonOptions

    func validate() throws {
        if (close == nil) != (why == nil) { throw ValidationError("--close wants --why") }
        try ArgumentBounds.checkWhy(why)
    }

    /// The list is printed after a closing, too.
    /// - Throws: `Failure` (65) if there is no such open incident.
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

    /// Prints the incidents as a table, or one JSON object per line.
    private func say(_ rows: [IncidentRow]) {
        if common.json {
            for row in rows {
                var line = JSONLine()
                line.add("incident", .integer(row.id))
                line.add("creditor", row.creditor)
                line.add("invoice_number", row.invoiceNumber)
                line.add("run", row.run)
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
                    "\(row.id)", row.creditor, row.invoiceNumber ?? "", "\(row.run)", "\(row.at)",
                    row.kind.english, row.cases.joined(separator: " "),
                    row.closedAt.map { "closed \($0)" } ?? "open",
                ]
            }
            let header = ["NO", "CREDITOR", "INVOICE", "RUN", "AT", "WHAT", "CASES", "STATE"]
            for line in Terminal.table(header, table, right: [0, 3]) { Terminal.say(line) }
        }
    }
}
