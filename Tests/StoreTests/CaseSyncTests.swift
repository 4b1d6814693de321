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
    private func accepted(_ count: Int, _ ground: Ground) async throws -> Scene {
        let scene = try await ground.begin(count)
        while case .part(let part) = try await ground.queue.claim(scene.worker) {
            let range = part.claim.first...part.last
            _ = try await ground.settle(part, by: scene.worker, range.map { .accepted($0) })
        }
        try await changesAreDue(ground)
        return scene
    }

    private func changesAreDue(_ ground: Ground) async throws {
        try await ground.run(
            """
            update poll set changes_due_at = now() - interval '1 s', held_until = '-infinity',
                whole_due_at = 'infinity'
            """)
    }

    private func wholeIsDue(_ ground: Ground) async throws {
        try await ground.run(
            """
            update poll set whole_due_at = now() - interval '1 s', held_until = '-infinity',
                changes_due_at = 'infinity'
            """)
    }

    private func turn(_ ground: Ground, _ scene: Scene) async throws -> Turn {
        try #require(try await ground.takeTurn(scene.worker))
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

    private func shown(_ ground: Ground) async throws -> [String?] {
        try await ground.ask("select shown from reminder_list order by pos").map { $0[0] }
    }

    private let next = Turn.Place(page: 2, began: 1_785_741_400, read: 100)

    // MARK: Turns

    @Test func aTurnIsGivenOnceHoweverManyAsk() async throws {
        try await Ground.prepare { ground in
            let scene = try await accepted(1, ground)
            let stores = Stores(Database(ground.conninfo, applicationName: "crowd", connections: 8))
            defer { stores.close() }
            let turns = try await withThrowingTaskGroup(of: Turn?.self) { group in
                for _ in 0..<24 { group.addTask { try await stores.queue.takeTurn(scene.worker) } }
                return try await group.reduce(into: []) { $0 += [$1].compactMap { $0 } }
            }
            #expect(turns.count == 1)
            #expect(turns.first?.task == .changes(since: nil, Turn.Place()))
        }
    }

    @Test func nobodyIsAskedAboutWithoutACaseOrBehindAClosedGate() async throws {
        try await Ground.prepare { ground in
            let scene = try await ground.begin(1)
            try await changesAreDue(ground)
            #expect(try await ground.takeTurn(scene.worker) == nil)
            let part = try await ground.claimed(by: scene.worker)
            _ = try await ground.settle(part, by: scene.worker, [.accepted(1)])
            for scope in ["creditor is not null", "scope = 'amili'", "scope = 'polls'"] {
                let close = "update throttle set closed_until = now() + '1 min' where \(scope)"
                try await ground.run(close)
                #expect(try await ground.takeTurn(scene.worker) == nil)
                try await ground.run("update throttle set closed_until = '-infinity'")
            }
            #expect(try await ground.takeTurn(scene.worker) != nil)
        }
    }

    @Test func aTurnThatNobodyEndsIsAnybodysAndTheFirstWritesNothingMore() async throws {
        try await Ground.prepare { ground in
            let scene = try await accepted(1, ground)
            let first = try await turn(ground, scene)
            #expect(try await ground.takeTurn(scene.worker) == nil)
            try await ground.run("update poll set held_until = now() - interval '1 s'")
            let second = try await turn(ground, scene)
            #expect(
                try await ground.queue.record(
                    [said(1, "debt_collection")], of: second, next: next) == [])
            // What the first read is older: it must not come after.
            #expect(try await ground.queue.record([said(1)], of: first, next: next) == nil)
            try await ground.queue.end(first, .read(upTo: 9_999, strangers: [], isWhole: true))
            #expect(try await shown(ground) == ["Inkasso"])
            #expect(try await ground.ask("select watermark from poll") == [[nil]])
        }
    }

    @Test func theWatermarkOverlapsAndOnlyGrows() async throws {
        try await Ground.prepare { ground in
            let scene = try await accepted(1, ground)
            for (upTo, since) in [(1_785_741_400, nil), (1_785_741_000, 280), (1_785_741_500, 280)]
                as [(Int64, Int64?)]
            {
                try await changesAreDue(ground)
                let turn = try await turn(ground, scene)
                #expect(
                    turn.task == .changes(since: since.map { 1_785_741_000 + $0 }, Turn.Place()))
                try await ground.queue.end(
                    turn, .read(upTo: upTo, strangers: [], isWhole: true))
            }
            #expect(
                try await ground.number("select extract(epoch from watermark)::bigint from poll")
                    == 1_785_741_500)
            let due = "select count(*) from poll where changes_due_at > now() + '50 s'"
            #expect(try await ground.number(due) == 1)
        }
    }

    @Test func whoeverComesAfterGoesOnFromTheNextPage() async throws {
        try await Ground.prepare { ground in
            let scene = try await accepted(1, ground)
            let first = try await turn(ground, scene)
            _ = try await ground.queue.record([said(1)], of: first, next: next)
            // It dies here.
            try await ground.run("update poll set held_until = now() - interval '1 s'")
            let second = try await turn(ground, scene)
            let place = Turn.Place(page: 2, began: 1_785_741_400, read: 0)
            #expect(second.task == .changes(since: nil, place))
            try await ground.queue.end(
                second, .read(upTo: 1_785_741_400, strangers: [], isWhole: true))
            try await wholeIsDue(ground)
            let third = try await turn(ground, scene)
            #expect(third.task == .reconciliation(Turn.Place()))
            _ = try await ground.queue.record([said(1)], of: third, next: next)
            try await ground.queue.end(third, .more(strangers: []))
            #expect(try await turn(ground, scene).task == .reconciliation(next))
        }
    }

    @Test func eachFailureInARowIsLonger() async throws {
        try await Ground.prepare { ground in
            let scene = try await accepted(1, ground)
            for seconds in [30, 60, 120, 240, 480, 600, 600] {
                try await changesAreDue(ground)
                try await ground.queue.end(try await turn(ground, scene), .failed())
                let wait = try await ground.number(
                    "select extract(epoch from changes_due_at - now())::integer from poll")
                #expect((seconds - 5...seconds + 1).contains(wait))
            }
            try await changesAreDue(ground)
            try await ground.queue.end(
                try await turn(ground, scene), .read(upTo: 1, strangers: [], isWhole: true))
            #expect(try await ground.number("select failures from poll") == 0)
        }
    }

    @Test func theWholeIsReadAtNightAndWithNothingOpenChangesAreAskedForSeldom() async throws {
        try await Ground.prepare { ground in
            let scene = try await accepted(1, ground)
            try await ground.run("update run set state = 'done', finished_at = now()")
            try await wholeIsDue(ground)
            let whole = try await turn(ground, scene)
            let closed = said(1, "closed", "closed_paid", isOpen: false)
            _ = try await ground.queue.record([closed], of: whole, next: next)
            try await ground.queue.end(whole, .read(upTo: 1, strangers: [], isWhole: true))
            let night = try await ground.number(
                """
                select extract(hour from whole_due_at at time zone 'Europe/Stockholm')::integer
                from poll
                """)
            #expect((2...4).contains(night))
            try await changesAreDue(ground)
            let changes = try await turn(ground, scene)
            try await ground.queue.end(changes, .read(upTo: 1, strangers: [], isWhole: true))
            let seldom = "select count(*) from poll where changes_due_at > now() + '50 min'"
            #expect(try await ground.number(seldom) == 1)
            // A new run, and they are asked for often again.
            _ = try await ground.load([.overdue("G1")], of: scene.creditor, key: "k2")
            try await changesAreDue(ground)
            let again = try await turn(ground, scene)
            try await ground.queue.end(again, .read(upTo: 1, strangers: [], isWhole: true))
            #expect(try await ground.number(seldom) == 0)
        }
    }

    // MARK: Slots

    @Test func pollsGetATenthOfTheRateAndLettersTheRest() async throws {
        try await Ground.prepare { ground in
            let scene = try await accepted(1, ground)
            try await ground.operators.setRate(20)
            let turn = try await turn(ground, scene)
            let before = try #require(try await ground.ask("select clock_timestamp()::text")[0][0])
            let began = ContinuousClock.now
            var slots = 0
            // Two a second, and none further ahead than 0.8 s.
            reserving: while true {
                switch try await ground.queue.reserve(1, for: turn, by: scene.worker) {
                case .slots(1, let wait, _):
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
                try await ground.number(
                    """
                    select count(*) from throttle
                    where scope = 'amili' and tat >= $1::timestamptz + interval '0.1 s'
                    """, [.text(before)]) == 1)
        }
    }

    @Test func noSlotForTheDeadOrBehindAClosedGate() async throws {
        try await Ground.prepare { ground in
            let scene = try await accepted(1, ground)
            let turn = try await turn(ground, scene)
            func reserve(after sql: String) async throws -> Reservation {
                try await ground.run(sql)
                return try await ground.queue.reserve(1, for: turn, by: scene.worker)
            }
            try await ground.queue.holdPolls(for: .seconds(60), reason: "429")
            #expect(try await ground.queue.reserve(1, for: turn, by: scene.worker) == .parked)
            #expect(try await ground.console.gate().closedFor == 0, "letters go on")
            try await ground.run("update throttle set closed_until = '-infinity'")
            #expect(
                try await reserve(
                    after: "update throttle set paused = true where creditor is not null")
                    == .parked)
            #expect(
                try await reserve(after: "update throttle set paused = true where scope = 'amili'")
                    == .closed(left: nil))
            try await ground.run("update throttle set paused = false")
            #expect(try await reserve(after: "update worker set dead_at = now()") == .dead)
        }
    }

    // MARK: What Amili says

    @Test func onlyTheReminderThatHasTheCaseIsBroughtToItsState() async throws {
        try await Ground.prepare { ground in
            let scene = try await accepted(3, ground)
            let turn = try await turn(ground, scene)
            let strangers = try await ground.queue.record(
                [
                    said(1), said(2, "debt_collection", nil),
                    // Another case of F3, an invoice of nobody's, and one that is closed.
                    said(3, caseID: "other"), said(77), said(78, "closed", isOpen: false),
                ], of: turn, next: next)
            #expect(strangers?.map(\.caseID) == ["other", "case-77"])
            #expect(
                try await shown(ground) == ["Påminnelse skickad", "Inkasso", "Mottagen av Amili"])
            let row = try await ground.console.reminders(
                of: "fors", run: scene.run, states: [], after: nil, limit: 1)
            #expect(row.first?.shownEnglish == "Reminder sent")
            #expect(row.first?.amiliState == "reminder")
            #expect(row.first?.amiliStatus == "reminder_active")
            #expect(row.first?.state == .accepted)
        }
    }

    @Test func onlyWhatChangedIsToldAsChanged() async throws {
        try await Ground.prepare { ground in
            let scene = try await accepted(150, ground)
            let turn = try await turn(ground, scene)
            func stamps() async throws -> [[String?]] {
                try await ground.ask(
                    "select changed_at, confirmed_at from reminder order by pos")
            }
            let before = try await stamps()
            for page in [1...99, 100...150] {
                _ = try await ground.queue.record(page.map { said($0) }, of: turn, next: next)
            }
            let changed = try await stamps()
            #expect(zip(before, changed).allSatisfy { $0[0] != $1[0] && $0[1] != $1[1] })
            _ = try await ground.queue.record((1...99).map { said($0) }, of: turn, next: next)
            #expect(try await stamps() == changed)
            // Twice a day it is written down that the rest still stands.
            try await ground.run("update reminder set confirmed_at = now() - interval '13 h'")
            let older = try await stamps()
            _ = try await ground.queue.record((1...99).map { said($0) }, of: turn, next: next)
            let confirmed = try await stamps()
            #expect(zip(older, confirmed).allSatisfy { $0[0] == $1[0] })
            #expect(zip(older, confirmed).prefix(99).allSatisfy { $0[1] != $1[1] })
        }
    }

    @Test func aFinishedPollConfirmsWhatItDidNotName() async throws {
        try await Ground.prepare { ground in
            let scene = try await accepted(2, ground)
            let first = try await turn(ground, scene)
            _ = try await ground.queue.record([said(1)], of: first, next: next)
            try await ground.run("update reminder set confirmed_at = now() - interval '1 h'")
            func isFresh() async throws -> [String?] {
                try await ground.ask(
                    "select confirmed_at > now() - interval '1 min' from reminder_list order by pos"
                ).map { $0[0] }
            }
            #expect(try await isFresh() == ["f", "f"])
            try await ground.queue.end(first, .read(upTo: 1, strangers: [], isWhole: true))
            // Of the second nothing was ever heard: nothing confirms it.
            #expect(try await isFresh() == ["t", "f"])
        }
    }

    @Test func theViewAndTheProgramSayTheSameOfEveryPairOfWords() async throws {
        try await Ground.prepare { ground in
            let scene = try await accepted(1, ground)
            let unknown = ["closed_by_something_new", "legal_action", "odd"]
            let words: [String?] = AmiliWord.allCases.map(\.rawValue) + unknown + [nil]
            let turn = try await turn(ground, scene)
            for state in words {
                for status in words {
                    let standing = AmiliStanding(state: state, status: status)
                    let found = FollowedCase(
                        invoiceKey: "F1", caseID: "case-1", standing: standing, isOpen: true,
                        createdAt: 1, updatedAt: 1)
                    _ = try await ground.queue.record([found], of: turn, next: next)
                    let row = try await ground.ask("select shown, shown_en from reminder_list")
                    #expect(row == [[standing.swedish, standing.english]])
                }
            }
        }
    }

    // MARK: Proof that we were wrong

    @Test func aSecondOpenCaseOfALiveLetterIsAnIncident() async throws {
        try await Ground.prepare { ground in
            let scene = try await accepted(3, ground)
            let first = try await turn(ground, scene)
            // F2 is closed at Amili by now: another case of it is no second.
            let page = [
                said(1), said(2, "closed", "closed_paid", isOpen: false), said(3),
                said(1, caseID: "second"), said(2, caseID: "other"), said(77),
            ]
            let found = try await ground.queue.record(page, of: first, next: next)
            let strangers = try #require(found)
            #expect(strangers.count == 3)
            try await ground.queue.end(
                first, .read(upTo: 1, strangers: strangers, isWhole: true))
            #expect(
                try await ground.ask("select pos::text, kind, case_ids::text from incident")
                    == [["1", "second_case", "{case-1,second}"]])
        }
    }

    /// A reading that breaks off has seen what it has seen.
    @Test(arguments: [true, false])
    func aSecondCaseOfAReadingThatBreaksOffIsAnIncident(isPostponed: Bool) async throws {
        try await Ground.prepare { ground in
            let scene = try await accepted(1, ground)
            let first = try await turn(ground, scene)
            let found = try await ground.queue.record(
                [said(1), said(1, caseID: "second")], of: first, next: next)
            let strangers = try #require(found)
            try await ground.queue.end(
                first,
                isPostponed
                    ? .postponed(.seconds(9), strangers: strangers)
                    : .failed(strangers: strangers))
            #expect(
                try await ground.ask("select case_ids::text from incident")
                    == [["{case-1,second}"]])
        }
    }

    /// At a call in 30 s letters take every slot as soon as it is free. A poll queues behind one.
    @Test func aPollGetsItsSlotBesideLettersAtALowRate() async throws {
        try await Ground.prepare { ground in
            let scene = try await accepted(1, ground)
            try await ground.run(
                """
                update throttle set rate = 1.0 / 30,
                    tat = clock_timestamp() + interval '30 s' where scope = 'amili'
                """)
            let turn = try await turn(ground, scene)
            #expect(
                try await ground.number(
                    "select extract(epoch from held_until - now())::integer from poll") > 145,
                "the turn outlasts the wait")
            guard
                case .slots(1, let wait, _) = try await ground.queue.reserve(
                    1, for: turn, by: scene.worker)
            else {
                Issue.record("no slot")
                return
            }
            #expect(wait > .seconds(28) && wait <= .seconds(30))
            guard
                case .busy(let next) = try await ground.queue.reserve(
                    1, for: turn, by: scene.worker)
            else {
                Issue.record("a second slot within five minutes")
                return
            }
            #expect(next > .seconds(290))
        }
    }

    @Test func anAcceptedOneThatAmiliDoesNotListIsAnIncidentOnce() async throws {
        try await Ground.prepare { ground in
            let scene = try await accepted(3, ground)
            try await ground.run(
                """
                update reminder set changed_at = now() - interval '2 d',
                    confirmed_at = now() - interval '2 d'
                """)
            func readWhole(isWhole: Bool) async throws {
                try await wholeIsDue(ground)
                let turn = try await turn(ground, scene)
                _ = try await ground.queue.record([said(1), said(3)], of: turn, next: next)
                try await ground.queue.end(
                    turn, .read(upTo: 1, strangers: [], isWhole: isWhole))
            }
            try await readWhole(isWhole: false)
            #expect(try await ground.number("select count(*) from incident") == 0)
            try await readWhole(isWhole: true)
            try await readWhole(isWhole: true)
            #expect(
                try await ground.ask("select pos::text, case_ids::text from incident")
                    == [["2", "{case-2}"]])
        }
    }

    // MARK: Paid since

    @Test func whatIsPaidAfterItWasHandedOverStandsOutUntilAmiliHasClosedIt() async throws {
        try await Ground.prepare { ground in
            let scene = try await accepted(5, ground)
            func standingOut() async throws -> [String?] {
                try await ground.ask(
                    """
                    select invoice_number from invoice_list where paid_after_handover order by 1
                    """
                ).map { $0[0] }
            }
            #expect(try await standingOut().isEmpty)
            #expect(
                try await ground.console.paidSince(scene.run) == PaidSince(invoices: 0, ore: 0))
            for change in [
                "flags = 1, remaining_ore = 0 where number = 'F1'",
                "flags = 2 where number = 'F2'", "remaining_ore = 0 where number = 'F3'",
                "flags = 8 where number = 'F4'",
            ] { try await ground.run("update invoice set \(change)") }
            #expect(try await standingOut() == ["F1", "F2", "F3"])
            let turn = try await turn(ground, scene)
            _ = try await ground.queue.record(
                [
                    said(1, "closed", "closed_paid", isOpen: false),
                    said(5, "closed", "closed_paid", isOpen: false),
                ], of: turn, next: next)
            #expect(try await standingOut() == ["F2", "F3"])
            // F1 and F3 in our register, F5 by Amili's word.
            #expect(
                try await ground.console.paidSince(scene.run)
                    == PaidSince(invoices: 3, ore: 375_000))
            #expect(try await ground.console.paidSince(99) == nil)
        }
    }
}
