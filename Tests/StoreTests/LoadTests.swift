import ConsoleStore
import Postgres
import QueueStore
import Reminders
import Stores
import Testing

@testable import Database
@testable import EnqueueStore
@testable import SharedChanges

/// Files becoming runs.
@Suite struct LoadTests {
    // MARK: One permit

    @Test func anInvoiceHasOnePermitUnderWhateverSpelling() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let first = try await harness.load([.overdue("00123")], of: creditor)
            let second = try await harness.load([.overdue("123")], of: creditor, key: "k2")
            #expect(first.queued == 1 && second.queued == 0)
            #expect(second.reasons == [.alreadyLive: 1])
            #expect(try await harness.permits() == ["123 \(try #require(first.run))/1"])
            let written = try await harness.ask("select written from invoice")
            #expect(written == [["00123"]])
        }
    }

    @Test func anInvoiceTwiceInAFileGoesOnce() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let report = try await harness.load(
                [.overdue("A1"), .overdue("A2"), .overdue("A1"), .overdue("0A2"), .overdue("A3")],
                of: creditor)
            #expect(report.total == 5 && report.queued == 3 && report.skipped == 2)
            let run = try #require(report.run)
            #expect(
                try await harness.reasons(run)
                    == ["", "", "DUPLICATE_IN_BATCH", "SPELLED_TWICE", ""])
            #expect(try await harness.number("select n_q * 10 + n_s from part") == 32)
        }
    }

    @Test func anotherCreditorsInvoiceOfTheSameNumberIsAnother() async throws {
        try await StoreHarness.prepare { harness in
            let first = try await harness.load([.overdue("1")], of: try await harness.creditor("a"))
            let second = try await harness.load(
                [.overdue("1")], of: try await harness.creditor("b"))
            #expect(first.queued == 1 && second.queued == 1)
        }
    }

    // MARK: What a line tells

    /// Every column, one with each value and one without any that may be missing.
    @Test func aLineIsKeptAsItWasRead() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let full = Invoice(
                number: try #require(InvoiceNumber("F-000123")), customerNumber: "K \\ \"1\"",
                debtor: Debtor(
                    name: "Åkerströms, \"Tak\" & {Plåt}", idNumber: "556036-0793",
                    isCompany: true, addressLine: "Gatan 1", zipCode: "411 19", city: "Malmö",
                    country: "NO", email: "a@exempel.example", mobileNumber: "+46701740605"),
                description: "Två\nrader",
                invoiceDate: try #require(CalendarDate(iso: "1999-12-31")),
                dueDate: try #require(CalendarDate(iso: "2025-09-01")), total: Ore(1_500_000),
                remaining: Ore(-1_250_050), currency: "EUR", ocr: "20251852687013699044",
                invoiceFee: Ore(2_900), reminderFee: Ore(6_000),
                reminderFeeDate: CalendarDate(iso: "2025-10-01"),
                flags: [.disputed, .creditNote])
            let bare = try Invoice.overdue("9")
            _ = try await harness.load([full, bare], of: creditor, asOf: "2025-11-01T12:00:00.25Z")
            let kept = try await harness.database.pool.perform(.bulk) { session in
                try InvoiceLoader(creditor: creditor, asOf: nil).known([full, bare], in: session)
            }
            #expect(kept == [full.number.key: full, bare.number.key: bare])
            let ages = try await harness.ask(
                """
                select as_of = '2025-11-01T12:00:00.25Z', remaining_is_total from invoice
                """)
            #expect(ages == [["t", "f"], ["t", "f"]])
        }
    }

    @Test func aFileOfTomorrowIsNoNewerThanNow() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            _ = try await harness.load(
                [.overdue("1")], of: creditor, asOf: "2199-01-01T00:00:00Z")
            let ages = try await harness.ask(
                """
                select as_of between clock_timestamp() - interval '1 hour' and clock_timestamp()
                from invoice
                """)
            #expect(ages == [["t"]])
        }
    }

    // MARK: What is known wins

    @Test func aStaleFileNeitherUnpaysNorRaisesButItsLowerAmountAndItsStopCount() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            _ = try await harness.bringUpToDate(
                [.overdue("1", remaining: 0, flags: .paid), .overdue("2", remaining: 500)],
                of: creditor, asOf: "2025-11-02T09:00:00Z")
            let stale = try await harness.load(
                [.overdue("1", remaining: 900), .overdue("2", remaining: 900)], of: creditor,
                asOf: "2025-11-01T09:00:00Z")
            #expect(stale.reasons == [.paid: 1] && stale.queued == 1)
            _ = try await harness.load(
                [.overdue("2", remaining: 100, flags: .disputed)], of: creditor, key: "k2",
                asOf: "2025-11-01T09:00:00Z")
            #expect(
                try await harness.ask("select remaining_ore, flags from invoice order by number")
                    == [["0", "1"], ["100", "8"]])
        }
    }

    @Test func aBatchToBeSentOnlyLowersAndOnlyAddsReasonsAgainst() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            _ = try await harness.bringUpToDate(
                [
                    .overdue("1", remaining: 500), .overdue("2", remaining: 500),
                    .overdue("3", remaining: 500, flags: .disputed),
                ], of: creditor, asOf: "2025-11-02T09:00:00Z")
            let newer = try await harness.load(
                [
                    .overdue("1", remaining: 900), .overdue("2", remaining: 100, flags: .paused),
                    .overdue("3", remaining: 500),
                ], of: creditor, asOf: "2025-11-03T09:00:00Z")
            #expect(newer.reasons == [.paused: 1, .disputed: 1])
            #expect(
                try await harness.ask("select remaining_ore, flags from invoice order by number")
                    == [["500", "0"], ["100", "16"], ["500", "8"]])
        }
    }

    @Test func onlyANewerImportClearsAndOnlyFlagsItKnows() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            func flags() async throws -> Int {
                try await harness.number("select flags from invoice")
            }
            let both: InvoiceFlags = [.disputed, .paused]
            _ = try await harness.bringUpToDate(
                [.overdue("1", remaining: 500, flags: both)], of: creditor,
                asOf: "2025-11-02T09:00:00Z")
            let older = try await harness.bringUpToDate(
                [.overdue("1", remaining: 900)], knownFlags: both, of: creditor,
                asOf: "2025-11-01T09:00:00Z")
            #expect(older == ImportReport(lines: 1, new: 0, changed: 0, refused: 0))
            #expect(try await flags() == Int(both.rawValue))
            let newer = try await harness.bringUpToDate(
                [.overdue("1", remaining: 900)], knownFlags: .disputed, of: creditor,
                asOf: "2025-11-03T09:00:00Z")
            #expect(newer.changed == 1)
            #expect(try await flags() == Int(InvoiceFlags.paused.rawValue))
            #expect(try await harness.number("select remaining_ore from invoice") == 900)
        }
    }

    @Test(arguments: [false, true])
    func ofTwoEquallyOldFilesTheCarefulReadingHolds(paidComesFirst: Bool) async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let files = try [
                Invoice.overdue("1", remaining: 0, flags: .paid), .overdue("1", remaining: 900),
            ]
            for file in paidComesFirst ? files : files.reversed() {
                _ = try await harness.bringUpToDate(
                    [file], knownFlags: .paid, of: creditor, asOf: "2025-11-02T09:00:00Z")
            }
            #expect(
                try await harness.ask("select remaining_ore, flags from invoice") == [["0", "1"]])
        }
    }

    // MARK: All or nothing, and once

    @Test func twoLoadsUnderOneKeyMakeOneRun() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let batch = try Invoice.overdue(1...1500)
            async let one = harness.load(batch, of: creditor)
            async let two = harness.load(batch, of: creditor)
            let reports = try await [one, two]
            #expect(reports.count { $0.existing } == 1)
            #expect(reports[0].run == reports[1].run)
            #expect(try await harness.number("select count(*) from run") == 1)
            #expect(try await harness.number("select count(*) from reminder") == 1500)
        }
    }

    @Test func oneKeyForTwoContentsIsRefused() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let run = try #require(try await harness.load([.overdue("1")], of: creditor).run)
            await #expect(throws: LoadProblem.keyReused(run: run)) {
                try await harness.load([.overdue("2")], of: creditor, digest: "other")
            }
            #expect(try await harness.number("select count(*) from reminder") == 1)
        }
    }

    @Test func aLoadThatIsKilledLeavesNothing() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let (isTaken, mayGoOn) = (Signal(), Gate())
            let (first, second) = try (Invoice.overdue(1...10), Invoice.overdue(11...20))
            async let load = harness.enqueue.load(
                LoadOrder(
                    creditor: creditor, key: "k", digest: "d", asOf: "2025-11-01T12:00:00Z",
                    createdBy: "test")
            ) { Halting(first, second, isTaken, mayGoOn) }
            defer { mayGoOn.open() }
            await isTaken.wait()
            try await harness.run(
                """
                select pg_terminate_backend(pid) from pg_stat_activity
                where state = 'idle in transaction' and datname = current_database()
                """)
            mayGoOn.open()
            var problem: PostgresError?
            do { _ = try await load } catch let error as PostgresError { problem = error }
            #expect(problem?.kind == .connectionLost)
            for table in ["run", "reminder", "permit", "part", "invoice"] {
                #expect(try await harness.number("select count(*) from \(table)") == 0)
            }
            #expect(try await harness.load(first, of: creditor).queued == 10)
        }
    }

    @Test func aTrialLoadTellsTheSameAndLeavesNothing() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let order = LoadOrder(
                creditor: creditor, key: "k", digest: "d", asOf: "2025-11-01T12:00:00Z",
                createdBy: "test", dryRun: true)
            let batch = try [Invoice.overdue("1"), .overdue("2", flags: .paid)]
            let report = try await harness.enqueue.load(order) { Lines(batch) }
            #expect(report.queued == 1 && report.reasons == [.paid: 1])
            #expect(try await harness.number("select count(*) from invoice") == 0)
        }
    }

    @Test func anInactiveOrUnknownCreditorLoadsNothing() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            try await harness.run("update creditor set activation = 'pending'")
            await #expect(throws: LoadProblem.creditorNotActive(.pending)) {
                try await harness.load([.overdue("1")], of: creditor)
            }
            await #expect(throws: LoadProblem.noSuchCreditor) {
                try await harness.load([.overdue("1")], of: 999)
            }
        }
    }

    @Test func loadsInOppositeOrdersNeitherDeadlockNorShareAnInvoice() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let batch = try Invoice.overdue(1...300)
            let queued = try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<6 {
                    let order = number.isMultiple(of: 2) ? batch : batch.reversed()
                    group.addTask {
                        try await harness.load(order, of: creditor, key: "k\(number)").queued
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(queued == 300)
            #expect(try await harness.permits().count == 300)
        }
    }

    @Test func anEmptyRunIsDoneAtOnce() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let report = try await harness.load([.overdue("1", flags: .paid)], of: creditor)
            let row = try #require(try await harness.console.runs(report.run).first)
            #expect(row.state == .done && row.counts[.skipped] == 1 && row.total == 1)
        }
    }

    // MARK: Holds

    @Test func aHeldRunHasNoPartsUntilItsTimeHasCome() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let batch = try Invoice.overdue(1...100) + [.overdue("P", flags: .paid)]
            let report = try await harness.load(batch, of: creditor, hold: .seconds(600))
            let run = try #require(report.run)
            let worker = try await harness.queue.register("w")
            try await harness.tendAsLookedAt()
            guard case .nothing = try await harness.queue.claim(worker) else {
                throw Unexpected("a held run was claimed")
            }
            #expect(try await harness.number("select count(*) from part") == 0)
            let held = try #require(try await harness.console.runs(run).first)
            #expect(held.state == .held && held.holdUntil != nil && held.seconds == nil)
            #expect(held.counts[.queued] == 100 && held.counts[.skipped] == 1)
            #expect(try await harness.queue.workLeft().moving == 1)

            try await harness.run("update run set hold_until = now()")
            try await harness.tendAsLookedAt()
            try await harness.tendAsLookedAt()
            #expect(
                try await harness.ask("select first, last, n_q, n_s from part order by first")
                    == [["1", "99", "99", "0"], ["100", "101", "1", "1"]])
            let open = try #require(try await harness.console.runs(run).first)
            #expect(open.state == .open && open.counts[.queued] == 100)
        }
    }

    @Test func twoThatReleaseAHeldRunTogetherReleaseItOnce() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            _ = try await harness.load(
                try Invoice.overdue(1...100), of: creditor, hold: .seconds(600))
            try await harness.run("update run set hold_until = now()")
            let (isDone, isHeld) = (Gate(), Signal())
            async let creditorHeld: Void = harness.two.performToEnd { session in
                try session.transaction { session in
                    try session.script("select from creditor for update")
                    isHeld.send()
                    isDone.pass()
                }
            }
            defer { isDone.open() }
            await isHeld.wait()
            async let one: Void = harness.tend()
            async let two: Void = harness.tend()
            try await harness.waitForWaiting(2)
            isDone.open()
            _ = try await (one, two, creditorHeld)
            #expect(try await harness.number("select count(*) from part") == 2)
            #expect(try await harness.number("select finish_tag from creditor") == 2)
        }
    }

    @Test func whatIsToldOfALoadIsOnDiskWhateverTheServersDefault() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            try await harness.one.perform { session in
                try session.script("set synchronous_commit = off")
                let setting = try session.transaction { session in
                    try session.run(LockStatement.lockLoader, ["creditor": .id(creditor)])
                    return try session.run("show synchronous_commit").string(0, 0)
                }
                #expect(setting == "on")
                #expect(try session.run("show synchronous_commit").string(0, 0) == "off")
            }
        }
    }
}

extension StoreHarness {
    /// An import, which makes no reminders.
    func bringUpToDate(
        _ invoices: [Invoice], knownFlags: InvoiceFlags = [], of creditor: CreditorID,
        asOf: Timestamp
    ) async throws -> ImportReport {
        try await stores.enqueue.importInvoices(of: creditor, asOf: asOf) {
            Lines(invoices.map { LoadLine($0, knownFlags: knownFlags) })
        }
    }
}
