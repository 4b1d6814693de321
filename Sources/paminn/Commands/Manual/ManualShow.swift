import ArgumentParser
import ConsoleStore
import OperatorStore
import Reminders
import Stores

extension ManualCommand {
    /// `paminn manual show`: prints the letter of one reminder, and keeps what it claims: `manual
    /// done` records the claim that was shown last.
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints the letter, or the text to mail.",
            discussion: """
                It is of today, with interest to and including today; one that is done is shown as \
                it was. `paminn manual done` keeps what was shown last.

                Example:
                  paminn manual show 20107 --creditor demo
                """)
        @Argument(help: "The invoice number.") var invoice: String
        @Option(help: "Whose invoice.") var creditor: String
        @Flag(help: "In English.") var english = false
        @OptionGroup var common: CommonOptions

        func run() async throws {
            let rates = try Settings().referenceRates()
            try await Opening.manual(invoice, of: creditor) { stores, creditor, key in
                let reminder = try await stores.operators.manualLetter(key, of: creditor.id)
                let letter = try ManualLetter(reminder.facts, date: reminder.today, rates: rates)
                try await stores.operators.noteShown(letter.claim, of: reminder, creditor.id)
                let text = LetterText(letter, in: english ? .english : .swedish)
                if common.json {
                    Terminal.say(Self.json(reminder, letter, text))
                } else {
                    Self.say(letter, text)
                }
                Self.note(reminder, letter)
            }
        }

        /// The text to mail with its recipient and subject, or the letter to print with both
        /// addresses.
        private static func say(_ letter: ManualLetter, _ text: LetterText) {
            let head =
                letter.byEmail
                ? ["To: \(letter.recipient.email ?? "")", "Subject: \(text.subject)"]
                : [letter.senderName] + letter.sender.addressLines + [""]
                    + letter.recipientLines + ["", text.heading]
            for line in head + [""] { Terminal.say(line) }
            Terminal.say(String(text.plain.dropLast()))
        }

        /// Notes on standard error for the person who prints or mails it: done before, held, no
        /// e-mail address, and why no fee is claimed.
        private static func note(_ reminder: ManualReminder, _ letter: ManualLetter) {
            if let at = reminder.doneAt { Terminal.note("Done \(at): do not send it again.") }
            if reminder.isHeld { Terminal.note("Its run is held: do not send it yet.") }
            if letter.byEmail, letter.recipient.email == nil {
                Terminal.note("The invoice has no e-mail address: print it, or import one.")
            }
            switch letter.fee {
            case .claimed, .notWanted: break
            case .notAgreed:
                Terminal.note(
                    "No fee: none is agreed (`paminn creditor letter … --fee-agreed`).")
            case .claimedBefore:
                Terminal.note("No fee: it was claimed before, and is claimed once.")
            }
        }

        /// One JSON object. Amounts are in öre, dates YYYY-MM-DD; `body` is the whole text.
        private static func json(
            _ reminder: ManualReminder, _ letter: ManualLetter, _ text: LetterText
        ) -> String {
            var line = JSONLine()
            line.add("invoice_number", letter.invoiceNumber)
            line.add("run", reminder.run)
            line.add("done_at", reminder.doneAt)
            line.add("held", .bool(reminder.isHeld))
            line.add("by_email", .bool(letter.byEmail))
            line.add("date", letter.date.description)
            line.add("pay_by", letter.payBy.description)
            line.add("remaining_ore", .integer(letter.remaining.value))
            line.add("interest_ore", .integer(letter.interest?.total.value))
            line.add(
                "interest_periods",
                .objects((letter.interest?.periods ?? []).map { Self.json($0) }))
            line.add("fee_ore", .integer(letter.fee.amount.value))
            line.add("fee", Self.word(letter.fee))
            line.add("total_ore", .integer(letter.total.value))
            line.add("sender", .list([letter.senderName] + letter.sender.addressLines))
            line.add("recipient", .list(letter.recipientLines))
            line.add("email", letter.recipient.email)
            line.add("subject", text.subject)
            line.add("body", text.plain)
            return line.line
        }

        /// One period of interest at one rate. Both rates are in percent a year,
        /// `reference_percent` without the surcharge of the law.
        private static func json(_ period: LateInterest.Period) -> JSONLine {
            var line = JSONLine()
            line.add("from", period.from.description)
            line.add("through", period.through.description)
            line.add("days", period.days)
            line.add("reference_percent", period.reference.percent)
            line.add("percent", period.rate.percent)
            line.add("ore", .integer(period.amount.value))
            return line
        }

        /// The field `fee` of the JSON result.
        private static func word(_ fee: ReminderFee) -> String {
            switch fee {
            case .claimed: "claimed"
            case .notWanted: "not_wanted"
            case .notAgreed: "not_agreed"
            case .claimedBefore: "claimed_before"
            }
        }
    }
}
