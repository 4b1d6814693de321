import AccessStore
import ArgumentParser
import ConsoleStore
import OperatorStore
import Reminders
import Stores

extension ManualCommand {
    /// `paminn manual done`: records that a letter was printed or mailed, and what it claimed; with
    /// `--undo`, that it was not.
    struct Done: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Marks one done: the letter is on its way.",
            discussion: """
                The claims of the letter are kept, and its fee is noted on the invoice, so that it \
                is not claimed twice. The invoice is not reminded of again before `paminn release`.

                Examples:
                  paminn manual done 20107 --creditor demo
                  paminn manual done 20107 --creditor demo --undo
                """)
        @Argument(help: "The invoice number.") var invoice: String
        @Option(help: "Whose invoice.") var creditor: String
        @Option(help: "The letter's date, if it is not today: YYYY-MM-DD.") var date: String?
        @Flag(help: "It was not done after all.") var undo = false
        @OptionGroup var common: CommonOptions

        func validate() throws {
            if let date, CalendarDate(iso: date) == nil {
                throw ValidationError("--date is a day such as 2026-01-31")
            }
            if undo, date != nil { throw ValidationError("--date does not go with --undo") }
        }

        /// Marking twice changes nothing the second time, and is recorded once.
        /// - Throws: `Failure`, see `Opening.manual`.
        func run() async throws {
            let rates = try Settings().referenceRates()
            try await Opening.manual(invoice, of: creditor) { stores, creditor, key in
                if undo {
                    let state = try await stores.operators.undoManual(
                        key, of: creditor.id, by: ThisProcess.user)
                    try await stores.access.audit(
                        ThisProcess.user, .manualUndone, creditor: creditor.id)
                    ManualCommand.say(state, invoice, common)
                    return
                }
                let done = try await stores.operators.markManualDone(
                    key, of: creditor.id, day: date.flatMap { CalendarDate(iso: $0) },
                    by: ThisProcess.user, rates: rates)
                if !done.wasDone {
                    try await stores.access.audit(
                        ThisProcess.user, .manualDone, creditor: creditor.id, run: done.run)
                }
                say(done)
            }
        }

        /// Prints the date of the letter and what it claimed, in kronor or, as JSON, in öre.
        private func say(_ done: ManualDone) {
            let claim = done.claim
            if common.json {
                var line = JSONLine()
                line.add("invoice_number", invoice)
                line.add("run", done.run)
                line.add("state", ReminderState.manual.word)
                line.add("was_done", .bool(done.wasDone))
                line.add("claimed_until", claim.day.description)
                line.add("claimed_ore", .integer(claim.remaining.value))
                line.add("interest_ore", .integer(claim.interest?.value))
                line.add("fee_ore", .integer(claim.fee.value))
                Terminal.say(line.line)
                return
            }
            Terminal.say(
                "Invoice \(invoice) \(done.wasDone ? "was marked before" : "is done"): letter of"
                    + " \(claim.day), \(Terminal.kronor(claim.remaining.value)) kr, interest"
                    + " \(Terminal.kronor((claim.interest ?? .zero).value)) kr, fee"
                    + " \(Terminal.kronor(claim.fee.value)) kr.")
        }
    }
}
