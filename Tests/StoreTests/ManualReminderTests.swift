import ConsoleStore
import EnqueueStore
import Postgres
import QueueStore
import Reminders
import Testing

@testable import OperatorStore

/// Reminders made by hand, from the list of what is to do until they are done.
@Suite struct ManualReminderTests {
    private static let sender = LetterSender(
        addressLines: ["Bruksgatan 2", "811 30 Sandviken"],
        bankgiro: GiroNumber(.bankgiro, "5050-1055"), phone: "026-10 00 00",
        email: "faktura@fors.example", isFeeAgreed: true, payByDays: 14)

    /// Rates for whatever day the tests run on; 10 % interest throughout.
    private static let rates: ReferenceRates = {
        let days = (2025...2060).flatMap { ["\($0)-01-01=2.00", "\($0)-07-01=2.00"] }
        do {
            return try ReferenceRates(adding: days.joined(separator: ","))
        } catch {
            preconditionFailure("\(error)")
        }
    }()

    /// F1… by hand with interest and fee, of a creditor whose letters are complete.
    private func begin(
        _ count: Int, hold: Duration? = nil, on harness: StoreHarness
    ) async throws -> (creditor: CreditorID, run: RunID) {
        let creditor = try await harness.creditor()
        try await harness.operators.setLetterSender(Self.sender, of: creditor)
        let report = try await harness.load(
            try Invoice.overdue(1...count), of: creditor, hold: hold,
            route: .manual(ManualChoices(withFee: true)))
        return (creditor, try #require(report.run))
    }

    private func done(
        _ number: String, of creditor: CreditorID, on harness: StoreHarness,
        day: CalendarDate? = nil
    ) async throws -> ManualDone {
        try await harness.operators.markManualDone(
            number, of: creditor, day: day, by: "kim", rates: Self.rates)
    }

    private func fee(_ number: String, on harness: StoreHarness) async throws -> [String?] {
        try await harness.ask(
            "select reminder_fee_ore, reminder_fee_date from invoice where number = $1",
            [.text(number)])[0]
    }

    // MARK: The list

    @Test func whatIsToDoIsPagedInTheOrderOfTheRuns() async throws {
        try await StoreHarness.prepare { harness in
            let (creditor, run) = try await begin(7, on: harness)
            var seen: [ManualRow] = []
            while case let page = try await harness.operators.manualReminders(
                of: creditor, after: seen.last?.cursor, limit: 3), !page.isEmpty
            {
                #expect(page.count <= 3)
                seen += page
            }
            #expect(seen.map(\.invoiceKey) == (1...7).map { "F\($0)" })
            #expect(seen.allSatisfy { $0.run == run && $0.obstacle == nil && $0.doneAt == nil })
            #expect(seen[0].choices == ManualChoices(withFee: true))
            #expect(seen[0].invoice?.remaining == Ore(125_000))
            _ = try await done("F3", of: creditor, on: harness)
            let left = try await harness.operators.manualReminders(of: creditor, limit: 100)
            #expect(left.map(\.position) == [1, 2, 4, 5, 6, 7])
            let finished = try await harness.operators.manualReminders(
                of: creditor, .done, limit: 100)
            #expect(finished.map(\.invoiceKey) == ["F3"] && finished[0].doneBy == "kim")
            #expect(finished[0].claimed?.fee == Ore(6_000) && finished[0].doneAt != nil)
            #expect(
                try await harness.operators.manualReminders(of: creditor, run: 999, limit: 9)
                    == [])
        }
    }

