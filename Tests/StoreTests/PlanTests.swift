import Postgres
import Testing

@testable import AccessStore
@testable import ConsoleStore
@testable import Database
@testable import EnqueueStore
@testable import OperatorStore
@testable import QueueStore
@testable import SharedChanges

/// A run just loaded has no statistics, and a plan that reads all of it for each part of it would
/// take minutes. Each hot statement runs here on a fresh run of a hundred thousand.
@Suite struct PlanTests {
    private static func array(_ element: (Int) -> String) -> String {
        "'{\((1...99).map(element).joined(separator: ","))}'"
    }
    private static let numbers = array { "F\($0)" }
    /// They were accepted, and paid after that.
    private static let paid = array { "F\($0 + 49999)" }
    private static let positions = array { "\($0)" }
    private static let nothing = repeated("null")
    private static let days = repeated("2026-01-01")
    private static func repeated(_ value: String) -> String { array { _ in value } }

    /// The arguments name creditor 1, run 1, part 1, worker 1, attempt 1.
    @Test(arguments: [
        (WorkStatement.claim, "1, false"),
        (.partInHand, "1, 1, 1, 1"),
        (.openReminders, "1, 1, 1, 99"),
        (.doubtAll, "1, 1, 1, 99, 0, null"),
        (.beat, "1, '{1}'"), (.orphanedParts, ""), (.claimFirstLetter, "1, 1, 1"),
        (.giveBack, "1, 1, 1, 1, null, false"),
    ])
    func workReadsOnlyItsPart(statement: WorkStatement, arguments: String) async throws {
        try await expectFew(statement, arguments)
    }

    @Test func aLookReadsNoParts() async throws {
        try await expectFew(LookStatement.look, "1, 600")
    }

    @Test func aSlotReadsOnlyItsPart() async throws {
        try await expectFew(GateStatement.reserve, "99, 1, 1, 1, 1, 1, true, 0.97, 0.8")
    }

    @Test(arguments: [
        (SettleStatement.lockPartInHand, "1, 1, 1, 1"),
        (.raiseLate, "1, 1, \(positions), \(repeated("c")), \(nothing), 1, 99"),
        (.reinstatePermits, "1, 1, \(positions), 1, 99"),
        (.lateIncidents, "1, 1, \(positions), \(repeated("c")), 1, 99"),
    ])
    func aSettleReadsOnlyItsPart(statement: SettleStatement, arguments: String) async throws {
        try await expectFew(
            statement, arguments, after: SettleStatement.lockPart, [.int(1), .int(1), .int(1)])
    }

    @Test(arguments: [
        (
            PartStatement.settleReminders,
            """
            1, 1, \(positions), \(repeated("a")), \(nothing), \(repeated("c")), \(nothing),
            \(nothing), \(repeated("1")), \(repeated("f")), 1, 99, null, null, true
            """
        ),
        (
            .settleReminders,
            """
            1, 1, \(positions), \(repeated("s")), \(repeated("1")), \(nothing), \(nothing),
            \(nothing), \(repeated("0")), \(repeated("f")), 1, 99, null, null, true
            """
        ),
        (.freePermits, "1, \(numbers), 1"),
    ])
    func outcomesAreWrittenByReadingOnlyTheirPart(
        statement: PartStatement, arguments: String
    ) async throws {
        try await expectFew(
            statement, arguments, after: SettleStatement.lockPart, [.int(1), .int(1), .int(1)])
    }

    @Test(arguments: [
        (LoadStatement.lockInvoices, "1, \(numbers)"), (.knownNumbers, "1, now(), \(numbers)"),
        (
            .lowerInvoices,
            "1, now(), \(numbers), \(repeated("1")), \(repeated("0")), \(repeated("t"))"
        ),
        (
            .overwriteInvoices,
            """
            1, now(), \(numbers), \(numbers), \(nothing), \(numbers), \(nothing), \(nothing),
            \(numbers), \(numbers), \(numbers), \(numbers), \(nothing), \(nothing), \(numbers),
            \(days), \(days), \(nothing), \(repeated("1")), \(numbers), \(nothing), \(nothing),
            \(nothing), \(nothing), \(repeated("0")), \(repeated("0")), \(repeated("1"))
            """
        ),
        (.knownInvoices, "1, \(numbers)"),
        (.takePermits, "1, 2, \(positions), \(numbers)"),
        (.permitHolders, "1, \(numbers)"),
        (.acceptedAt, "1, 1, \(positions)"),
    ])
    func loadingReadsOnlyItsBatch(statement: LoadStatement, arguments: String) async throws {
        try await expectFew(statement, arguments, after: LockStatement.lockLoader, [.int(1)])
    }

