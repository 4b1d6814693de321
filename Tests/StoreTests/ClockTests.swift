import ConsoleStore
import Postgres
import QueueStore
import Reminders
import Testing

/// A database's clock that was set back: nobody waits until the old time has come round.
@Suite struct ClockTests {
    /// The clock says five minutes less than when everything was written.
    private static let setBack = """
        update clock set seen_at = clock_timestamp() + interval '300 s'
        """

    private func left(_ harness: StoreHarness, _ sql: String) async throws -> ClosedRange<Int> {
        let seconds = try await harness.number(
            "select extract(epoch from (\(sql)) - clock_timestamp())::integer")
        return seconds...seconds
    }

    /// Reckoned by the clock as it is now, it must not move back with what was reckoned before.
    @Test func aStandStillBegunBeforeTheStepIsSeenIsAsLongAsItWasMeantToBe() async throws {
        try await StoreHarness.prepare { harness in
            _ = try await harness.begin(3)
            try await harness.run(Self.setBack)
            let step = try await harness.queue.standStill(
                for: .seconds(600), amiliNow: nil)
            #expect(step.map { (.seconds(299)...(.seconds(301))).contains($0) } == true)
            _ = try await harness.queue.tend(settleDelay: .seconds(600))
            for column in ["closed_until", "stands_until"] {
                let left = try await left(
                    harness, "select \(column) from throttle where scope = 'amili'")
                #expect(left.lowerBound > 500, "\(column)")
            }
        }
    }

