import ArgumentParser
import ConsoleStore
import OperatorStore
import Reminders
import Spreadsheets
import Stores

extension InvoicesCommand {
    /// `paminn invoices list`: prints the invoices of a creditor, or the reminders of one run, as a
    /// table, as CSV or as one JSON object per line.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists what became of each invoice, and why.",
            discussion: """
                Examples:
                  paminn invoices --creditor demo
                  paminn invoices --creditor demo --state rejected,skipped --csv
                  paminn invoices list --creditor demo --search 20107
                """)
        @Option(help: "Whose invoices.") var creditor: String
        @Option(help: "Only these states, separated by commas.") var state: String?
        @Option(help: "Only this run, one line for each of its reminders.") var run: RunID?
        @Option(
            help: """
                An invoice number; if there is none of that number, part of one, of a name or of a \
                customer number. - reads it from standard input.
                """)
        var search: String?
        @Flag(help: "CSV with `;`, as Excel reads it.") var csv = false
        @OptionGroup var common: CommonOptions

        /// Rows that one statement reads. They are printed page by page, so that a million take
        /// little memory.
        private static let page = 1_000

        /// The states wanted; empty for all. `none` stands for an invoice without a reminder.
        /// - Throws: `ValidationError` at an empty word.
        private func states() throws -> [String] {
            try state.map { try ArgumentBounds.words($0, of: "--state") } ?? []
        }

        func validate() throws {
            let known = ReminderState.allCases.map(\.word) + ["none"]
            for word in try states() where !known.contains(word) {
                throw ValidationError(
                    "There is no state ‘\(word)’. "
                        + NearestName.remedy(
                            for: word, among: known,
                            otherwise: "There are \(known.joined(separator: ", "))"))
            }
            if run != nil, search != nil {
                throw ValidationError("--search goes through all invoices; leave out --run")
            }
            if csv && common.json { throw ValidationError("Choose --csv or --json") }
        }

        /// - Throws: `Failure` (78) if there is no such creditor, (65) if it has no such run.
        func run() async throws {
            // A name does not belong on a command line, which others on the machine can see.
            let wanted = try search == "-" ? StandardInput.line() : search
            try await Opening.stores { stores in
                let row = try await Opening.creditor(creditor, in: stores)
                if let run { try await Self.check(run, of: row, in: stores) }
                let states = try states()
                if csv { Terminal.say(SpreadsheetLine.byteOrderMark + ListOutput.csvHeader) }
                var table = ListOutput.table
                var cursor: String?
                var shown = 0
                while true {
                    let rows: [ListRow]
                    if let run {
                        rows = try await stores.console.reminders(
                            of: creditor, run: run, states: states, after: cursor,
                            limit: Self.page)
                    } else {
                        rows = try await stores.console.invoices(
                            of: creditor, states: states, search: wanted, after: cursor,
                            limit: Self.page)
                    }
                    say(rows, in: &table)
                    shown += rows.count
                    guard rows.count == Self.page else { break }
                    cursor = rows.last?.cursor
                }
                if shown == 0, !csv, !common.json { Terminal.say("No invoices.") }
            }
        }

        /// - Throws: `Failure` (65) unless the run is the creditor's.
        private static func check(
            _ run: RunID, of creditor: CreditorRow, in stores: Stores
        ) async throws {
            if try await stores.operators.facts(of: run)?.creditor == creditor.id { return }
            throw Failure(
                .input, "There is no run \(run) of ‘\(creditor.handle)’", "See `paminn status`.")
        }

        /// Prints one page.
        private func say(_ rows: [ListRow], in table: inout TextTable) {
            if rows.isEmpty { return }
            if common.json {
                Terminal.say(rows.map { ListOutput.json($0) }.joined(separator: "\n"))
            } else if csv {
                Terminal.say(rows.map { ListOutput.csv($0) }.joined(separator: "\n"))
            } else {
                let lines = table.page(rows.map { ListOutput.cells($0) })
                Terminal.say(lines.joined(separator: "\n"))
            }
        }
    }
}
