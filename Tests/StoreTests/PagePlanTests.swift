import Postgres
import Testing

@testable import AccessStore
@testable import ConsoleStore
@testable import Database
@testable import EnqueueStore
@testable import OperatorStore
@testable import QueueStore
@testable import SharedChanges

/// As `PlanTests`, of what the pages ask.
@Suite struct PagePlanTests {
    /// By whoever reads the view, without any setting of ours: a creditor's reminders are not
    /// joined in whole to each of its 100,099 invoices.
    @Test func theViewLooksEachReminderUpByItsKey() async throws {
        for world in [Plans.fresh, Plans.misjudged] {
            let connection = try await world.connection()
            try await connection.perform { session in
                let rows = try session.run(
                    """
                    explain (costs off) select * from invoice_list
                    where creditor_id = 1 and changed_at > '2026-01-01' order by changed_at
                    """)
                let plan = (0..<rows.count).map { rows.string($0, 0) }
                let keys = plan.filter { $0.contains("Index Cond") && $0.contains("(pos = ") }
                #expect(!keys.isEmpty, "\(world.name):\n\(plan.joined(separator: "\n"))")
            }
        }
    }

    @Test(arguments: [
        (
            ManualStatement.toDo,
            "creditor: 1, run: null, after_run: 1, after_position: 50000, limit: 1000"
        ),
        (.toDo, "creditor: 1, run: 1, after_run: 0, after_position: 0, limit: 1000"),
        (.done, "creditor: 1, run: null, after_run: 1, after_position: 50000, limit: 1000"),
    ])
    func aPageOfWhatIsToDoReadsOnlyThePage(
        statement: ManualStatement, arguments: String
    ) async throws {
        try await Plans.expectFew(statement, arguments, after: PageStatement.alongTheKey)
    }

    @Test(arguments: [
        (ManualStatement.holder, "creditor: 1, number: 'F5'"),
        (.facts, "creditor: 1, run: 1, position: 5"),
        (.isDone, "creditor: 1, run: 1, position: 5"),
        (
            .markDone,
            """
            creditor: 1, run: 1, position: 5, done_by: 'kim', day: '2026-01-01',
            remaining_ore: 100, interest_ore: 1, fee_ore: 0
            """
        ),
        (.undo, "creditor: 1, run: 1, position: 100000"),
        (.noteFee, "creditor: 1, number: 'F5', fee_ore: 6000, day: '2026-01-01'"),
        (.shown, "creditor: 1, run: 1, position: 5"),
        (
            .noteShown,
            """
            creditor: 1, run: 1, position: 5, day: '2026-01-01', remaining_ore: 100,
            interest_ore: 1, fee_ore: 0
            """
        ),
        (.setReason, "creditor: 1, run: 1, position: 5, reason: 83"),
    ])
    func aManualReminderIsFoundByItsKey(
        statement: ManualStatement, arguments: String
    ) async throws {
        try await Plans.expectFew(statement, arguments)
    }

    @Test(arguments: [
        (
            CaseSyncStatement.record,
            """
            creditor: 1, numbers: \(PlanArguments.numbers), cases: \(PlanArguments.numbers), states: \(PlanArguments.repeated("s")),
            statuses: \(PlanArguments.nothing), open: \(PlanArguments.repeated("t"))
            """
        ),
        (
            .secondCases,
            "creditor: 1, numbers: \(PlanArguments.numbers), cases: \(PlanArguments.numbers)"
        ),
    ])
    func aPageOfCasesReadsOnlyWhatItNames(
        statement: CaseSyncStatement, arguments: String
    ) async throws {
        try await Plans.expectFew(statement, arguments)
    }

    @Test(arguments: [
        (StoryStatement.reminders, "creditor: 1, number: 'F5'"),
        (.evidence, "creditor: 1, run: 1, pos: 5, first: 1"),
    ])
    func aStoryReadsOnlyItsInvoice(statement: StoryStatement, arguments: String) async throws {
        try await Plans.expectFew(statement, arguments)
    }

    /// A look at the fleet reads parts and samples, and never reminders or invoices but of a few.
    @Test(arguments: [
        (OperationsStatement.queue, ""), (.doubts, ""), (.workers, ""),
        (.openRuns, "creditors: '{1}'"), (.gates, "creditors: '{1}'"),
        (.stuck, "creditors: '{1}'"), (.incidents, "creditors: '{1}', incident: null"),
        (.elsewhere, "creditors: '{2}'"), (.minutes, ""), (.outcomes, ""), (.sample, ""),
    ])
    func operationsReadNoReminders(
        statement: OperationsStatement, arguments: String
    ) async throws {
        try await Plans.expectFew(statement, arguments)
    }

    @Test func theOldestDoubtReadsOnlyWhatIsInDoubt() async throws {
        try await Plans.expectFew(HealthStatement.oldestDoubt, "")
    }

    /// The first page, and one from the middle, with looks and without.
    @Test(arguments: [
        """
        login: null, seconds: 1e9, with_looks: true, limit: 51, creditors: '{1}',
        microseconds: null, number: null, mark: null
        """,
        """
        login: null, seconds: 1e9, with_looks: true, limit: 51, creditors: null,
        microseconds: \(middle), number: 0, mark: ''
        """,
        """
        login: null, seconds: 1e9, with_looks: false, limit: 51, creditors: '{1}',
        microseconds: \(middle), number: 10000, mark: ''
        """,
    ])
    func aPageOfTheAuditReadsOnlyThePage(arguments: String) async throws {
        try await Plans.expectFew(
            AccountStatement.record, arguments, after: PageStatement.alongTheKey)
    }

