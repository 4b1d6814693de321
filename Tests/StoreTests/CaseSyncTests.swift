import OperatorStore
import Postgres
import QueueStore
import Reminders
import TestSupport
import Testing

@testable import ConsoleStore
@testable import Database
@testable import Stores

/// Who asks Amili what became of the cases, and what is written of the answer.
@Suite struct CaseSyncTests {
    /// A creditor whose reminders F1… are accepted as case-1…, and whose turn has come.
    private func accepted(_ count: Int, _ harness: StoreHarness) async throws -> Fixture {
        let fixture = try await harness.begin(count)
        while case .part(let part) = try await harness.queue.claim(fixture.worker) {
            let range = part.claim.first...part.last
            _ = try await harness.settle(part, by: fixture.worker, range.map { .accepted($0) })
        }
        try await changesAreDue(harness)
        return fixture
    }

    private func changesAreDue(_ harness: StoreHarness) async throws {
        try await harness.run(
            """
            update poll set changes_due_at = now() - interval '1 s', held_until = '-infinity',
                whole_due_at = 'infinity'
            """)
    }

    private func wholeIsDue(_ harness: StoreHarness) async throws {
        try await harness.run(
            """
            update poll set whole_due_at = now() - interval '1 s', held_until = '-infinity',
                changes_due_at = 'infinity'
            """)
    }

    private func turn(_ harness: StoreHarness, _ fixture: Fixture) async throws -> Turn {
        try #require(try await harness.takeTurn(fixture.worker))
    }

    private func said(
        _ number: Int, _ state: String = "reminder", _ status: String? = "reminder_active",
        caseID: String? = nil, isOpen: Bool = true
    ) -> FollowedCase {
        FollowedCase(
            invoiceKey: "F\(number)", caseID: caseID ?? "case-\(number)",
            standing: AmiliStanding(state: state, status: status), isOpen: isOpen,
            createdAt: 1_785_000_000, updatedAt: 1_785_741_300)
    }

    private func shown(_ harness: StoreHarness) async throws -> [String?] {
        try await harness.ask("select shown from reminder_list order by pos").map { $0[0] }
    }

    private let next = Turn.Place(page: 2, began: 1_785_741_400, read: 100)

    // MARK: Turns