    @Test func whatLaysAheadMovesBackWithTheClock() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(3)
            let part = try await harness.claimed(by: fixture.worker)
            _ = try await harness.settle(
                part, by: fixture.worker, [Settlement(position: 1, state: .uncertain)])
            try await harness.queue.giveBack(
                part.claim, by: fixture.worker, .waiting(.seconds(60), setback: true))
            try await harness.queue.closeGate(
                nil, for: .seconds(60), cause: .tooMany, words: nil)
            for sql in [
                """
                update part set due_at = due_at + interval '300 s',
                    doubt_until = doubt_until + interval '300 s'
                """,
                """
                update throttle set closed_until = closed_until + interval '300 s',
                    tat = clock_timestamp() + interval '300.5 s' where scope = 'amili'
                """,
                """
                update poll set held_until = clock_timestamp() + interval '310 s',
                    changes_due_at = clock_timestamp() + interval '320 s'
                """,
                Self.setBack,
            ] { try await harness.run(sql) }
            let step = try #require(
                try await harness.queue.tend(settleDelay: StoreHarness.settleDelay))
            #expect((.seconds(299)...(.seconds(301))).contains(step))
            func mustBe(_ about: Int, _ sql: String) async throws {
                let seconds = try await left(harness, sql).lowerBound
                #expect(((about - 20)...(about + 2)).contains(seconds), "\(sql): \(seconds)")
            }
            try await mustBe(60, "select due_at from part")
            try await mustBe(600, "select doubt_until from part")
            try await mustBe(60, "select closed_until from throttle where scope = 'amili'")
            try await mustBe(0, "select tat from throttle where scope = 'amili'")
            try await mustBe(10, "select held_until from poll")
            try await mustBe(20, "select changes_due_at from poll")
            let health = try await harness.console.health()
            #expect(health.clockAhead == 0)
            #expect((299...301).contains(health.clockStep?.seconds ?? 0))
            #expect(try await harness.queue.tend(settleDelay: StoreHarness.settleDelay) == nil)
        }
    }

    @Test func aHeldRunASessionAndADraftMoveToo() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            _ = try await harness.load(
                try Invoice.overdue(1...3), of: creditor, hold: .seconds(360))
            try await harness.run(
                """
                insert into console_user (login, role, password) values ('anna', 'operator', 'x')
                """)
            try await harness.run(
                """
                insert into console_session (token_hash, console_user, created_at, seen_at)
                select 'x', id, now() + interval '290 s', now() + interval '290 s'
                from console_user
                """)
            try await harness.run(
                """
                insert into console_failure (key, failures, since)
                values ('x', 5, now() + interval '290 s')
                """)
            try await harness.run(Self.setBack)
            try await harness.tendAsLookedAt()
            #expect(
                (40...61).contains(
                    try await left(harness, "select hold_until from run").lowerBound))
            for sql in [
                "select greatest(created_at, seen_at) from console_session",
                "select since from console_failure",
            ] {
                #expect(try await left(harness, sql).lowerBound <= 0, "\(sql)")
            }
        }
    }

    /// However it came there: no step of the clock was seen.
    @Test func slotsAnHourAheadAreVoid() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(3)
            try await harness.run("update throttle set tat = clock_timestamp() + interval '1 h'")
            #expect(try await harness.console.health().clockAhead > 3_500)
            guard case .gateClosed = try await harness.queue.claim(fixture.worker) else {
                throw Unexpected("the gate is open")
            }
            let step = try await harness.queue.tend(settleDelay: StoreHarness.settleDelay)
            #expect(step.map { $0 > .seconds(3_500) } ?? false)
            let part = try await harness.claimed(by: fixture.worker)
            guard
                case .slots = try await harness.queue.reserve(
                    1, to: .send, for: part, by: fixture.worker)
            else { throw Unexpected("no slot") }
        }
    }

    /// A slow rate's next slot is seconds ahead, and lawful.
    @Test func theNextSlotOfASlowRateStays() async throws {
        try await StoreHarness.prepare { harness in
            _ = try await harness.begin(3)
            try await harness.run("update throttle set rate = 0.1")
            try await harness.run("update throttle set tat = clock_timestamp() + interval '30 s'")
            #expect(try await harness.queue.tend(settleDelay: StoreHarness.settleDelay) == nil)
            #expect(
                try await left(harness, "select min(tat) from throttle").lowerBound > 10)
        }
    }

    @Test func nothingLiesFurtherAheadThanItMay() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(120)
            let part = try await harness.claimed(by: fixture.worker)
            _ = try await harness.settle(
                part, by: fixture.worker, [Settlement(position: 1, state: .uncertain)],
                settleDelay: .seconds(900))
            for sql in [
                "update part set doubt_until = now() + interval '5 h' where n_u > 0",
                """
                update part set state = 'waiting', due_at = now() + interval '5 h'
                where state = 'ready'
                """,
                "update throttle set closed_until = now() + interval '5 h'",
                """
                update poll set held_until = now() + interval '5 h',
                    changes_due_at = now() + interval '5 h', whole_due_at = now() + interval '9 d'
                """,
            ] { try await harness.run(sql) }
            try await harness.queue.tend(settleDelay: .seconds(600))
            func mustBe(_ most: Int, _ sql: String) async throws {
                let seconds = try await left(harness, sql).lowerBound
                #expect(((most - 20)...(most + 1)).contains(seconds), "\(sql): \(seconds)")
            }
            // By the delay that it began with, not by the smaller one of whoever looks after it.
            try await mustBe(900, "select doubt_until from part where n_u > 0")
            try await mustBe(0, "select due_at from part where state = 'waiting'")
            try await mustBe(3_600, "select max(closed_until) from throttle")
            try await mustBe(90, "select held_until from poll")
            try await mustBe(3_600, "select changes_due_at from poll")
            try await mustBe(29 * 3_600, "select whole_due_at from poll")
        }
    }

    @Test func aClockThatKeepsTimeMovesNothing() async throws {
        try await StoreHarness.prepare { harness in
            _ = try await harness.begin(3)
            let before = try await harness.ask("select changes_due_at, whole_due_at from poll")
            for _ in 1...3 {
                #expect(try await harness.queue.tend(settleDelay: StoreHarness.settleDelay) == nil)
            }
            #expect(
                try await harness.ask("select changes_due_at, whole_due_at from poll") == before)
            #expect(try await harness.console.health().clockStep == nil)
        }
    }
}