    @Test(arguments: [
        (ListStatement.reminders, "'fors', 1, null, 50000, 1000"),
        (.invoices, "'fors', null, null, 'F5', 1000, null"),
        (.invoices, "'fors', null, null, null, 1000, 'F5'"), (.invoiceOfNumber, "'fors', 'F5'"),
    ])
    func aPageOfAListReadsOnlyThePage(statement: ListStatement, arguments: String) async throws {
        try await expectFew(statement, arguments, after: PageStatement.alongTheKey, [])
    }

    /// The first page, one from the middle, and one of all of a creditor's runs.
    @Test(arguments: [
        "1, 1, '{q,r}', null, 0, 0, 1000, 2", "1, 1, '{q,r}', null, 1, 50000, 1000, 2",
        "1, null, '{q,r}', null, 1, 50000, 1000, 2",
    ])
    func aPageToBeResubmittedReadsOnlyThePage(arguments: String) async throws {
        try await expectFew(
            ResubmitStatement.page, arguments, after: PageStatement.alongTheKey, [])
    }

    @Test(arguments: [
        (HumanStatement.cancelled, "1"), (.uncertain, "null, 100"),
        (.invoicesOf, "1, 'q', true, 1000"), (.liveReminder, "1, 'F5'"),
        (.latestReminder, "1, 'F5'"), (.lockPermit, "1, 'F5'"),
    ])
    func decisionsReadOnlyWhatTheyAreAbout(
        statement: HumanStatement, arguments: String
    ) async throws {
        try await expectFew(statement, arguments)
    }

    @Test(arguments: [
        (CancelStatement.cancelledParts, "1"), (.cancelledParts, "null"),
        (.cancelQueued, "1, 1, 1, 99, 81"),
        (.dropManual, "1, 1, 1, 99"), (.cancelManual, "1, 1, 1, 99, 81, \(positions)"),
    ])
    func aCancelledRunIsReadByItsParts(
        statement: CancelStatement, arguments: String
    ) async throws {
        try await expectFew(statement, arguments)
    }

    @Test(arguments: [
        (ManualStatement.toDo, "1, null, 1, 50000, 1000"), (.toDo, "1, 1, 0, 0, 1000"),
        (.done, "1, null, 1, 50000, 1000"),
    ])
    func aPageOfWhatIsToDoReadsOnlyThePage(
        statement: ManualStatement, arguments: String
    ) async throws {
        try await expectFew(statement, arguments, after: PageStatement.alongTheKey, [])
    }

    @Test(arguments: [
        (ManualStatement.holder, "1, 'F5'"), (.facts, "1, 1, 5"), (.isDone, "1, 1, 5"),
        (.markDone, "1, 1, 5, 'kim', '2026-01-01', 100, 1, 0"), (.undo, "1, 1, 100000"),
        (.noteFee, "1, 'F5', 6000, '2026-01-01'"), (.shown, "1, 1, 5"),
        (.noteShown, "1, 1, 5, '2026-01-01', 100, 1, 0"),
        (.setReason, "1, 1, 5, 83"),
    ])
    func aManualReminderIsFoundByItsKey(
        statement: ManualStatement, arguments: String
    ) async throws {
        try await expectFew(statement, arguments)
    }

    @Test(arguments: [
        (
            CaseSyncStatement.record,
            "1, \(numbers), \(numbers), \(repeated("s")), \(nothing), \(repeated("t"))"
        ),
        (.secondCases, "1, \(numbers), \(numbers)"),
    ])
    func aPageOfCasesReadsOnlyWhatItNames(
        statement: CaseSyncStatement, arguments: String
    ) async throws {
        try await expectFew(statement, arguments)
    }

    @Test(arguments: [
        (StoryStatement.reminders, "1, 'F5'"), (.evidence, "1, 1, 5, 1"),
    ])
    func aStoryReadsOnlyItsInvoice(statement: StoryStatement, arguments: String) async throws {
        try await expectFew(statement, arguments)
    }

