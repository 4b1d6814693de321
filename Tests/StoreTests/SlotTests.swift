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
        try await Ground.prepare { ground in
            let stores = Stores(Database(ground.conninfo, applicationName: "burst", connections: 8))
            defer { stores.close() }
            let scene = try await ground.begin(3)
            let part = try await ground.claimed(by: scene.worker)
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
                                20, to: .send, for: part, by: scene.worker)
                            {
                            case .slots(let count, let firstIn, let spacing):
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
        try await Ground.prepare { ground in
            let scene = try await ground.begin(3)
            let part = try await ground.claimed(by: scene.worker)
            try await ground.operators.setRate(100)
            // As the letters of other parts leave it.
            try await ground.run(
                """
                update throttle set tat = clock_timestamp() + interval '0.85 s'
                where creditor is null and scope = 'amili'
                """)
            guard
                case .busy = try await ground.queue.reserve(
                    1, to: .send, for: part, by: scene.worker)
            else { throw Unexpected("a letter has a slot") }
            guard
                case .slots(let count, let firstIn, _) = try await ground.queue.reserve(
                    1, to: .lookUp, for: part, by: scene.worker)
            else { throw Unexpected("a question has none") }
            #expect(count == 1)
            #expect(firstIn < .seconds(1))
        }
    }

    @Test func aFasterRateDoesNotWaitForASlotOfTheSlower() async throws {
        try await Ground.prepare { ground in
            /// Whether the next slot is near, of letters and of polls.
            func isNear() async throws -> [[String?]] {
                try await ground.ask(
                    """
                    select tat < clock_timestamp() + interval '1 s' from throttle
                    where creditor is null order by scope
                    """)
            }
            try await ground.operators.setRate(1.0 / 360)
            try await ground.run(
                """
                update throttle set tat = clock_timestamp() + case when scope = 'amili'
                    then interval '6 min' else interval '1 h' end where creditor is null
                """)
            try await ground.operators.setRate(1.0 / 720)
            #expect(try await isNear() == [["f"], ["f"]], "a slower rate shortens nothing")
            try await ground.operators.setRate(10)
            #expect(try await isNear() == [["t"], ["t"]])
            #expect(try await ground.console.gate().rate == 10)
        }
    }

    /// As installed: Amili alone decides how fast it goes.
    @Test func withoutARateAllSlotsAreNow() async throws {
        try await Ground.prepare { ground in
            let scene = try await ground.begin(3)
            let part = try await ground.claimed(by: scene.worker)
            #expect(try await ground.console.gate().rate == .infinity)
            for purpose in [Purpose.send, .lookUp, .send] {
                let answer = try await ground.queue.reserve(
                    99, to: purpose, for: part, by: scene.worker)
                #expect(answer == .slots(count: 99, firstIn: .zero, spacing: .zero))
            }
            try await ground.operators.setRate(10)
            try await ground.operators.setRate(.infinity)
            let answer = try await ground.queue.reserve(
                99, to: .send, for: part, by: scene.worker)
            #expect(answer == .slots(count: 99, firstIn: .zero, spacing: .zero))
            try await ground.queue.closeGate(
                nil, for: .seconds(60), cause: .tooMany, words: nil)
            let closed = try await ground.queue.reserve(
                1, to: .send, for: part, by: scene.worker)
            if case .closed(let left?) = closed {
                #expect(left > .seconds(50))
            } else {
                throw Unexpected("\(closed)")
            }
        }
    }

    /// A rate of before that somebody has set stays, be it the one that was there.
    @Test func theMigrationTakesNoRateBackThatSomebodyHasSet() async throws {
        try await Ground.prepare { ground in
            let migration = try #require(
                Schema.migrations.first { $0.file.hasSuffix("no_rate_until_set.sql") })
            func migrated(from rate: Double) async throws -> Double {
                try await ground.operators.setRate(rate)
                try await ground.one.perform { try $0.script(migration.text) }
                return try await ground.console.gate().rate
            }
            #expect(try await migrated(from: 10_000) == .infinity)
            #expect(try await migrated(from: 500) == 500)
            try await ground.access.audit("kim", .changedRate, facts: "")
            #expect(try await migrated(from: 10_000) == 10_000)
        }
    }

    @Test func aRateBelowOneASecondLetsOneCallGoAtATime() async throws {
        try await Ground.prepare { ground in
            let scene = try await ground.begin(3)
            let part = try await ground.claimed(by: scene.worker)
            try await ground.operators.setRate(0.5)
            let first = try await ground.queue.reserve(5, to: .send, for: part, by: scene.worker)
            guard case .slots(1, .zero, .seconds(2)) = first else {
                throw Unexpected("\(first)")
            }
            let second = try await ground.queue.reserve(5, to: .send, for: part, by: scene.worker)
            guard case .busy(let span) = second, span > .seconds(1), span <= .milliseconds(1210)
            else { throw Unexpected("\(second)") }
            try await ground.run("update throttle set tat = now() where scope = 'amili'")
            guard
                case .slots(1, _, _) = try await ground.queue.reserve(
                    5, to: .send, for: part, by: scene.worker)
            else { throw Unexpected("no slot although the time has come") }
        }
    }

    @Test func theNarrowerRateHolds() async throws {
        try await Ground.prepare { ground in
            let scene = try await ground.begin(3)
            let part = try await ground.claimed(by: scene.worker)
            try await ground.run("update throttle set rate = 10 where creditor is not null")
            let slots = try await ground.queue.reserve(99, to: .send, for: part, by: scene.worker)
            guard case .slots(8, _, .milliseconds(100)) = slots else {
                throw Unexpected("\(slots)")
            }
        }
    }

    @Test func whileAllOfAmiliIsAheadOfTimeNothingIsClaimed() async throws {
        try await Ground.prepare { ground in
            let scene = try await ground.begin(3)
            try await ground.run("update throttle set tat = now() + '10 s' where scope = 'amili'")
            guard case .gateClosed = try await ground.queue.claim(scene.worker) else {
                throw Unexpected("claimed without a slot in sight")
            }
        }
    }

    // MARK: Reasons for no slot

    private func reservation(
        _ purpose: Purpose = .send, after sql: String
    ) async throws -> Reservation {
        try await Ground.prepare { ground in
            let scene = try await ground.begin(3)
            let part = try await ground.claimed(by: scene.worker)
            try await ground.run(sql)
            return try await ground.queue.reserve(1, to: purpose, for: part, by: scene.worker)
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
        try await Ground.prepare { ground in
            let scene = try await ground.begin(200)
            let held = try await ground.claimed(by: scene.worker)
            try await ground.operators.setPaused(true, creditor: scene.creditor)
            try await ground.queue.giveBack(held.claim, by: scene.worker, .parked)
            try await ground.tendAsLookedAt()
            guard case .nothing = try await ground.queue.claim(scene.worker) else {
                throw Unexpected("a parked part was claimed")
            }
            #expect(
                try await ground.queue.workLeft() == WorkLeft(moving: 0, waitingForHuman: 3))
            #expect(try await ground.console.creditors("fors").first?.isPaused == true)
            try await ground.operators.setPaused(false, creditor: scene.creditor)
            try await ground.tendAsLookedAt()
            #expect(try await ground.number("select count(*) from part where state = 'ready'") == 3)
        }
    }

    @Test func aRunReleasedBehindAClosedGateWaitsForIt() async throws {
        try await Ground.prepare { ground in
            let creditor = try await ground.creditor()
            try await ground.queue.closeGate(
                creditor, for: .seconds(60), cause: .creditorRefused, words: nil)
            _ = try await ground.load(try Invoice.overdue(1...3), of: creditor)
            try await ground.tendAsLookedAt()
            #expect(try await ground.ask("select state from part") == [["waiting"]])
            try await ground.run("update throttle set closed_until = now()")
            try await ground.tendAsLookedAt()
            #expect(try await ground.ask("select state from part") == [["ready"]])
        }
    }

    @Test func aGateOnceClosedIsNotOpenedByAShorterClosing() async throws {
        try await Ground.prepare { ground in
            try await ground.queue.closeGate(nil, for: .seconds(600), cause: .tooMany, words: nil)
            try await ground.queue.closeGate(nil, for: .seconds(1), cause: .tooMany, words: nil)
            #expect(try await ground.console.gate().closedFor > 500)
            try await ground.operators.setPaused(true, creditor: nil)
            #expect(try await ground.console.gate().isPaused)
            try await ground.operators.setPaused(false, creditor: nil)
            let gate = try await ground.console.gate()
            #expect(gate.closedFor == 0 && gate.closedReason == nil && !gate.isPaused)
        }
    }

    @Test func aPausedRunStillAsksAboutWhatIsInDoubtWithoutSpinning() async throws {
        try await Ground.prepare { ground in
            let scene = try await ground.begin(100)
            let part = try await ground.claimed(by: scene.worker)
            let pause = RunPause(.rejections, count: 20, words: "equal")
            _ = try await ground.settle(part, by: scene.worker, [.uncertain(1)])
            try await ground.queue.giveBack(part.claim, by: scene.worker, .ready)
            try await ground.queue.pauseRun(scene.run, pause)
            let again = try await ground.claimed(by: scene.worker)
            #expect(again.uncertain == 1)
            guard case .nothing = try await ground.queue.claim(scene.worker) else {
                throw Unexpected("a paused part without doubt was claimed")
            }
            try await ground.queue.giveBack(again.claim, by: scene.worker, .parked)
            try await ground.tendAsLookedAt()
            guard case .nothing = try await ground.queue.claim(scene.worker) else {
                throw Unexpected("claimed before the doubt is over")
            }
            try await ground.run("update part set due_at = now() where isfinite(due_at)")
            try await ground.tendAsLookedAt()
            #expect(try await ground.claimed(by: scene.worker).uncertain == 1)

            let row = try #require(try await ground.console.runs(scene.run).first)
            #expect(row.state == .paused && row.pause == pause)
            #expect(try await ground.operators.resume(run: scene.run))
            #expect(try await !ground.operators.resume(run: scene.run))
            try await ground.tendAsLookedAt()
            #expect(try await ground.claimed(by: scene.worker).claim.first == 100)
        }
    }
}