    /// Microseconds of a moment between the first and the last line of the audit.
    private static let middle: Int64 = 1_767_225_600_000_000

    @Test func aStepOfWhatWasPaidSinceReadsOnlyItsReminders() async throws {
        try await Plans.expectFew(
            PaidSinceStatement.paidSince, "creditor: 1, run: 1, first: 49951, last: 50050")
    }

    /// Every page of a list asks.
    @Test(arguments: [
        "creditor: null, run: null", "creditor: 1, run: null", "creditor: 1, run: 1",
    ])
    func whetherWorkGoesOnReadsNoReminders(arguments: String) async throws {
        try await Plans.expectFew(ProgressStatement.progress, arguments)
    }

    /// From either end, from the middle, and with what an overdue list begins with.
    @Test(arguments: [
        BrowseStatement.numberUp, .numberDown, .namedUp, .namedDown, .datedUp, .datedDown, .totalUp,
        .totalDown, .remainingUp, .remainingDown, .dueUp, .dueDown,
    ])
    func aPageOfAnyOrderReadsOnlyThePage(statement: BrowseStatement) async throws {
        let isByDue = [.dueUp, .dueDown].contains(statement)
        for place in ["null", "'F50000'"] {
            for due in isByDue ? [", due_before: null", ", due_before: '2025-09-02'"] : [""] {
                try await Plans.expectFew(
                    statement, "creditor: 1, beyond: \(place), limit: 1000\(due)",
                    after: PageStatement.alongTheKey)
            }
        }
    }

    @Test(arguments: [
        (
            BrowseStatement.matching,
            """
            states: '{q,-}', paid_after_handover: true, overdue: true, to_remind: true, barring_flags: 65535,
            today: now(), name_pattern: '%n%', beginning: 'F', customer_number: 'F',
            customer_spelling: 'F', ocr: 'F', reminded_before: now()
            """
        ),
        (
            .matching,
            """
            states: '{-}', paid_after_handover: false, overdue: false, to_remind: false, barring_flags: 65535,
            today: now(), name_pattern: null, beginning: null, customer_number: null,
            customer_spelling: null, ocr: null, reminded_before: now()
            """
        ),
        (.rows, "today: now()"), (.sorted, "column: 'customer'"),
        (
            .matching,
            """
            states: '{a}', paid_after_handover: true, overdue: false, to_remind: false, barring_flags: 65535,
            today: now(), name_pattern: null, beginning: null, customer_number: null,
            customer_spelling: null, ocr: null, reminded_before: now()
            """
        ),
    ])
    func whatMatchesIsReadByItsNumber(
        statement: BrowseStatement, arguments: String
    ) async throws {
        try await Plans.expectFew(
            statement, "creditor: 1, numbers: \(PlanArguments.paid), \(arguments)",
            after: PageStatement.alongTheKey)
    }

    @Test(arguments: [
        (
            BrowseStatement.numbered,
            """
            creditor: 1, beginning: 'F55', customer_number: 'F55', customer_spelling: 'F55',
            ocr: 'F55', limit: 1000
            """
        ),
        (.isOnFile, "creditor: 1, number: 'F5'"),
        (.inStates, "creditor: 1, states: '{f}', limit: 500"),
        (.ofStates, "creditor: 1, states: '{f}'"), (.countAll, "creditor: 1, limit: 1000"),
        (.runSizes, "creditor: 1"),
        (.ofAmiliOCR, "creditor: 1, run: 1, first: 49951, last: 50050, amili_ocr: '9000'"),
    ])
    func fewAreFoundWithoutReadingAll(
        statement: BrowseStatement, arguments: String
    ) async throws {
        try await Plans.expectFew(statement, arguments, after: PageStatement.alongTheKey)
    }

    @Test(arguments: [
        (
            DraftStatement.lines,
            """
            draft: 1, after_position: 50000, limit: 51, problems_only: false, creditor: 1,
            new_only: false
            """
        ),
        (
            .lines,
            """
            draft: 1, after_position: 0, limit: 9, problems_only: true, creditor: 1,
            new_only: false
            """
        ),
        (
            .pageBefore,
            "draft: 1, position: 50000, limit: 51, problems_only: false, new_only: false"
        ),
        (
            .pageBefore,
            "draft: 1, position: 50000, limit: 9, problems_only: true, new_only: false"
        ),
        (
            .tickedLines,
            "draft: 1, is_ticked: true, after_position: 50000, limit: 1000, creditor: 1"
        ),
        (.severalLetters, "draft: 1, is_ticked: true, position: null, limit: 50, creditor: 1"),
        (.severalLetters, "draft: 1, is_ticked: true, position: 500, limit: 50, creditor: 1"),
        (.facts, "creditor: 1, numbers: \(PlanArguments.numbers)"),
        (.choiceSums, "draft: 1, is_ticked: true, is_manual: false"),
        (.noLongerSeveral, "draft: 1"), (.sweepLines, "draft: 1, limit: 100"),
        (
            .choose,
            """
            draft: 1, positions: \(PlanArguments.positions), is_ticked: false, is_manual: null,
            by_email: null, with_interest: null, with_fee: null
            """
        ),
    ])
    func aPageOfADraftReadsOnlyThePage(
        statement: DraftStatement, arguments: String
    ) async throws {
        try await Plans.expectFew(statement, arguments, after: PageStatement.alongTheKey)
    }
}