    /// A look at the fleet reads parts and samples, and never reminders or invoices but of a few.
    @Test(arguments: [
        (OperationsStatement.queue, ""), (.doubts, ""), (.workers, ""),
        (.openRuns, "'{1}'"), (.gates, "'{1}'"), (.stuck, "'{1}'"), (.incidents, "'{1}', null"),
        (.elsewhere, "'{2}'"), (.minutes, ""), (.outcomes, ""), (.sample, ""),
    ])
    func operationsReadNoReminders(
        statement: OperationsStatement, arguments: String
    ) async throws {
        try await expectFew(statement, arguments)
    }

    @Test func theOldestDoubtReadsOnlyWhatIsInDoubt() async throws {
        try await expectFew(HealthStatement.oldestDoubt, "")
    }

    /// The first page, and one from the middle, with looks and without.
    @Test(arguments: [
        "null, 1e9, true, 51, '{1}', null, null, null",
        "null, 1e9, true, 51, null, \(middle), 0, ''",
        "null, 1e9, false, 51, '{1}', \(middle), 10000, ''",
    ])
    func aPageOfTheAuditReadsOnlyThePage(arguments: String) async throws {
        try await expectFew(
            AccountStatement.record, arguments, after: PageStatement.alongTheKey, [])
    }

    /// Microseconds of a moment between the first and the last line of the audit.
    private static let middle: Int64 = 1_767_225_600_000_000

    @Test func aStepOfWhatWasPaidSinceReadsOnlyItsReminders() async throws {
        try await expectFew(PaidSinceStatement.paidSince, "1, 1, 49951, 50050")
    }

    /// Every page of a list asks.
    @Test(arguments: ["null, null", "1, null", "1, 1"])
    func whetherWorkGoesOnReadsNoReminders(arguments: String) async throws {
        try await expectFew(ProgressStatement.progress, arguments)
    }

    /// From either end, from the middle, and with what an overdue list begins with.
    @Test(arguments: [
        BrowseStatement.numberUp, .numberDown, .namedUp, .namedDown, .datedUp, .datedDown, .totalUp,
        .totalDown, .remainingUp, .remainingDown, .dueUp, .dueDown,
    ])
    func aPageOfAnyOrderReadsOnlyThePage(statement: BrowseStatement) async throws {
        let isByDue = [.dueUp, .dueDown].contains(statement)
        for place in ["null", "'F50000'"] {
            for due in isByDue ? [", null", ", '2025-09-02'"] : [""] {
                try await expectFew(
                    statement, "1, \(place), 1000\(due)", after: PageStatement.alongTheKey, [])
            }
        }
    }

    @Test(arguments: [
        (
            BrowseStatement.matching,
            "'{q,-}', true, true, true, now(), '%n%', 'F', 'F', 'F', 'F', now()"
        ),
        (.matching, "'{-}', false, false, false, now(), null, null, null, null, null, now()"),
        (.rows, "now()"), (.sorted, "'customer'"),
        (.matching, "'{a}', true, false, false, now(), null, null, null, null, null, now()"),
    ])
    func whatMatchesIsReadByItsNumber(
        statement: BrowseStatement, arguments: String
    ) async throws {
        try await expectFew(
            statement, "1, \(Self.paid), \(arguments)", after: PageStatement.alongTheKey, [])
    }

    @Test(arguments: [
        (BrowseStatement.numbered, "1, 'F55', 'F55', 'F55', 'F55', 1000"),
        (.isOnFile, "1, 'F5'"),
        (.inStates, "1, '{f}', 500"), (.ofStates, "1, '{f}'"), (.countAll, "1, 1000"),
        (.runSizes, "1"), (.ofAmiliOCR, "1, 1, 49951, 50050, '9000'"),
    ])
    func fewAreFoundWithoutReadingAll(
        statement: BrowseStatement, arguments: String
    ) async throws {
        try await expectFew(statement, arguments, after: PageStatement.alongTheKey, [])
    }

