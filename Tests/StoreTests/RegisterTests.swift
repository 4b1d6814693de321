import ConsoleStore
import Database
import OperatorStore
import Postgres
import Reminders
import Testing

@testable import EnqueueStore
@testable import QueueStore

/// What the register knows: what a file does not tell stays, what speaks against a letter counts.
@Suite struct RegisterTests {
    private static let columns: [(detail: KnownFields.Details, name: String)] = [
        (.customerNumber, "customer_number"), (.idNumber, "id_number"),
        (.isCompany, "is_company"), (.country, "country"), (.email, "email"),
        (.mobileNumber, "mobile_number"), (.description, "description"), (.total, "total_ore"),
        (.currency, "currency"), (.ocr, "ocr"), (.invoiceFee, "invoice_fee_ore"),
        (.reminderFee, "reminder_fee_ore"), (.reminderFeeDate, "reminder_fee_date"),
        (.name, "name"), (.addressLine, "address_line"), (.zipCode, "zip_code"),
        (.city, "city"), (.remaining, "remaining_ore"),
    ]

    /// An invoice of which every detail tells which file it is of.
    private static func invoice(_ file: Int64, flags: InvoiceFlags) throws -> Invoice {
        Invoice(
            number: try #require(InvoiceNumber("1")), customerNumber: "K\(file)",
            debtor: Debtor(
                name: "N\(file)", idNumber: "I\(file)", isCompany: file == 1,
                addressLine: "A\(file)", zipCode: "Z\(file)", city: "C\(file)",
                country: file == 1 ? "NO" : "DE", email: "e\(file)", mobileNumber: "m\(file)"),
            description: "D\(file)",
            invoiceDate: try #require(CalendarDate(iso: "2025-08-01")),
            dueDate: try #require(CalendarDate(iso: "2025-09-01")), total: Ore(1_000 + file),
            remaining: Ore(500 + file), currency: file == 1 ? "EUR" : "USD", ocr: "O\(file)",
            invoiceFee: Ore(10 + file), reminderFee: Ore(20 + file),
            reminderFeeDate: CalendarDate(iso: "2025-10-0\(file)"), flags: flags)
    }

    private static func row(_ harness: StoreHarness) async throws -> [String?] {
        let names = columns.map(\.name).joined(separator: ", ")
        return try await harness.ask("select \(names), flags from invoice")[0]
    }