    @Test func aTurnIsGivenOnceHoweverManyAsk() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await accepted(1, harness)
            let stores = Stores(
                Database(harness.conninfo, applicationName: "crowd", connections: 8))
            defer { stores.close() }
            let turns = try await withThrowingTaskGroup(of: Turn?.self) { group in
                for _ in 0..<24 {
                    group.addTask { try await stores.queue.takeTurn(fixture.worker) }
                }
                return try await group.reduce(into: []) { $0 += [$1].compactMap { $0 } }
            }
            #expect(turns.count == 1)
            #expect(turns.first?.task == .changes(since: nil, Turn.Place()))
        }
    }

    @Test func nobodyIsAskedAboutWithoutACaseOrBehindAClosedGate() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(1)
            try await changesAreDue(harness)
            #expect(try await harness.takeTurn(fixture.worker) == nil)
            let part = try await harness.claimed(by: fixture.worker)
            _ = try await harness.settle(part, by: fixture.worker, [.accepted(1)])
            for scope in ["creditor is not null", "scope = 'amili'", "scope = 'polls'"] {
                let close = "update throttle set closed_until = now() + '1 min' where \(scope)"
                try await harness.run(close)
                #expect(try await harness.takeTurn(fixture.worker) == nil)
                try await harness.run("update throttle set closed_until = '-infinity'")
            }
            #expect(try await harness.takeTurn(fixture.worker) != nil)
        }
    }

    @Test func aTurnThatNobodyEndsIsAnybodysAndTheFirstWritesNothingMore() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await accepted(1, harness)
            let first = try await turn(harness, fixture)
            #expect(try await harness.takeTurn(fixture.worker) == nil)
            try await harness.run("update poll set held_until = now() - interval '1 s'")
            let second = try await turn(harness, fixture)
            #expect(
                try await harness.queue.record(
                    [said(1, "debt_collection")], of: second, next: next) == [])
            // What the first read is older: it must not come after.
            #expect(try await harness.queue.record([said(1)], of: first, next: next) == nil)
            try await harness.queue.end(first, .read(upTo: 9_999, strangers: [], isWhole: true))
            #expect(try await shown(harness) == ["Inkasso"])
            #expect(try await harness.ask("select watermark from poll") == [[nil]])
        }
    }

    @Test func theWatermarkOverlapsAndOnlyGrows() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await accepted(1, harness)
            for (upTo, since) in [(1_785_741_400, nil), (1_785_741_000, 280), (1_785_741_500, 280)]
                as [(Int64, Int64?)]
            {
                try await changesAreDue(harness)
                let turn = try await turn(harness, fixture)
                #expect(
                    turn.task == .changes(since: since.map { 1_785_741_000 + $0 }, Turn.Place()))
                try await harness.queue.end(
                    turn, .read(upTo: upTo, strangers: [], isWhole: true))
            }
            #expect(
                try await harness.number("select extract(epoch from watermark)::bigint from poll")
                    == 1_785_741_500)
            let due = "select count(*) from poll where changes_due_at > now() + '50 s'"
            #expect(try await harness.number(due) == 1)
        }
    }

    @Test func whoeverComesAfterGoesOnFromTheNextPage() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await accepted(1, harness)
            let first = try await turn(harness, fixture)
            _ = try await harness.queue.record([said(1)], of: first, next: next)
            // It dies here.
            try await harness.run("update poll set held_until = now() - interval '1 s'")
            let second = try await turn(harness, fixture)
            let place = Turn.Place(page: 2, began: 1_785_741_400, read: 0)
            #expect(second.task == .changes(since: nil, place))
            try await harness.queue.end(
                second, .read(upTo: 1_785_741_400, strangers: [], isWhole: true))
            try await wholeIsDue(harness)
            let third = try await turn(harness, fixture)
            #expect(third.task == .reconciliation(Turn.Place()))
            _ = try await harness.queue.record([said(1)], of: third, next: next)
            try await harness.queue.end(third, .more(strangers: []))
            #expect(try await turn(harness, fixture).task == .reconciliation(next))
        }
    }

    @Test func eachFailureInARowIsLonger() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await accepted(1, harness)
            for seconds in [30, 60, 120, 240, 480, 600, 600] {
                try await changesAreDue(harness)
                try await harness.queue.end(try await turn(harness, fixture), .failed())
                let wait = try await harness.number(
                    "select extract(epoch from changes_due_at - now())::integer from poll")
                #expect((seconds - 5...seconds + 1).contains(wait))
            }
            try await changesAreDue(harness)
            try await harness.queue.end(
                try await turn(harness, fixture), .read(upTo: 1, strangers: [], isWhole: true))
            #expect(try await harness.number("select failures from poll") == 0)
        }
    }

    @Test func theWholeIsReadAtNightAndWithNothingOpenChangesAreAskedForSeldom() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await accepted(1, harness)
            try await harness.run("update run set state = 'done', finished_at = now()")
            try await wholeIsDue(harness)
            let whole = try await turn(harness, fixture)
            let closed = said(1, "closed", "closed_paid", isOpen: false)
            _ = try await harness.queue.record([closed], of: whole, next: next)
            try await harness.queue.end(whole, .read(upTo: 1, strangers: [], isWhole: true))
            let night = try await harness.number(
                """
                select extract(hour from whole_due_at at time zone 'Europe/Stockholm')::integer
                from poll
                """)
            #expect((2...4).contains(night))
            try await changesAreDue(harness)
            let changes = try await turn(harness, fixture)
            try await harness.queue.end(changes, .read(upTo: 1, strangers: [], isWhole: true))
            let seldom = "select count(*) from poll where changes_due_at > now() + '50 min'"
            #expect(try await harness.number(seldom) == 1)
            // A new run, and they are asked for often again.
            _ = try await harness.load([.overdue("G1")], of: fixture.creditor, key: "k2")
            try await changesAreDue(harness)
            let again = try await turn(harness, fixture)
            try await harness.queue.end(again, .read(upTo: 1, strangers: [], isWhole: true))
            #expect(try await harness.number(seldom) == 0)
        }
    }

    // MARK: Slots

    @Test func pollsGetATenthOfTheRateAndLettersTheRest() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await accepted(1, harness)
            try await harness.operators.setRate(20)
            let turn = try await turn(harness, fixture)
            let before = try #require(try await harness.ask("select clock_timestamp()::text")[0][0])
            let began = ContinuousClock.now
            var slots = 0
            // Two a second, and none further ahead than 0.8 s.
            reserving: while true {
                switch try await harness.queue.reserve(1, for: turn, by: fixture.worker) {
                case .slots(1, let wait, _, _):
                    slots += 1
                    #expect(wait <= .milliseconds(800))
                case .busy: break reserving
                case let other: throw Unexpected("\(other)")
                }
            }
            let reached = ContinuousClock.now - began + .milliseconds(800)
            #expect(slots >= 2 && slots <= 1 + Int(reached / .milliseconds(500)))
            // And they count as calls to Amili, a twentieth of a second each.
            #expect(
                try await harness.number(
                    """
                    select count(*) from throttle
                    where scope = 'amili' and tat >= $1::timestamptz + interval '0.1 s'
                    """, [.text(before)]) == 1)
        }
    }

    @Test func noSlotForTheDeadOrBehindAClosedGate() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await accepted(1, harness)
            let turn = try await turn(harness, fixture)
            func reserve(after sql: String) async throws -> Reservation {
                try await harness.run(sql)
                return try await harness.queue.reserve(1, for: turn, by: fixture.worker)
            }
            try await harness.queue.holdPolls(for: .seconds(60), cause: .tooMany)
            #expect(try await harness.queue.reserve(1, for: turn, by: fixture.worker) == .parked)
            #expect(try await harness.console.gate().closedFor == 0, "letters go on")
            try await harness.run("update throttle set closed_until = '-infinity'")
            #expect(
                try await reserve(
                    after: "update throttle set paused = true where creditor is not null")
                    == .parked)
            #expect(
                try await reserve(after: "update throttle set paused = true where scope = 'amili'")
                    == .closed(left: nil))
            try await harness.run("update throttle set paused = false")
            #expect(try await reserve(after: "update worker set dead_at = now()") == .dead)
        }
    }

    /// As at any other gate: whoever closes it for longer says why it is closed.
    @Test func thePollsGateKeepsTheCauseOfItsLongerClosing() async throws {
        try await StoreHarness.prepare { harness in
            func hold(_ span: Duration, _ cause: GateCause) async throws -> [[String?]] {
                try await harness.queue.holdPolls(for: span, cause: cause)
                return try await harness.ask(
                    "select closed_cause, closed_words from throttle where scope = 'polls'")
            }
            let first = try await hold(.seconds(60), .tooMany)
            let longer = try await hold(.seconds(3600), .retryAfter)
            let shorter = try await hold(.seconds(60), .tooMany)
            #expect(first == [["too many", nil]])
            #expect(longer == [["retry after", nil]] && shorter == longer)
        }
    }

    // MARK: What Amili says

    @Test func onlyTheReminderThatHasTheCaseIsBroughtToItsState() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await accepted(3, harness)
            let turn = try await turn(harness, fixture)
            let strangers = try await harness.queue.record(
                [
                    said(1), said(2, "debt_collection", nil),
                    // Another case of F3, an invoice of nobody's, and one that is closed.
                    said(3, caseID: "other"), said(77), said(78, "closed", isOpen: false),
                ], of: turn, next: next)
            #expect(strangers?.map(\.caseID) == ["other", "case-77"])
            #expect(
                try await shown(harness) == ["Påminnelse skickad", "Inkasso", "Mottagen av Amili"])
            let row = try await harness.console.reminders(
                of: "fors", run: fixture.run, states: [], after: nil, limit: 1)
            #expect(row.first?.shownEnglish == "Reminder sent")
            #expect(row.first?.amiliState == "reminder")
            #expect(row.first?.amiliStatus == "reminder_active")
            #expect(row.first?.state == .accepted)
        }
    }

    @Test func onlyWhatChangedIsToldAsChanged() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await accepted(150, harness)
            let turn = try await turn(harness, fixture)
            func stamps() async throws -> [[String?]] {
                try await harness.ask(
                    "select changed_at, confirmed_at from reminder order by pos")
            }
            let before = try await stamps()
            for page in [1...99, 100...150] {
                _ = try await harness.queue.record(page.map { said($0) }, of: turn, next: next)
            }
            let changed = try await stamps()
            #expect(zip(before, changed).allSatisfy { $0[0] != $1[0] && $0[1] != $1[1] })
            _ = try await harness.queue.record((1...99).map { said($0) }, of: turn, next: next)
            #expect(try await stamps() == changed)
            // Twice a day it is written down that the rest still stands.
            try await harness.run("update reminder set confirmed_at = now() - interval '13 h'")
            let older = try await stamps()
            _ = try await harness.queue.record((1...99).map { said($0) }, of: turn, next: next)
            let confirmed = try await stamps()
            #expect(zip(older, confirmed).allSatisfy { $0[0] == $1[0] })
            #expect(zip(older, confirmed).prefix(99).allSatisfy { $0[1] != $1[1] })
        }
    }

    @Test func aFinishedPollConfirmsWhatItDidNotName() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await accepted(2, harness)
            let first = try await turn(harness, fixture)
            _ = try await harness.queue.record([said(1)], of: first, next: next)
            try await harness.run("update reminder set confirmed_at = now() - interval '1 h'")
            func isFresh() async throws -> [String?] {
                try await harness.ask(
                    "select confirmed_at > now() - interval '1 min' from reminder_list order by pos"
                ).map { $0[0] }
            }
            #expect(try await isFresh() == ["f", "f"])
            try await harness.queue.end(first, .read(upTo: 1, strangers: [], isWhole: true))
            // Of the second nothing was ever heard: nothing confirms it.
            #expect(try await isFresh() == ["t", "f"])
        }
    }

    @Test func theViewAndTheProgramSayTheSameOfEveryPairOfWords() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await accepted(1, harness)
            let unknown = ["closed_by_something_new", "legal_action", "odd"]
            let words: [String?] = AmiliWord.allCases.map(\.rawValue) + unknown + [nil]
            let turn = try await turn(harness, fixture)
            for state in words {
                for status in words {
                    let standing = AmiliStanding(state: state, status: status)
                    let found = FollowedCase(
                        invoiceKey: "F1", caseID: "case-1", standing: standing, isOpen: true,
                        createdAt: 1, updatedAt: 1)
                    _ = try await harness.queue.record([found], of: turn, next: next)
                    let row = try await harness.ask("select shown, shown_en from reminder_list")
                    #expect(row == [[standing.swedish, standing.english]])
                }
            }
        }
    }

    // MARK: Proof that we were wrong

    @Test func aSecondOpenCaseOfALiveLetterIsAnIncident() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await accepted(3, harness)
            let first = try await turn(harness, fixture)
            // F2 is closed at Amili by now: another case of it is no second.
            let page = [
                said(1), said(2, "closed", "closed_paid", isOpen: false), said(3),
                said(1, caseID: "second"), said(2, caseID: "other"), said(77),
            ]
            let found = try await harness.queue.record(page, of: first, next: next)
            let strangers = try #require(found)
            #expect(strangers.count == 3)
            try await harness.queue.end(
                first, .read(upTo: 1, strangers: strangers, isWhole: true))
            #expect(
                try await harness.ask("select pos::text, kind, case_ids::text from incident")
                    == [["1", "second_case", "{case-1,second}"]])
        }
    }

    /// A reading that breaks off has seen what it has seen.
    @Test(arguments: [true, false])
    func aSecondCaseOfAReadingThatBreaksOffIsAnIncident(isPostponed: Bool) async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await accepted(1, harness)
            let first = try await turn(harness, fixture)
            let found = try await harness.queue.record(
                [said(1), said(1, caseID: "second")], of: first, next: next)
            let strangers = try #require(found)
            try await harness.queue.end(
                first,
                isPostponed
                    ? .postponed(.seconds(9), strangers: strangers)
                    : .failed(strangers: strangers))
            #expect(
                try await harness.ask("select case_ids::text from incident")
                    == [["{case-1,second}"]])
        }
    }

    /// At a call in 30 s letters take every slot as soon as it is free. A poll queues behind one.
    @Test func aPollGetsItsSlotBesideLettersAtALowRate() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await accepted(1, harness)
            try await harness.run(
                """
                update throttle set rate = 1.0 / 30,
                    tat = clock_timestamp() + interval '30 s' where scope = 'amili'
                """)
            let turn = try await turn(harness, fixture)
            #expect(
                try await harness.number(
                    "select extract(epoch from held_until - now())::integer from poll") > 145,
                "the turn outlasts the wait")
            guard
                case .slots(1, let wait, _, _) = try await harness.queue.reserve(
                    1, for: turn, by: fixture.worker)
            else {
                Issue.record("no slot")
                return
            }
            #expect(wait > .seconds(28) && wait <= .seconds(30))
            guard
                case .busy(let next) = try await harness.queue.reserve(
                    1, for: turn, by: fixture.worker)
            else {
                Issue.record("a second slot within five minutes")
                return
            }
            #expect(next > .seconds(290))
        }
    }

    @Test func anAcceptedOneThatAmiliDoesNotListIsAnIncidentOnce() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await accepted(3, harness)
            try await harness.run(
                """
                update reminder set changed_at = now() - interval '2 d',
                    confirmed_at = now() - interval '2 d'
                """)
            func readWhole(isWhole: Bool) async throws {
                try await wholeIsDue(harness)
                let turn = try await turn(harness, fixture)
                _ = try await harness.queue.record([said(1), said(3)], of: turn, next: next)
                try await harness.queue.end(
                    turn, .read(upTo: 1, strangers: [], isWhole: isWhole))
            }
            try await readWhole(isWhole: false)
            #expect(try await harness.number("select count(*) from incident") == 0)
            try await readWhole(isWhole: true)
            try await readWhole(isWhole: true)
            #expect(
                try await harness.ask("select pos::text, case_ids::text from incident")
                    == [["2", "{case-2}"]])
        }
    }

    // MARK: Paid since

    @Test func whatIsPaidAfterItWasHandedOverStandsOutUntilAmiliHasClosedIt() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await accepted(5, harness)
            func standingOut() async throws -> [String?] {
                try await harness.ask(
                    """
                    select invoice_number from invoice_list where paid_after_handover order by 1
                    """
                ).map { $0[0] }
            }
            #expect(try await standingOut().isEmpty)
            #expect(
                try await harness.console.paidSince(fixture.run) == PaidSince(invoices: 0, ore: 0))
            for change in [
                "flags = 1, remaining_ore = 0 where number = 'F1'",
                "flags = 2 where number = 'F2'", "remaining_ore = 0 where number = 'F3'",
                "flags = 8 where number = 'F4'",
            ] { try await harness.run("update invoice set \(change)") }
            #expect(try await standingOut() == ["F1", "F2", "F3"])
            let turn = try await turn(harness, fixture)
            _ = try await harness.queue.record(
                [
                    said(1, "closed", "closed_paid", isOpen: false),
                    said(5, "closed", "closed_paid", isOpen: false),
                ], of: turn, next: next)
            #expect(try await standingOut() == ["F2", "F3"])
            // F1 and F3 in our register, F5 by Amili's word.
            #expect(
                try await harness.console.paidSince(fixture.run)
                    == PaidSince(invoices: 3, ore: 375_000))
            #expect(try await harness.console.paidSince(99) == nil)
        }
    }
}