    @Test(arguments: [
        (DraftStatement.lines, "1, 50000, 51, false, 1, false"),
        (.lines, "1, 0, 9, true, 1, false"), (.pageBefore, "1, 50000, 51, false, false"),
        (.pageBefore, "1, 50000, 9, true, false"),
        (.tickedLines, "1, true, 50000, 1000, 1"), (.severalLetters, "1, true, null, 50, 1"),
        (.severalLetters, "1, true, 500, 50, 1"), (.facts, "1, \(numbers)"),
        (.choiceSums, "1, true, false"), (.noLongerSeveral, "1"), (.sweepLines, "1, 100"),
        (.choose, "1, \(positions), false, null, null, null, null"),
    ])
    func aPageOfADraftReadsOnlyThePage(
        statement: DraftStatement, arguments: String
    ) async throws {
        try await expectFew(statement, arguments, after: PageStatement.alongTheKey, [])
    }

    /// No step of the plan may meet more rows than a part has pairs.
    private func expectFew(_ statement: some Statement, _ arguments: String) async throws {
        try await expectFew(statement, arguments, after: WorkStatement.sightings, [])
    }

    /// - Parameter first: what the transaction begins with.
    private func expectFew(
        _ statement: some Statement, _ arguments: String, after first: some Statement,
        _ values: [PostgresValue]
    ) async throws {
        for world in [Self.fresh, Self.misjudged] {
            try await expectFew(statement, arguments, after: first, values, in: world)
        }
    }

    private func expectFew(
        _ statement: some Statement, _ arguments: String, after first: some Statement,
        _ values: [PostgresValue], in world: World
    ) async throws {
        let connection = try await world.connection()
        try await connection.perform { session in
            // The transaction left open is rolled back. A plan that reads too much may take hours.
            try session.script(
                "set plan_cache_mode = force_custom_plan; set statement_timeout = '60s'; begin")
            #expect(try session.run(first, values).count == 1)
            try session.script("prepare probe as \(statement.text)")
            defer { try? session.script("rollback; deallocate probe") }
            let call = arguments.isEmpty ? "probe" : "probe(\(arguments))"
            let rows = try session.run("explain (analyze, timing off, costs off) execute \(call)")
            let plan = (0..<rows.count).map { rows.string($0, 0) }
            let most = plan.map(Self.rowsMet).max() ?? 0
            let shown = "\(world.name):\n\(plan.joined(separator: "\n"))"
            #expect(most <= 99 * 99, "\(shown)")
            #expect(most > 0, "\(shown)")
        }
    }

    /// `… (actual rows=99 loops=2)`, `Rows Removed by Filter: 7`.
    private static func rowsMet(_ line: String) -> Int {
        func number(after word: String) -> Int? {
            line.firstRange(of: word).flatMap { found in
                Int(line[found.upperBound...].prefix { $0.isNumber })
            }
        }
        if let removed = number(after: "Rows Removed by Filter: ") { return removed }
        return (number(after: "actual rows=") ?? 0) * (number(after: "loops=") ?? 0)
    }

    /// Without any statistics.
    private static let fresh = World("plans", knowsAnother: false)
    /// With statistics that know another creditor and no other: PostgreSQL would take it that this
    /// one has next to nothing, and that any index with the creditor first is as good as the key.
    private static let misjudged = World("misjudged", knowsAnother: true)

