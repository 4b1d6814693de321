import AccessStore
import ArgumentParser
import ConsoleStore
import OperatorStore
import Reminders
import Stores

extension CreditorCommand {
    /// `paminn creditor letter`: shows or changes how a creditor's own letters name it and where
    /// they tell customers to pay.
    struct Letter: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "What a creditor's own letters say of it, for reminders made by hand.",
            discussion: """
                Without an option it shows them. An option changes that alone; an empty text \
                takes it away. A number that takes another's place is typed twice: at the \
                terminal, or with --confirm. A fee may be claimed only if the terms that held \
                when the debts arose know it.

                Examples:
                  paminn creditor letter demo
                  paminn creditor letter demo --bankgiro 5050-1055 --confirm 5050-1055
                """)
        @Argument var handle: String
        @Option(help: "A line of the address; give it once per line.") var addressLine: [String] =
            []
        @Option(help: "Where to pay, such as 5050-1055.") var bankgiro: String?
        @Option(help: "Where to pay, such as 29 05 00-8.") var plusgiro: String?
        @Option(help: "The new number once more; give it once per number.")
        var confirm: [String] = []
        @Option(help: "For questions.") var phone: String?
        @Option(help: "For questions.") var email: String?
        @Flag(inversion: .prefixedNo, help: "A reminder fee is agreed with the customers.")
        var feeAgreed: Bool?
        @Option(help: "Days from the letter's date until it is to be paid.") var payByDays: Int?
        @OptionGroup var common: CommonOptions

        /// - Throws: `ValidationError` at a text that is too long or has control characters, a giro
        ///   number with a wrong check digit, or days out of bounds.
        func validate() throws {
            let lines = addressLine.filter { !$0.isEmpty }
            guard lines.count <= LetterSender.mostLines,
                (lines + [phone, email].compactMap { $0 }).allSatisfy({ Self.isLine($0) })
            else {
                throw ValidationError(
                    "A text is one line of at most 100 characters, an address at most"
                        + " \(LetterSender.mostLines) lines")
            }
            for (kind, number) in [(GiroNumber.Kind.bankgiro, bankgiro), (.plusgiro, plusgiro)] {
                guard let number, !number.isEmpty else { continue }
                if GiroNumber(kind, number) == nil {
                    throw ValidationError("--\(kind.rawValue) has a wrong check digit or length")
                }
            }
            if !confirm.isEmpty, bankgiro == nil, plusgiro == nil {
                throw ValidationError("--confirm belongs to --bankgiro and --plusgiro")
            }
            if let payByDays, !LetterSender.payByBounds.contains(payByDays) {
                throw ValidationError("--pay-by-days is 1 to 60")
            }
        }

        /// Whether the text fits on one line: at most 100 characters, none of them a control
        /// character.
        private static func isLine(_ text: String) -> Bool {
            text.count <= 100
                && !text.unicodeScalars.contains { $0.properties.generalCategory == .control }
        }

        /// Writes only what changes, and records it. A changed giro number needs consent.
        /// - Throws: `Failure` (78) if there is no such creditor; what `PayeeConsent.ask` throws,
        ///   before anything is written.
        func run() async throws {
            try await Opening.stores { stores in
                let row = try await Opening.creditor(handle, in: stores)
                let known = try await stores.operators.letterSender(of: row.id)
                let sender = changed(known ?? LetterSender())
                if sender != known, sender != LetterSender() || known != nil {
                    let change = PayeeChange(from: known, to: sender)
                    if let change {
                        try PayeeConsent.ask(change, of: row.handle, confirm: confirm)
                    }
                    try await stores.operators.setLetterSender(sender, of: row.id)
                    try await stores.access.audit(
                        ThisProcess.user, .changedSender, creditor: row.id, facts: change?.facts)
                }
                say(sender, row)
            }
        }

        /// The sender with the given options. An option that is left out keeps its value; an empty
        /// text removes it.
        private func changed(_ sender: LetterSender) -> LetterSender {
            func text(_ new: String?, _ old: String?) -> String? {
                guard let new else { return old }
                return new.isEmpty ? nil : new
            }
            var sender = sender
            if !addressLine.isEmpty { sender.addressLines = addressLine.filter { !$0.isEmpty } }
            if let bankgiro { sender.bankgiro = GiroNumber(.bankgiro, bankgiro) }
            if let plusgiro { sender.plusgiro = GiroNumber(.plusgiro, plusgiro) }
            sender.phone = text(phone, sender.phone)
            sender.email = text(email, sender.email)
            sender.isFeeAgreed = feeAgreed ?? sender.isFeeAgreed
            sender.payByDays = payByDays ?? sender.payByDays
            return sender
        }

        /// Prints the sender, and which facts a letter still lacks.
        private func say(_ sender: LetterSender, _ creditor: CreditorRow) {
            let missing = sender.missing.map(\.rawValue)
            if common.json {
                var line = JSONLine()
                line.add("handle", creditor.handle)
                line.add("name", creditor.name)
                line.add("address_lines", .list(sender.addressLines))
                line.add("bankgiro", sender.bankgiro?.written)
                line.add("plusgiro", sender.plusgiro?.written)
                line.add("phone", sender.phone)
                line.add("email", sender.email)
                line.add("fee_agreed", .bool(sender.isFeeAgreed))
                line.add("pay_by_days", sender.payByDays)
                line.add("missing", .list(missing))
                Terminal.say(line.line)
                return
            }
            for line in [creditor.name] + sender.addressLines { Terminal.say(line) }
            for giro in [sender.bankgiro, sender.plusgiro].compactMap({ $0 }) {
                Terminal.say("\(giro.kind.rawValue) \(giro.written)")
            }
            for text in [sender.phone, sender.email].compactMap({ $0 }) { Terminal.say(text) }
            Terminal.say(
                "To be paid within \(sender.payByDays) days;"
                    + " \(sender.isFeeAgreed ? "a" : "no") reminder fee is agreed.")
            if !missing.isEmpty {
                Terminal.say("Missing for a letter: \(missing.joined(separator: ", ")).")
            }
        }
    }
}
