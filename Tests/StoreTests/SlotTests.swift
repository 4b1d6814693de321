import AccessStore
import ConsoleStore
import OperatorStore
import Postgres
import QueueStore
import Reminders
import Schema
import Testing

@testable import Database
@testable import Stores

/// No slot, no send: rates, gates, pauses, cancellations and deaths.
@Suite struct SlotTests {
    @Test func eightCallersTogetherGetWhatTheRateAllows() async throws {
        try await StoreHarness.prepare { harness in
            let stores = Stores(
                Database(harness.conninfo, applicationName: "burst", connections: 8))
            defer { stores.close() }
            let fixture = try await harness.begin(3)
            let part = try await harness.claimed(by: fixture.worker)
            try await stores.operators.setRate(500)
            let clock = ContinuousClock()
            let began = clock.now
            // Each asks until it has got its share, however long this machine takes for it.
            let granted = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        var granted = 0
                        while granted < 110 {
                            switch try await stores.queue.reserve(
                                20, to: .send, for: part, by: fixture.worker)
                            {
                            case .slots(let count, let firstIn, let spacing, _):
                                #expect(count <= 20 && spacing == .milliseconds(2))
                                #expect(firstIn + spacing * (count - 1) <= .milliseconds(801))
                                granted += count
                            case .busy(let span): #expect(span > .zero)
                            case let other: throw Unexpected("\(other)")
                            }
                        }
                        return granted
                    }
                }
                return try await group.reduce(0, +)
            }
            let span = (clock.now - began).seconds
            #expect(Double(granted) <= 500 * (span + 0.8) + 1)
            #expect(granted >= 8 * 110)
        }
    }

    /// Or a busy fleet would let nobody ask what became of a dead worker's letters.
    @Test func aQuestionHasASlotWhenLettersHaveTakenAllOfTheirs() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(3)
            let part = try await harness.claimed(by: fixture.worker)
            try await harness.operators.setRate(100)
            // As the letters of other parts leave it.
            try await harness.run(
                """
                update throttle set tat = clock_timestamp() + interval '0.85 s'
                where creditor is null and scope = 'amili'
                """)
            guard
                case .busy = try await harness.queue.reserve(
                    1, to: .send, for: part, by: fixture.worker)
            else { throw Unexpected("a letter has a slot") }
            guard
                case .slots(let count, let firstIn, _, _) = try await harness.queue.reserve(
                    1, to: .lookUp, for: part, by: fixture.worker)
            else { throw Unexpected("a question has none") }
            #expect(count == 1)
            #expect(firstIn < .seconds(1))
        }
    }

    /// A call that Amili's slots put off would else leave together with the creditor's next one.
    @Test func aCreditorsOwnRateIsCountedFromWhereTheCallLeaves() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(3)
            let part = try await harness.claimed(by: fixture.worker)
            try await harness.operators.setRate(100)
            try await harness.operators.setRate(5, of: fixture.creditor)
            try await harness.run(
                """
                update throttle set tat = clock_timestamp() + interval '0.6 s'
                where scope = 'amili'
                """)
            guard
                case .slots(1, _, _, _) = try await harness.queue.reserve(
                    1, to: .send, for: part, by: fixture.worker)
            else { throw Unexpected("there is no slot") }
            #expect(
                try await harness.number(
                    """
                    select count(*) from throttle c, throttle a
                    where a.scope = 'amili' and c.creditor is not null and c.tat > a.tat
                    """) == 1)
        }
    }

    @Test func aFasterRateDoesNotWaitForASlotOfTheSlower() async throws {
        try await StoreHarness.prepare { harness in
            /// Whether the next slot is near, of letters and of polls.
            func isNear() async throws -> [[String?]] {
                try await harness.ask(
                    """
                    select tat < clock_timestamp() + interval '1 s' from throttle
                    where creditor is null order by scope
                    """)
            }
            try await harness.operators.setRate(1.0 / 360)
            try await harness.run(
                """
                update throttle set tat = clock_timestamp() + case when scope = 'amili'
                    then interval '6 min' else interval '1 h' end where creditor is null
                """)
            try await harness.operators.setRate(1.0 / 720)
            #expect(try await isNear() == [["f"], ["f"]], "a slower rate shortens nothing")
            try await harness.operators.setRate(10)
            #expect(try await isNear() == [["t"], ["t"]])
            #expect(try await harness.console.gate().rate == 10)
        }
    }

    /// As installed: Amili alone decides how fast it goes.
    @Test func withoutARateAllSlotsAreNow() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(3)
            let part = try await harness.claimed(by: fixture.worker)
            #expect(try await harness.console.gate().rate == .infinity)
            for purpose in [Purpose.send, .lookUp, .send] {
                let answer = try await harness.queue.reserve(
                    99, to: purpose, for: part, by: fixture.worker)
                #expect(
                    answer == .slots(count: 99, firstIn: .zero, spacing: .zero, fleetSpacing: .zero)
                )
            }
            try await harness.operators.setRate(10)
            try await harness.operators.setRate(.infinity)
            let answer = try await harness.queue.reserve(
                99, to: .send, for: part, by: fixture.worker)
            #expect(
                answer == .slots(count: 99, firstIn: .zero, spacing: .zero, fleetSpacing: .zero))
            try await harness.queue.closeGate(
                nil, for: .seconds(60), cause: .tooMany, words: nil)
            let closed = try await harness.queue.reserve(
                1, to: .send, for: part, by: fixture.worker)
            if case .closed(let left?) = closed {
                #expect(left > .seconds(50))
            } else {
                throw Unexpected("\(closed)")
            }
        }
    }

    /// A rate of before that somebody has set stays, be it the one that was there.
    @Test func theMigrationTakesNoRateBackThatSomebodyHasSet() async throws {
        try await StoreHarness.prepare { harness in
            let migration = try #require(
                Schema.migrations.first { $0.file.hasSuffix("no_rate_until_set.sql") })
            func migrated(from rate: Double) async throws -> Double {
                try await harness.operators.setRate(rate)
                try await harness.one.perform { try $0.script(migration.text) }
                return try await harness.console.gate().rate
            }
            #expect(try await migrated(from: 10_000) == .infinity)
            #expect(try await migrated(from: 500) == 500)
            try await harness.access.audit("kim", .changedRate, facts: "")
            #expect(try await migrated(from: 10_000) == 10_000)
        }
    }

    @Test func aRateBelowOneASecondLetsOneCallGoAtATime() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(3)
            let part = try await harness.claimed(by: fixture.worker)
            try await harness.operators.setRate(0.5)
            let first = try await harness.queue.reserve(5, to: .send, for: part, by: fixture.worker)
            guard case .slots(1, .zero, .seconds(2), .seconds(2)) = first else {
                throw Unexpected("\(first)")
            }
            let second = try await harness.queue.reserve(
                5, to: .send, for: part, by: fixture.worker)
            guard case .busy(let span) = second, span > .seconds(1), span <= .milliseconds(1210)
            else { throw Unexpected("\(second)") }
            try await harness.run("update throttle set tat = now() where scope = 'amili'")
            guard
                case .slots(1, _, _, _) = try await harness.queue.reserve(
                    5, to: .send, for: part, by: fixture.worker)
            else { throw Unexpected("no slot although the time has come") }
        }
    }

    @Test func theNarrowerRateHolds() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(3)
            let part = try await harness.claimed(by: fixture.worker)
            try await harness.run("update throttle set rate = 10 where creditor is not null")
            let slots = try await harness.queue.reserve(
                99, to: .send, for: part, by: fixture.worker)
            guard case .slots(2, _, .milliseconds(100), .zero) = slots else {
                throw Unexpected("\(slots)")
            }
        }
    }

    @Test func whileAllOfAmiliIsAheadOfTimeNothingIsClaimed() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(3)
            try await harness.run("update throttle set tat = now() + '10 s' where scope = 'amili'")
            guard case .gateClosed = try await harness.queue.claim(fixture.worker) else {
                throw Unexpected("claimed without a slot in sight")
            }
        }
    }

    // MARK: Reasons for no slot

    private func reservation(
        _ purpose: Purpose = .send, after sql: String
    ) async throws -> Reservation {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(3)
            let part = try await harness.claimed(by: fixture.worker)
            try await harness.run(sql)
            return try await harness.queue.reserve(1, to: purpose, for: part, by: fixture.worker)
        }
    }

    private func isSlot(_ reservation: Reservation) -> Bool {
        if case .slots = reservation { true } else { false }
    }

    @Test(arguments: ["update run set stopped_at = now()", "update part set stopped = true"])
    func aCancelledRunMayAskButNotSend(sql: String) async throws {
        #expect(try await reservation(after: sql) == .stopped)
        #expect(isSlot(try await reservation(.lookUp, after: sql)))
    }

    @Test(arguments: [
        "update throttle set paused = true where creditor is not null",
        "update throttle set closed_until = now() + '1 min' where creditor is not null",
    ])
    func aCreditorsClosedGateParksItsParts(sql: String) async throws {
        #expect(try await reservation(after: sql) == .parked)
        #expect(try await reservation(.lookUp, after: sql) == .parked)
    }

    @Test func theGateOfAllAmiliIsClosedForATimeOrUntilAHumanOpensIt() async throws {
        #expect(
            try await reservation(after: "update throttle set paused = true where scope = 'amili'")
                == .closed(left: nil))
        let sql = "update throttle set closed_until = now() + '1 h' where scope = 'amili'"
        guard case .closed(let left?) = try await reservation(.lookUp, after: sql),
            (.seconds(3000)...Duration.seconds(3600)).contains(left)
        else { throw Unexpected("the gate is not closed for an hour") }
    }

    // MARK: Closing and opening

    @Test func pausingACreditorParksItsPartsAndResumingWakesThem() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(200)
            let held = try await harness.claimed(by: fixture.worker)
            try await harness.operators.setPaused(true, creditor: fixture.creditor)
            try await harness.queue.giveBack(held.claim, by: fixture.worker, .parked)
            try await harness.tendAsLookedAt()
            guard case .nothing = try await harness.queue.claim(fixture.worker) else {
                throw Unexpected("a parked part was claimed")
            }
            #expect(
                try await harness.queue.workLeft() == WorkLeft(moving: 0, waitingForHuman: 3))
            #expect(try await harness.console.creditors("fors").first?.isPaused == true)
            try await harness.operators.setPaused(false, creditor: fixture.creditor)
            try await harness.tendAsLookedAt()
            #expect(
                try await harness.number("select count(*) from part where state = 'ready'") == 3)
        }
    }

    @Test func aRunReleasedBehindAClosedGateWaitsForIt() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            try await harness.queue.closeGate(
                creditor, for: .seconds(60), cause: .creditorRefused, words: nil)
            _ = try await harness.load(try Invoice.overdue(1...3), of: creditor)
            try await harness.tendAsLookedAt()
            #expect(try await harness.ask("select state from part") == [["waiting"]])
            try await harness.run("update throttle set closed_until = now()")
            try await harness.tendAsLookedAt()
            #expect(try await harness.ask("select state from part") == [["ready"]])
        }
    }

    @Test func aGateOnceClosedIsNotOpenedByAShorterClosing() async throws {
        try await StoreHarness.prepare { harness in
            try await harness.queue.closeGate(nil, for: .seconds(600), cause: .tooMany, words: nil)
            try await harness.queue.closeGate(nil, for: .seconds(1), cause: .tooMany, words: nil)
            #expect(try await harness.console.gate().closedFor > 500)
            try await harness.operators.setPaused(true, creditor: nil)
            #expect(try await harness.console.gate().isPaused)
            try await harness.operators.setPaused(false, creditor: nil)
            let gate = try await harness.console.gate()
            #expect(gate.closedFor == 0 && gate.closedCause == nil && !gate.isPaused)
        }
    }

    @Test func aPausedRunStillAsksAboutWhatIsInDoubtWithoutSpinning() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(100)
            let part = try await harness.claimed(by: fixture.worker)
            let pause = RunPause(.rejections, count: 20, words: "equal")
            _ = try await harness.settle(part, by: fixture.worker, [.uncertain(1)])
            try await harness.queue.giveBack(part.claim, by: fixture.worker, .ready)
            try await harness.queue.pauseRun(fixture.run, pause)
            let again = try await harness.claimed(by: fixture.worker)
            #expect(again.uncertain == 1)
            guard case .nothing = try await harness.queue.claim(fixture.worker) else {
                throw Unexpected("a paused part without doubt was claimed")
            }
            try await harness.queue.giveBack(again.claim, by: fixture.worker, .parked)
            try await harness.tendAsLookedAt()
            guard case .nothing = try await harness.queue.claim(fixture.worker) else {
                throw Unexpected("claimed before the doubt is over")
            }
            try await harness.run("update part set due_at = now() where isfinite(due_at)")
            try await harness.tendAsLookedAt()
            #expect(try await harness.claimed(by: fixture.worker).uncertain == 1)

            let row = try #require(try await harness.console.runs(fixture.run).first)
            #expect(row.state == .paused && row.pause == pause)
            #expect(try await harness.operators.resume(run: fixture.run))
            #expect(try await !harness.operators.resume(run: fixture.run))
            try await harness.tendAsLookedAt()
            #expect(try await harness.claimed(by: fixture.worker).claim.first == 100)
        }
    }
}
