import AccessStore
import ArgumentParser
import ConsoleStore
import OperatorStore
import Reminders
import Stores

struct ManualCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "manual",
        abstract: "Reminders that are made by hand, and never go to Amili.",
        discussion: """
            `paminn enqueue FILE --creditor H --route manual` makes them. Print the letter or mail \
            the text that `show` gives, and mark it done.
            """,
        subcommands: [List.self, Show.self, Done.self, CancelOne.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists what is to be done by hand.",
            discussion: """
                What a held run has is not to be done yet. NOTE says why no letter may go any \
                more, if the invoice was paid or disputed since: cancel that one.
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
                    row.doneAt ?? row.obstacle?.rawValue ?? "",
                ]
            }
            let header = ["INVOICE", "RUN", "DUE", "LEFT", "AS", "WITH", done ? "DONE" : "NOTE"]
            for line in Terminal.table(header, table, right: [1, 3]) { Terminal.say(line) }
        }

        private static func beside(_ row: ManualRow) -> String {
            [row.choices.withInterest ? "interest" : nil, row.choices.withFee ? "fee" : nil]
                .compactMap { $0 }.joined(separator: ", ")
        }

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

    struct Done: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Marks one done: the letter is on its way.",
            discussion: """
                What it claimed is kept, and its fee is noted on the invoice, so that it is not \
                claimed twice. The invoice is not reminded of again before `paminn release`.
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

    struct CancelOne: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "cancel", abstract: "Takes one back that is not to be done any more.",
            discussion: "The invoice may be reminded of anew, by either route.")
        @Argument(help: "The invoice number.") var invoice: String
        @Option(help: "Whose invoice.") var creditor: String
        @OptionGroup var common: CommonOptions

        func run() async throws {
            try await Opening.manual(invoice, of: creditor) { stores, creditor, key in
                try await stores.operators.cancelManual(key, of: creditor.id, by: ThisProcess.user)
                try await stores.access.audit(
                    ThisProcess.user, .manualCancelled, creditor: creditor.id)
                ManualCommand.say(.cancelled, invoice, common)
            }
        }
    }

    fileprivate static func say(
        _ state: ReminderState, _ invoice: String, _ common: CommonOptions
    ) {
        if common.json {
            var line = JSONLine()
            line.add("invoice_number", invoice)
            line.add("state", state.word)
            Terminal.say(line.line)
        } else {
            Terminal.say(
                state == .manual
                    ? "Invoice \(invoice) is to be done by hand."
                    : "Invoice \(invoice) is \(state.word) now.")
        }
    }
}

extension Opening {
    /// Opens the stores for one manual reminder, and puts what is wrong with it in words.
    static func manual(
        _ invoice: String, of handle: String,
        _ body: (Stores, CreditorRow, _ key: String) async throws -> Void
    ) async throws {
        let number = try InvoiceArgument.read(invoice)
        try await stores { stores in
            let row = try await creditor(handle, in: stores)
            do {
                try await body(stores, row, number.key)
            } catch let problem as ManualProblem {
                throw Failure(problem, invoice: invoice)
            } catch let obstacle as LetterObstacle {
                throw Failure(obstacle, invoice: invoice, creditor: handle)
            }
        }
    }
}

extension Failure {
    init(_ problem: ManualProblem, invoice: String) {
        switch problem {
        case .noSuchInvoice:
            self.init(
                .input, "Nothing is known of invoice \(invoice)", "See `paminn invoices`.")
        case .notManual(let run):
            self.init(
                .input, "The reminder of invoice \(invoice) in run \(run) goes to Amili",
                "See `paminn evidence`.")
        case .notLive(let state):
            self.init(
                .input,
                "Invoice \(invoice) has no live reminder; its latest is \(state.word)",
                "See `paminn evidence`, and enqueue it if it is to be reminded of.")
        case .held(let run):
            self.init(
                .notAllowed, "Run \(run) is held: invoice \(invoice) is not to be done yet",
                "Wait until it is released, or `paminn cancel \(run)`.")
        case .done(let run):
            self.init(
                .notAllowed, "Invoice \(invoice) is done, in run \(run)",
                "If it was not: `paminn manual done \(invoice) --undo`.")
        case .impossibleDay:
            self.init(
                .input, "A letter about invoice \(invoice) cannot have that date",
                "Give a day from the invoice's date to today.")
        }
    }

    init(_ obstacle: LetterObstacle, invoice: String, creditor: String) {
        switch obstacle {
        case .mayNotGo(let reason):
            self.init(
                .notAllowed,
                "No letter about invoice \(invoice) may go now, \(reason.rawValue):"
                    + " \(reason.english)",
                "`paminn manual cancel \(invoice) --creditor \(creditor)` takes it back.")
        case .senderLacks(let missing):
            let what = missing.map {
                switch $0 {
                case .address: "address"
                case .giro: "bankgiro or plusgiro"
                }
            }
            let options = missing.map {
                switch $0 {
                case .address: "--address-line …"
                case .giro: "--bankgiro …"
                }
            }
            self.init(
                .settings, "The letters of \(creditor) lack its \(what.joined(separator: " and "))",
                "`paminn creditor letter \(creditor) \(options.joined(separator: " "))`.")
        case .rateUnknown(let halfYear):
            self.init(
                .settings, "The reference rate from \(halfYear) is not known",
                "Look it up at the Riksbank, and add \(halfYear)=N.NN to PAMINN_REFERENCE_RATES;"
                    + " or enqueue it with --no-interest.")
        }
    }
}
