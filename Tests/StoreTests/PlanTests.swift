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
    /// The arguments name creditor 1, run 1, part 1, worker 1, attempt 1.
    @Test(arguments: [
        (WorkStatement.claim, "worker: 1, only_doubt: false, look_up_life: 60, most_rated: 1"),
        (.partInHand, "run: 1, first: 1, worker: 1, attempt: 1"),
        (.openReminders, "creditor: 1, run: 1, first: 1, last: 99"),
        (
            .doubtAll,
            "creditor: 1, run: 1, first: 1, last: 99, claimed_at: 0, asked_at: null"
        ),
        (.beat, "worker: 1, known: '{1}', amili_now: null"), (.orphanedParts, ""),
        (.claimFirstLetter, "creditor: 1, run: 1, first: 1"),
        (
            .giveBack,
            "run: 1, first: 1, worker: 1, attempt: 1, wait: null, is_setback: false"
        ),
    ])
    func workReadsOnlyItsPart(statement: WorkStatement, arguments: String) async throws {
        try await Plans.expectFew(statement, arguments)
    }

    @Test func aLookReadsNoParts() async throws {
        try await Plans.expectFew(LookStatement.look, "worker: 1, settle_delay: 600")
    }

    @Test func aSlotReadsOnlyItsPart() async throws {
        try await Plans.expectFew(
            GateStatement.reserve,
            """
            wanted: 99, creditor: 1, run: 1, first: 1, worker: 1, attempt: 1, to_send: true,
            rate_share: 0.97, ahead: 0.8
            """)
    }

    @Test(arguments: [
        (SettleStatement.lockPartInHand, "run: 1, first: 1, worker: 1, attempt: 1"),
        (
            .raiseLate,
            """
            creditor: 1, run: 1, positions: \(PlanArguments.positions), cases: \(PlanArguments.repeated("c")),
            ocrs: \(PlanArguments.nothing), first: 1, last: 99
            """
        ),
        (
            .reinstatePermits,
            "creditor: 1, run: 1, positions: \(PlanArguments.positions), first: 1, last: 99"
        ),
        (
            .lateIncidents,
            """
            creditor: 1, run: 1, positions: \(PlanArguments.positions), cases: \(PlanArguments.repeated("c")), first: 1,
            last: 99
            """
        ),
    ])
    func aSettleReadsOnlyItsPart(statement: SettleStatement, arguments: String) async throws {
        try await Plans.expectFew(
            statement, arguments, after: SettleStatement.lockPart,
            ["run": .int(1), "first": .int(1), "born": .int(1)])
    }

    @Test(arguments: [
        (
            PartStatement.settleReminders,
            """
            creditor: 1, run: 1, positions: \(PlanArguments.positions), states: \(PlanArguments.repeated("a")),
            reasons: \(PlanArguments.nothing), cases: \(PlanArguments.repeated("c")), ocrs: \(PlanArguments.nothing),
            amili_states: \(PlanArguments.nothing), attempts: \(PlanArguments.repeated("1")), ends_doubt: \(PlanArguments.repeated("f")),
            first: 1, last: 99, settle_delay: null, amili_now: null, forgives_crashes: true
            """
        ),
        (
            .settleReminders,
            """
            creditor: 1, run: 1, positions: \(PlanArguments.positions), states: \(PlanArguments.repeated("s")),
            reasons: \(PlanArguments.repeated("1")), cases: \(PlanArguments.nothing), ocrs: \(PlanArguments.nothing),
            amili_states: \(PlanArguments.nothing), attempts: \(PlanArguments.repeated("0")), ends_doubt: \(PlanArguments.repeated("f")),
            first: 1, last: 99, settle_delay: null, amili_now: null, forgives_crashes: true
            """
        ),
        (.recount, "creditor: 1, run: 1, first: 1, last: 99"),
        (.freePermits, "creditor: 1, numbers: \(PlanArguments.numbers), run: 1"),
    ])
    func outcomesAreWrittenByReadingOnlyTheirPart(
        statement: PartStatement, arguments: String
    ) async throws {
        try await Plans.expectFew(
            statement, arguments, after: SettleStatement.lockPart,
            ["run": .int(1), "first": .int(1), "born": .int(1)])
    }

    @Test(arguments: [
        (LoadStatement.lockInvoices, "creditor: 1, numbers: \(PlanArguments.numbers)"),
        (.knownNumbers, "creditor: 1, as_of: now(), numbers: \(PlanArguments.numbers)"),
        (
            .lowerInvoices,
            """
            creditor: 1, as_of: now(), numbers: \(PlanArguments.numbers), remaining_ore: \(PlanArguments.repeated("1")),
            flags: \(PlanArguments.repeated("0")), is_told: \(PlanArguments.repeated("t"))
            """
        ),
        (
            .overwriteInvoices,
            """
            creditor: 1, as_of: now(), number: \(PlanArguments.numbers), written: \(PlanArguments.numbers),
            customer_number: \(PlanArguments.nothing), name: \(PlanArguments.numbers), id_number: \(PlanArguments.nothing),
            is_company: \(PlanArguments.nothing), address_line: \(PlanArguments.numbers), zip_code: \(PlanArguments.numbers),
            city: \(PlanArguments.numbers), country: \(PlanArguments.numbers), email: \(PlanArguments.nothing), mobile_number: \(PlanArguments.nothing),
            description: \(PlanArguments.numbers), invoice_date: \(PlanArguments.days), due_date: \(PlanArguments.days),
            total_ore: \(PlanArguments.nothing), remaining_ore: \(PlanArguments.repeated("1")), currency: \(PlanArguments.numbers),
            ocr: \(PlanArguments.nothing), invoice_fee_ore: \(PlanArguments.nothing), reminder_fee_ore: \(PlanArguments.nothing),
            reminder_fee_date: \(PlanArguments.nothing), flags: \(PlanArguments.repeated("0")),
            known_flags: \(PlanArguments.repeated("0")), told: \(PlanArguments.repeated("1"))
            """
        ),
        (.knownInvoices, "creditor: 1, numbers: \(PlanArguments.numbers)"),
        (
            .takePermits,
            "creditor: 1, run: 2, positions: \(PlanArguments.positions), numbers: \(PlanArguments.numbers)"
        ),
        (.permitHolders, "creditor: 1, numbers: \(PlanArguments.numbers)"),
        (.acceptedAt, "creditor: 1, run: 1, positions: \(PlanArguments.positions)"),
    ])
    func loadingReadsOnlyItsBatch(statement: LoadStatement, arguments: String) async throws {
        try await Plans.expectFew(
            statement, arguments, after: LockStatement.lockLoader, ["creditor": .int(1)])
    }

    @Test(arguments: [
        (
            ListStatement.reminders,
            "handle: 'fors', run: 1, states: null, after: 50000, limit: 1000"
        ),
        (
            .invoices,
            "handle: 'fors', states: null, search: null, after: 'F5', limit: 1000, number: null"
        ),
        (
            .invoices,
            "handle: 'fors', states: null, search: null, after: null, limit: 1000, number: 'F5'"
        ),
        (.invoiceOfNumber, "handle: 'fors', number: 'F5'"),
    ])
    func aPageOfAListReadsOnlyThePage(statement: ListStatement, arguments: String) async throws {
        try await Plans.expectFew(statement, arguments, after: PageStatement.alongTheKey)
    }

    /// The first page, one from the middle, and one of all of a creditor's runs.
    @Test(arguments: [
        "run: 1, after_run: 0, after_position: 0", "run: 1, after_run: 1, after_position: 50000",
        "run: null, after_run: 1, after_position: 50000",
    ])
    func aPageToBeResubmittedReadsOnlyThePage(arguments: String) async throws {
        try await Plans.expectFew(
            ResubmitStatement.page,
            "creditor: 1, states: '{q,r}', reasons: null, limit: 1000, new_run: 2, \(arguments)",
            after: PageStatement.alongTheKey)
    }

    @Test(arguments: [
        (HumanStatement.cancelled, "run: 1"), (.uncertain, "creditor: null, limit: 100"),
        (.invoicesOf, "run: 1, state: 'q', in_hand: true, limit: 1000"),
        (.liveReminder, "creditor: 1, number: 'F5'"),
        (.latestReminder, "creditor: 1, number: 'F5'"),
        (.lockPermit, "creditor: 1, number: 'F5'"),
    ])
    func decisionsReadOnlyWhatTheyAreAbout(
        statement: HumanStatement, arguments: String
    ) async throws {
        try await Plans.expectFew(statement, arguments)
    }

    @Test(arguments: [
        (CancelStatement.cancelledParts, "run: 1"), (.cancelledParts, "run: null"),
        (.cancelQueued, "creditor: 1, run: 1, first: 1, last: 99, reason: 81"),
        (.dropManual, "creditor: 1, run: 1, first: 1, last: 99"),
        (
            .cancelManual,
            "creditor: 1, run: 1, first: 1, last: 99, reason: 81, positions: \(PlanArguments.positions)"
        ),
    ])
    func aCancelledRunIsReadByItsParts(
        statement: CancelStatement, arguments: String
    ) async throws {
        try await Plans.expectFew(statement, arguments)
    }
}