    /// Each detail alone, and many subsets of them.
    @Test func anImportChangesWhatItsFileTellsAndNothingElse() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            func bring(_ file: Int64, _ known: KnownFields, _ asOf: Timestamp) async throws {
                let line = LoadLine(
                    try Self.invoice(file, flags: file == 1 ? [.paid, .disputed] : []),
                    known: known)
                _ = try await harness.enqueue.importInvoices(of: creditor, asOf: asOf) {
                    Lines([line])
                }
            }
            var random = SystemRandomNumberGenerator()
            let single = (0..<18).map { Int32(1) << $0 }
            let many = (0..<60).map { _ in Int32.random(in: 0..<(1 << 18), using: &random) }
            for (number, bits) in (single + many).enumerated() {
                try await harness.run("delete from invoice")
                let all = KnownFields(flags: [.paid], details: .all)
                try await bring(1, all, "2025-11-01T00:00:00Z")
                let before = try await Self.row(harness)
                let told = KnownFields.Details(rawValue: bits)
                let isPaidTold = number.isMultiple(of: 2)
                try await bring(
                    2, KnownFields(flags: isPaidTold ? .paid : [], details: told),
                    "2025-11-02T00:00:00Z")
                let after = try await Self.row(harness)
                for (index, column) in Self.columns.enumerated() {
                    #expect(
                        (after[index] != before[index]) == told.contains(column.detail),
                        "\(column.name), told \(bits)")
                }
                #expect(after.last == (isPaidTold ? "8" : "9"))
            }
        }
    }

    /// What a total was taken for follows the total, until a file tells what is left.
    @Test func aTotalIsTakenForWhatIsLeftOnlyWhereNothingElseWasTold() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let days = try (1...9).map { day in
                try #require(Timestamp(rfc3339: "2025-11-0\(day)T00:00:00Z"))
            }
            func bring(_ ore: Int64, _ details: KnownFields.Details, _ day: Int) async throws {
                let line = LoadLine(
                    try .overdue("1", remaining: ore), known: KnownFields(details: details))
                _ = try await harness.enqueue.importInvoices(of: creditor, asOf: days[day]) {
                    Lines([line])
                }
            }
            func left() async throws -> Int {
                try await harness.number("select remaining_ore from invoice")
            }
            try await bring(1_000, .total, 0)
            try await bring(1_200, .total, 1)
            #expect(try await left() == 1_200)
            try await bring(300, [.total, .remaining], 2)
            try await bring(900, .total, 3)
            #expect(try await left() == 300)
            let line = LoadLine(
                try .overdue("1", remaining: 200), known: KnownFields(details: .total))
            _ = try await harness.enqueue.load(
                LoadOrder(
                    creditor: creditor, key: "k", digest: "d", asOf: days[5], createdBy: "test")
            ) { Lines([line]) }
            #expect(try await left() == 300)
        }
    }

    // MARK: Knowledge of when

    @Test func knowledgeFromTheFutureHindersNothing() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let report = try await harness.bringUpToDate(
                [.overdue("1"), .overdue("2")], of: creditor, asOf: "2199-01-01T00:00:00Z")
            #expect(report.new == 2)
            #expect(
                try await harness.number("select count(*) from invoice where as_of > now()") == 0)
            // As an earlier version may have stored it.
            try await harness.run("update invoice set as_of = '2999-01-01'")
            let paid = try await harness.bringUpToDate(
                [.overdue("1", remaining: 900, flags: .disputed)], knownFlags: .disputed,
                of: creditor, asOf: "2025-11-02T09:00:00Z")
            #expect(paid.changed == 1)
            let load = try await harness.load(
                [.overdue("2", remaining: 0, flags: .paid)], of: creditor)
            #expect(load.reasons == [.paid: 1])
            #expect(
                try await harness.ask(
                    "select remaining_ore, flags, as_of <= now() from invoice order by number")
                    == [["900", "8", "t"], ["0", "1", "t"]])
        }
    }

    @Test func aPaymentCountsHoweverOldItsFileIs() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            _ = try await harness.bringUpToDate(
                [.overdue("1"), .overdue("2"), .overdue("3")], of: creditor,
                asOf: "2025-11-03T09:00:00Z")
            let older = try await harness.bringUpToDate(
                [
                    .overdue("1", flags: .paid), .overdue("2", remaining: 100),
                    .overdue("3", remaining: 200_000),
                ], of: creditor, asOf: "2025-11-01T09:00:00Z")
            #expect(older.changed == 2)
            #expect(
                try await harness.ask("select remaining_ore, flags from invoice order by number")
                    == [["125000", "1"], ["100", "0"], ["125000", "0"]])
        }
    }

    // MARK: Credits

    private static func of(
        _ customer: String, _ number: String, _ remaining: Int64, _ flags: InvoiceFlags = []
    ) throws -> Invoice {
        var invoice = try Invoice.overdue(number, remaining: remaining, flags: flags)
        invoice.customerNumber = customer
        invoice.total = Ore(remaining)
        return invoice
    }

    /// The credit before the invoice, after it, and more than a statement's lines apart.
    @Test(arguments: [0, 1, 2])
    func aCreditNoteInTheFileIsSetOff(order: Int) async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let debt = try Self.of("77", "5001", 100_000)
            let credit = try Self.of("77", "5002", -100_000, .creditNote)
            let others = order == 2 ? try Invoice.overdue(1...1_100) : []
            let batch = order == 0 ? [credit, debt] : [debt] + others + [credit]
            let report = try await harness.load(batch, of: creditor)
            #expect(report.queued == others.count && report.skipped == 2)
            #expect(report.reasons == [.netBalanceNotPositive: 1, .isCreditNote: 1])
            #expect(
                try await harness.number("select count(*) from permit where number = '5001'") == 0)
            let run = try #require(try await harness.console.runs(report.run).first)
            #expect(run.counts[.skipped] == 2 && run.total == batch.count)
        }
    }

    /// Whatever a credit note's sign; not once it is settled, nor another customer's.
    @Test(
        arguments: [
            (-100_000, .creditNote, "77", false), (100_000, .creditNote, "77", false),
            (-100_001, [], "77", false), (-99_999, .creditNote, "77", true),
            (-100_000, [.creditNote, .paid], "77", true), (-100_000, .creditNote, "78", true),
            (0, .creditNote, "77", true),
        ] as [(Int64, InvoiceFlags, String, Bool)])
    func aCreditInTheRegisterIsSetOff(
        ore: Int64, flags: InvoiceFlags, customer: String, goes: Bool
    ) async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            _ = try await harness.bringUpToDate(
                [try Self.of(customer, "5002", ore, flags)], of: creditor,
                asOf: "2025-11-01T09:00:00Z")
            let report = try await harness.load(
                [try Self.of("77", "5001", 100_000)], of: creditor)
            #expect(report.queued == (goes ? 1 : 0))
            #expect(report.reasons == (goes ? [:] : [.netBalanceNotPositive: 1]))
        }
    }

    @Test func aManualReminderIsTakenBackForACreditBelowIt() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let manual = ReminderRoute.manual(
                ManualChoices(byEmail: false, withInterest: true, withFee: false))
            let report = try await harness.load(
                [
                    try Self.of("77", "5001", 100_000),
                    try Self.of("77", "5002", -100_000, .creditNote),
                ], of: creditor, route: manual)
            #expect(report.manual == 0 && report.skipped == 2)
            #expect(
                try await harness.number("select count(*) from manual_reminder where todo") == 0)
        }
    }

    /// In a draft, and in the read right before sending.
    @Test func aCreditThatComesLaterStopsADraftAndALetter() async throws {
        let debts = [try Self.of("77", "5001", 100_000), try Self.of("78", "6001", 100_000)]
        try await DraftTests.withInvoices(debts) { harness, owner in
            let report = try await harness.load(debts, of: owner.creditor)
            #expect(report.queued == 2)
            let worker = try await harness.queue.register("w")
            let part = try await harness.claimed(by: worker)
            _ = try await harness.bringUpToDate(
                [
                    try Self.of("77", "5002", -100_000, .creditNote),
                    try Self.of("78", "6002", -99_999, .creditNote),
                ], of: owner.creditor, asOf: "2025-11-03T09:00:00Z")
            let flags = try await harness.one.perform { session in
                let read = try session.run(
                    WorkStatement.openReminders,
                    [
                        "creditor": .id(owner.creditor), "run": .id(part.claim.run),
                        "first": .int(1), "last": .int(99),
                    ])
                return (0..<read.count).map { read.int($0, "flags") }
            }
            #expect(flags == [256, 0])

            try await harness.run("delete from permit")
            let id = try await harness.operators.openDraft(of: ["5001", "6001"], by: owner)
            while try await !harness.operators.buildDraft(id, by: owner).isReady {}
            let lines = try await harness.operators.draftLines(id, by: owner).lines
            #expect(lines.map(\.obstacle) == [.netBalanceNotPositive, nil])
            #expect(lines.map { $0.warnings.contains(.creditNotSetOff) } == [true, true])
        }
    }

    // MARK: Statistics

    @Test func aCreditorsFirstLargeLoadIsKnownToThePlanner() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            func analyzed() async throws -> [[String?]] {
                try await harness.ask(
                    """
                    select relname from pg_class where reltuples >= 1000
                        and relname in ('invoice', 'permit', 'reminder') order by 1
                    """)
            }
            _ = try await harness.load(try Invoice.overdue(1...1_000), of: creditor)
            #expect(try await analyzed() == [["invoice"], ["permit"], ["reminder"]])
        }
    }

    /// A database of before has statistics of the creditors that it knew, and views that others
    /// may read.
    @Test func noStatisticsOfACreditorAreKept() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            _ = try await harness.load(try Invoice.overdue(1...200), of: creditor)
            try await harness.run("analyze")
            #expect(
                try await harness.ask(
                    """
                    select tablename from pg_stats where attname = 'creditor' and tablename
                        in ('invoice', 'permit', 'reminder', 'manual_reminder')
                    """) == [])
        }
    }
}