    private actor World {
        nonisolated let name: String
        private let knowsAnother: Bool
        private var making: Task<PostgresConnection, any Error>?

        init(_ name: String, knowsAnother: Bool) {
            self.name = name
            self.knowsAnother = knowsAnother
        }

        func connection() async throws -> PostgresConnection {
            let making =
                making ?? Task { try await Self.make(self.name, knowsAnother: self.knowsAnother) }
            self.making = making
            return try await making.value
        }

        /// What another creditor has, of whom alone there are statistics.
        private static let another = """
            insert into invoice (creditor, number, written, customer_number, name, address_line,
                zip_code, city, country, invoice_date, due_date, remaining_ore, currency, as_of)
            select 7, 'F' || n, 'F' || n, n, 'n', 'a', '11122', 'c', 'SE', '2025-08-01',
                '2025-09-01', 100, 'SEK', '2025-09-01'
            from generate_series(1, 20000) n;
            insert into permit select 7, 'F' || n, 70, n from generate_series(1, 20000) n;
            insert into reminder (creditor, run, pos, number, state)
            select 7, 70, n, 'F' || n, 'q' from generate_series(1, 20000) n;
            insert into manual_reminder (creditor, run, pos, by_email, with_interest, with_fee,
                todo)
            select 7, 70, n, false, true, false, true from generate_series(1, 20000) n;
            analyze invoice; analyze permit; analyze reminder; analyze manual_reminder
            """

        /// A second apart, done and looked at.
        private static let audit = """
            insert into console_audit (at, login, action, creditor)
            select timestamptz '2026-01-01 00:00Z' + (n - 10000) * interval '1 s', 'k', 'sent', 1
            from generate_series(1, 20000) n;
            insert into console_look (hour, at, login, kind, creditor, object, address, looks)
            select '2026-01-01', timestamptz '2026-01-01 00:00Z' + (n - 10000) * interval '1 s',
                'k', 'run', 0, n, '', 1
            from generate_series(1, 20000) n
            """

        private static func make(
            _ name: String, knowsAnother: Bool
        ) async throws -> PostgresConnection {
            let ground = try await Ground.lasting(name)
            for table in ["invoice", "permit", "reminder", "manual_reminder", "part"] {
                try await ground.run("alter table \(table) set (autovacuum_enabled = off)")
            }
            if knowsAnother { try await ground.one.perform { try $0.script(Self.another) } }
            try await ground.one.perform { try $0.script(Self.audit) }
            let scene = try await ground.begin(1)
            #expect(scene.creditor == 1 && scene.run == 1)
            try await ground.one.perform { session in
                try session.script(
                    """
                    delete from part; delete from permit where creditor = 1;
                    delete from reminder where creditor = 1; delete from worker; insert into worker (id, name) values (1, 'w');
                    update run set created_at = timestamptz 'epoch' + interval '1 microsecond';
                    insert into invoice (creditor, number, written, name, address_line, zip_code,
                        city, country, invoice_date, due_date, remaining_ore, currency, as_of)
                    select 1, 'F' || n, 'F' || n, 'n', 'a', '11122', 'c', 'SE', '2025-08-01',
                        '2025-09-01', 100, 'SEK', '2025-09-01'
                    from generate_series(2, 100000) n;
                    insert into permit select 1, 'F' || n, 1, n from generate_series(1, 100000) n;
                    insert into reminder (creditor, run, pos, number, state)
                    select 1, 1, n, 'F' || n, 'q' from generate_series(1, 100000) n;
                    insert into manual_reminder
                    select 1, 1, n, false, true, false, n % 2 = 1, o.at, o.who, o.day, o.ore,
                        null, o.fee
                    from generate_series(1, 100000) n, lateral (
                        select now() as at, 'kim' as who, date '2026-01-01' as day, 100 as ore,
                            0 as fee where n % 2 = 0
                        union all select null, null, null, null, null where n % 2 = 1) o;
                    update reminder set state = 'a', case_id = 'c'
                    where creditor = 1 and pos between 50000 and 50098;
                    update invoice set remaining_ore = 0
                    where creditor = 1
                        and number in (select number from reminder where state = 'a');
                    insert into part (run, first, last, creditor, turn, state, n_q)
                    select 1, n * 99 + 1, n * 99 + 99, 1, n, 'ready', 99
                    from generate_series(0, 1009) n;
                    update part set state = 'claimed', worker = 1, attempt = 1, claimed_at = now()
                    where first = 1;
                    update part set stopped = true where first = 99892;
                    update part set state = 'stuck' where first = 99793;
                    update reminder set state = 'f', reason = 1
                    where creditor = 1 and pos = 200;
                    update part set n_q = 98, n_f = 1, stray_pos = '{200}', stray_state = '{f}',
                        stray_reason = '{1}'
                    where first = 199;
                    insert into evidence (creditor, run, pos, kind) values (1, 1, 5, 'state');
                    insert into incident (creditor, run, pos, kind) values (1, 1, 5, 'lost_case');
                    insert into draft (token, owner, creditor, state, by_filter, expected, lines)
                    values (repeat('0', 32), 1, 1, 'ready', true, 100000, 100000);
                    insert into draft_line (draft, pos, number, remaining_ore, obstacle, is_stale,
                        debtor)
                    select 1, n, 'F' || n, 100, case when n % 1000 = 0 then 1 end, false, n / 2
                    from generate_series(1, 100000) n;
                    insert into draft_choice (draft, pos, is_ticked, remaining_ore, is_warned,
                        is_stale, debtor)
                    select 1, n, false, 100, false, false, n / 2 from generate_series(500, 600) n
                    """)
            }
            return ground.one
        }
    }
}