    @Test func anotherCreditorsAreNotSeen() async throws {
        try await StoreHarness.prepare { harness in
            _ = try await begin(2, on: harness)
            let other = try await harness.creditor("other")
            #expect(try await harness.operators.manualReminders(of: other, limit: 9) == [])
            await #expect(throws: ManualProblem.noSuchInvoice) {
                try await harness.operators.manualLetter("F1", of: other)
            }
        }
    }

    @Test func whatAHeldRunHasIsNotToBeDoneYet() async throws {
        try await StoreHarness.prepare { harness in
            let (creditor, run) = try await begin(1, hold: .seconds(600), on: harness)
            #expect(try await harness.operators.manualReminders(of: creditor, limit: 9) == [])
            #expect(try await harness.operators.manualLetter("F1", of: creditor).isHeld)
            await #expect(throws: ManualProblem.held(run: run)) {
                try await done("F1", of: creditor, on: harness)
            }
            try await harness.run("update run set hold_until = now()")
            try await harness.tendAsLookedAt()
            #expect(try await harness.operators.manualReminders(of: creditor, limit: 9).count == 1)
            #expect(try await !done("F1", of: creditor, on: harness).wasDone)
        }
    }

    @Test func aPaymentShowsAndStopsTheLetter() async throws {
        try await StoreHarness.prepare { harness in
            let (creditor, _) = try await begin(2, on: harness)
            _ = try await harness.bringUpToDate(
                [.overdue("F1", remaining: 0, flags: .paid)], of: creditor,
                asOf: "2025-11-09T09:00:00Z")
            let list = try await harness.operators.manualReminders(of: creditor, limit: 9)
            #expect(list.map(\.obstacle) == [.paid, nil])
            let reminder = try await harness.operators.manualLetter("F1", of: creditor)
            #expect(throws: LetterObstacle.mayNotGo(.paid)) {
                try ManualLetter(reminder.facts, date: reminder.today, rates: Self.rates)
            }
            try await harness.operators.cancelManual("F1", of: creditor, by: "kim")
            #expect(try await harness.operators.manualReminders(of: creditor, limit: 9).count == 1)
        }
    }

    // MARK: The letter

    @Test func theLettersFactsAreTheCreditorsAndTheInvoices() async throws {
        try await StoreHarness.prepare { harness in
            let (creditor, run) = try await begin(1, on: harness)
            #expect(try await harness.operators.letterSender(of: creditor) == Self.sender)
            let today = try #require(CalendarDate(iso: "2025-12-24"))
            let reminder = try await harness.operators.manualLetter(
                "F1", of: creditor, today: today)
            #expect(reminder.run == run && reminder.position == 1 && reminder.today == today)
            #expect(reminder.facts.creditorName == "Fors AB")
            #expect(reminder.facts.sender == Self.sender)
            #expect(reminder.facts.choices == ManualChoices(withFee: true))
            #expect(reminder.facts.fee == .claimed(Ore(6_000)))
            let now = try await harness.operators.manualLetter("F1", of: creditor)
            let letter = try ManualLetter(now.facts, date: now.today, rates: Self.rates)
            let days = now.today.days(since: now.facts.invoice.dueDate)
            #expect(letter.interest?.periods.map(\.days).reduce(0, +) == days)
            #expect(letter.payBy == now.today.adding(days: 14))
        }
    }

    @Test func withoutASenderTheLetterSaysWhatIsMissing() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            #expect(try await harness.operators.letterSender(of: creditor) == nil)
            _ = try await harness.load(
                [.overdue("F1")], of: creditor, route: .manual(ManualChoices()))
            let facts = try await harness.operators.manualLetter("F1", of: creditor).facts
            #expect(facts.sender == LetterSender() && facts.sender.missing == [.address, .giro])
        }
    }

    @Test func aSenderIsChangedAsAWhole() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            try await harness.operators.setLetterSender(Self.sender, of: creditor)
            let other = LetterSender(plusgiro: GiroNumber(.plusgiro, "29 05 00-8"))
            try await harness.operators.setLetterSender(other, of: creditor)
            #expect(try await harness.operators.letterSender(of: creditor) == other)
        }
    }

    @Test func whatAmiliSendsHasNoLetterOfOurs() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(1)
            await #expect(throws: ManualProblem.notManual(run: fixture.run)) {
                try await harness.operators.manualLetter("F1", of: fixture.creditor)
            }
            await #expect(throws: ManualProblem.notManual(run: fixture.run)) {
                try await done("F1", of: fixture.creditor, on: harness)
            }
            await #expect(throws: ManualProblem.noSuchInvoice) {
                try await done("F2", of: fixture.creditor, on: harness)
            }
        }
    }

    // MARK: Done

    @Test func markedDoneItKeepsItsPermitAndSaysWhatItClaimed() async throws {
        try await StoreHarness.prepare { harness in
            let (creditor, run) = try await begin(2, on: harness)
            let first = try await done("F1", of: creditor, on: harness)
            #expect(!first.wasDone && first.run == run && first.position == 1)
            let days = first.claim.day.days(
                since: try await harness.operators.manualLetter("F1", of: creditor)
                    .facts.invoice.dueDate)
            #expect(first.claim.remaining == Ore(125_000) && first.claim.fee == Ore(6_000))
            // 1,250 kr at 10 %.
            let exact = 125_000 * 1_000 * days
            #expect(first.claim.interest == Ore(Int64((2 * exact + 3_650_000) / 7_300_000)))
            #expect(try await harness.permits() == ["F1 \(run)/1", "F2 \(run)/2"])
            #expect(try await harness.states(run) == "mm")
            #expect(try await harness.reasons(run) == ["MANUAL_DONE", ""])
            #expect(
                try await harness.ask("select pos from reminder where confirmed_at is not null")
                    == [["1"]])
            #expect(
                try await fee("F1", on: harness) == ["6000", first.claim.day.description])
            #expect(try await fee("F2", on: harness) == [nil, nil])
            let story = try await harness.console.story(of: "F1", creditor: creditor)
            #expect(story.map(\.kind) == [.enqueued, .human])
            #expect(story[0].why.hasSuffix(", to be done by hand"))
            #expect(story[1].decision?.what == .manualDone && story[1].decision?.user == "kim")
            #expect(story[1].why.hasPrefix("letter of"))
            #expect(story[1].to == .manual)
            try await harness.expectCountsAddUp()
            // Twice is once.
            let again = try await harness.operators.markManualDone(
                "F1", of: creditor, by: "robin", rates: Self.rates)
            #expect(again.wasDone && again.claim == first.claim)
            #expect(
                try await harness.number("select count(*) from evidence where kind = 'human'") == 1)
        }
    }

    /// A part payment that comes in after the letter was printed does not change the letter.
    @Test func whatIsKeptIsWhatTheLetterSaidWhenItWasShown() async throws {
        try await StoreHarness.prepare { harness in
            let (creditor, _) = try await begin(2, on: harness)
            for number in ["F1", "F2"] {
                let reminder = try await harness.operators.manualLetter(number, of: creditor)
                let yesterday = ManualClaim(
                    reminder.facts, day: reminder.today.adding(days: -1), rates: Self.rates)
                try await harness.operators.noteShown(yesterday, of: reminder, creditor)
                try await harness.run("update invoice set remaining_ore = 100")
                if number == "F1" {
                    #expect(try await done(number, of: creditor, on: harness).claim == yesterday)
                    try await harness.operators.noteShown(
                        ManualClaim(reminder.facts, day: reminder.today, rates: Self.rates),
                        of: reminder, creditor)
                    #expect(try await done(number, of: creditor, on: harness).claim == yesterday)
                } else {
                    let today = try await done(
                        number, of: creditor, on: harness, day: reminder.today)
                    #expect(today.claim.day == reminder.today && today.claim.remaining == Ore(100))
                }
                try await harness.run("update invoice set remaining_ore = 125000")
            }
        }
    }

    @Test func aLetterOfYesterdayClaimsInterestUntilYesterday() async throws {
        try await StoreHarness.prepare { harness in
            let (creditor, _) = try await begin(2, on: harness)
            let today = try await harness.operators.manualLetter("F1", of: creditor).today
            let yesterday = today.adding(days: -1)
            let claim = try await done("F1", of: creditor, on: harness, day: yesterday).claim
            #expect(claim.day == yesterday)
            for day in [today.adding(days: 1), today.adding(days: -400)] {
                await #expect(throws: ManualProblem.impossibleDay) {
                    try await done("F2", of: creditor, on: harness, day: day)
                }
            }
        }
    }

    @Test func theFeeIsClaimedOnceWhateverTheRoute() async throws {
        try await StoreHarness.prepare { harness in
            let (creditor, _) = try await begin(2, on: harness)
            _ = try await done("F1", of: creditor, on: harness)
            _ = try await harness.operators.release("F1", of: creditor, by: "kim", why: "once more")
            _ = try await harness.load(
                [.overdue("F1")], of: creditor, key: "k2",
                route: .manual(ManualChoices(withFee: true)))
            #expect(
                try await harness.operators.manualLetter("F1", of: creditor).facts.fee
                    == .claimedBefore)
            // Also if a file knows nothing of our fee.
            try await harness.run("update invoice set reminder_fee_ore = 0")
            #expect(
                try await harness.operators.manualLetter("F1", of: creditor).facts.fee
                    == .claimedBefore)
            #expect(try await done("F1", of: creditor, on: harness).claim.fee == .zero)
            #expect(try await fee("F1", on: harness)[0] == "0")
        }
    }

    @Test func whatAmiliHadWasChargedByAmili() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(1)
            try await harness.operators.setLetterSender(Self.sender, of: fixture.creditor)
            let part = try await harness.claimed(by: fixture.worker)
            _ = try await harness.settle(part, by: fixture.worker, [.accepted(1)])
            _ = try await harness.operators.release(
                "F1", of: fixture.creditor, by: "kim", why: "closed")
            _ = try await harness.load(
                [.overdue("F1")], of: fixture.creditor, key: "k2",
                route: .manual(ManualChoices(withFee: true)))
            #expect(
                try await harness.operators.manualLetter("F1", of: fixture.creditor).facts.fee
                    == .claimedBefore)
        }
    }

    @Test func aRegistrationAtAmiliTellsOfTheFee() async throws {
        try await StoreHarness.prepare { harness in
            let (creditor, _) = try await begin(1, on: harness)
            let claim = try await done("F1", of: creditor, on: harness).claim
            _ = try await harness.operators.release(
                "F1", of: creditor, by: "kim", why: "to Amili now")
            _ = try await harness.load([.overdue("F1")], of: creditor, key: "k2")
            let worker = try await harness.queue.register("w")
            let part = try await harness.claimed(by: worker)
            guard
                case .reminders(let reminders, _, _) = try await harness.queue.read(
                    part, by: worker)
            else { throw Unexpected("lease lost") }
            #expect(reminders.first?.invoice?.reminderFee == Ore(6_000))
            #expect(reminders.first?.invoice?.reminderFeeDate == claim.day)
            #expect(reminders.first?.releasedAt == nil, "of Amili's cases nothing was said")
        }
    }

    // MARK: Not done after all

    @Test func undoneItIsToDoAgainAndItsFeeForgotten() async throws {
        try await StoreHarness.prepare { harness in
            let (creditor, run) = try await begin(1, on: harness)
            _ = try await done("F1", of: creditor, on: harness)
            #expect(
                try await harness.operators.undoManual("F1", of: creditor, by: "kim") == .manual)
            #expect(try await fee("F1", on: harness) == [nil, nil])
            #expect(try await harness.reasons(run) == [""])
            #expect(
                try await harness.number(
                    "select count(*) from reminder where confirmed_at is not null") == 0)
            #expect(try await harness.operators.manualReminders(of: creditor, limit: 9).count == 1)
            #expect(try await harness.permits() == ["F1 \(run)/1"])
            // Twice is once, and then it can be done, and cancelled.
            #expect(
                try await harness.operators.undoManual("F1", of: creditor, by: "kim") == .manual)
            #expect(
                try await harness.number("select count(*) from evidence where kind = 'human'") == 2)
            #expect(try await done("F1", of: creditor, on: harness).claim.fee == Ore(6_000))
            _ = try await harness.operators.undoManual("F1", of: creditor, by: "kim")
            _ = try await harness.operators.cancel(run, by: "kim", dryRun: false)
            try await harness.tendAsLookedAt()
            #expect(try await harness.states(run) == "c")
        }
    }

    @Test func whatAFileSaysOfTheFeeSinceIsNotForgotten() async throws {
        try await StoreHarness.prepare { harness in
            let (creditor, _) = try await begin(1, on: harness)
            _ = try await done("F1", of: creditor, on: harness)
            try await harness.run("update invoice set reminder_fee_ore = 5000")
            _ = try await harness.operators.undoManual("F1", of: creditor, by: "kim")
            #expect(try await fee("F1", on: harness)[0] == "5000")
        }
    }

    @Test func undoneInACancelledRunItIsCancelled() async throws {
        try await StoreHarness.prepare { harness in
            let (creditor, run) = try await begin(2, on: harness)
            _ = try await done("F1", of: creditor, on: harness)
            _ = try await harness.operators.cancel(run, by: "kim", dryRun: false)
            try await harness.tendAsLookedAt()
            #expect(try await harness.states(run) == "mc")
            #expect(
                try await harness.operators.undoManual("F1", of: creditor, by: "kim") == .cancelled)
            #expect(try await harness.states(run) == "cc")
            #expect(try await harness.permits() == [])
            #expect(try await fee("F1", on: harness) == [nil, nil])
            try await harness.expectCountsAddUp()
            // It is over, and nobody is told that a second call has taken anything back.
            let decisions = "select count(*) from evidence where kind = 'human'"
            let before = try await harness.number(decisions)
            await #expect(throws: ManualProblem.notLive(.cancelled)) {
                try await harness.operators.undoManual("F1", of: creditor, by: "kim")
            }
            #expect(try await harness.number(decisions) == before)
            await #expect(throws: ManualProblem.notLive(.cancelled)) {
                try await done("F1", of: creditor, on: harness)
            }
        }
    }

    // MARK: Taking one back

    @Test func oneIsTakenBackAndMayGoByTheOtherRoute() async throws {
        try await StoreHarness.prepare { harness in
            let (creditor, run) = try await begin(3, on: harness)
            _ = try await done("F3", of: creditor, on: harness)
            try await harness.operators.cancelManual("F2", of: creditor, by: "kim")
            #expect(try await harness.states(run) == "mcm")
            #expect(try await harness.permits() == ["F1 \(run)/1", "F3 \(run)/3"])
            try await harness.expectCountsAddUp()
            await #expect(throws: ManualProblem.done(run: run)) {
                try await harness.operators.cancelManual("F3", of: creditor, by: "kim")
            }
            await #expect(throws: ManualProblem.notLive(.cancelled)) {
                try await harness.operators.cancelManual("F2", of: creditor, by: "kim")
            }
            let next = try await harness.load(
                try Invoice.overdue(1...3), of: creditor, key: "k2")
            #expect(next.queued == 1 && next.reasons == [.alreadyLive: 2])
        }
    }

    // MARK: Release

    @Test func onlyOneThatIsDoneIsReleased() async throws {
        try await StoreHarness.prepare { harness in
            let (creditor, run) = try await begin(1, on: harness)
            await #expect(throws: DecisionProblem.manualToDo(run: run)) {
                try await harness.operators.release("F1", of: creditor, by: "kim", why: "w")
            }
            #expect(try await harness.permits() == ["F1 \(run)/1"])
            _ = try await done("F1", of: creditor, on: harness)
            #expect(
                try await harness.operators.release("F1", of: creditor, by: "kim", why: "w") == run)
            #expect(try await harness.permits() == [])
            #expect(try await harness.states(run) == "m")
            // It says nothing of cases at Amili.
            #expect(
                try await harness.number(
                    "select count(*) from invoice where released_at is not null") == 0)
            await #expect(throws: ManualProblem.notLive(.manual)) {
                try await harness.operators.undoManual("F1", of: creditor, by: "kim")
            }
            let next = try await harness.load(
                [.overdue("F1")], of: creditor, key: "k2", route: .manual(ManualChoices()))
            #expect(next.manual == 1)
        }
    }

    // MARK: Two at once

    @Test func whoMarksItWhileItIsCancelledFindsItCancelledOrKeepsIt() async throws {
        try await StoreHarness.prepare { harness in
            let (creditor, run) = try await begin(1, on: harness)
            _ = try await harness.operators.cancel(run, by: "kim", dryRun: false)
            // The cancellation has the part in hand.
            let marking = try await harness.holding(
                """
                select 1 from part for update;
                update manual_reminder set todo = false;
                update reminder set state = 'c', reason = 81;
                delete from permit;
                \(StoreHarness.recounted)
                """
            ) {
                let marking = Task { try await done("F1", of: creditor, on: harness) }
                try await harness.waitForWaiting()
                return marking
            }
            await #expect(throws: ManualProblem.notLive(.cancelled)) {
                try await marking.value
            }
        }
    }
}
