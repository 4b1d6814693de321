import ArgumentParser
import ConsoleStore
import OperatorStore
import Reminders
import Stores

extension ManualCommand {
    /// `paminn manual list`: prints what is to be done, or what was done, by run and position.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists what is to be done by hand.",
            discussion: """
                Reminders of a held run are left out, because they are not to be done yet. NOTE \
                says why no letter may go any more, if the invoice was paid or disputed since: \
                cancel that one.

                Example:
                  paminn manual list --creditor demo
                """)
        @Option(help: "Whose.") var creditor: String
        @Option(help: "One run only.") var run: RunID?
        @Flag(help: "Those that are done instead.") var done = false
        @Option(help: "At most so many.") var limit = 10_000
        @OptionGroup var common: CommonOptions

        func validate() throws {
            if limit < 1 { throw ValidationError("--limit is 1 or more") }
        }

        func run() async throws {
            try await Opening.stores { stores in
                let row = try await Opening.creditor(creditor, in: stores)
                var rows: [ManualRow] = []
                while rows.count < limit {
                    let page = try await stores.operators.manualReminders(
                        of: row.id, run: run, done ? .done : .toDo, after: rows.last?.cursor,
                        limit: min(limit - rows.count, 1_000))
                    if page.isEmpty { break }
                    rows += page
                }
                say(rows)
            }
        }

        /// Prints the reminders as a table, or one JSON object per line. The last column is the
        /// time at which one was done, or the reason why no letter may go now.
        private func say(_ rows: [ManualRow]) {
            if common.json {
                for row in rows { Terminal.say(Self.json(row, of: creditor)) }
                return
            }
            if rows.isEmpty {
                Terminal.say(done ? "Nothing was done by hand yet." : "Nothing is to be done.")
                return
            }
            let table = rows.map { row in
                [
                    row.invoice?.number.written ?? row.invoiceKey, "\(row.run)",
                    row.invoice?.dueDate.description ?? "",
                    Terminal.kronor((row.claimed?.remaining ?? row.invoice?.remaining)?.value),
                    row.choices.byEmail ? "mail" : "letter", Self.beside(row),
                    row.doneAt?.description ?? row.obstacle?.rawValue ?? "",
                ]
            }
            let header = ["INVOICE", "RUN", "DUE", "LEFT", "AS", "WITH", done ? "DONE" : "NOTE"]
            for line in Terminal.table(header, table, right: [1, 3]) { Terminal.say(line) }
        }

        /// The column WITH: what the letter claims beside the invoice.
        private static func beside(_ row: ManualRow) -> String {
            [row.choices.withInterest ? "interest" : nil, row.choices.withFee ? "fee" : nil]
                .compactMap { $0 }.joined(separator: ", ")
        }

        /// One JSON object; amounts are in öre. The `claimed_…` fields, interest and fee are null
        /// until the reminder is done.
        private static func json(_ row: ManualRow, of creditor: String) -> String {
            var line = JSONLine()
            line.add("creditor", creditor)
            line.add("invoice_number", row.invoice?.number.written ?? row.invoiceKey)
            line.add("run", row.run)
            line.add("due_date", row.invoice?.dueDate.description)
            line.add("remaining_ore", .integer(row.invoice?.remaining.value))
            line.add("by_email", .bool(row.choices.byEmail))
            line.add("with_interest", .bool(row.choices.withInterest))
            line.add("with_fee", .bool(row.choices.withFee))
            line.add("obstacle", row.obstacle?.rawValue)
            line.add("done_at", row.doneAt)
            line.add("done_by", row.doneBy)
            line.add("claimed_until", row.claimed?.day.description)
            line.add("claimed_ore", .integer(row.claimed?.remaining.value))
            line.add("interest_ore", .integer(row.claimed?.interest?.value))
            line.add("fee_ore", .integer(row.claimed?.fee.value))
            return line.line
        }
    }
}
