import Database
import Postgres
import QueueStore
import Reminders
import Testing

/// What a database that went back in time has forgotten, and how it finds its letters again.
@Suite struct LostTimeTests {
    private static let amili: Int64 = 1_795_000_000

    /// Two of three invoices were asked about at `amili`; then the database went back.
    private func wentBack(_ harness: StoreHarness, _ fixture: Fixture) async throws {
        let part = try await harness.claimed(by: fixture.worker)
        try await harness.queue.noteLookUp(
            part, by: fixture.worker, amiliNow: Self.amili, settleDelay: .seconds(600))
        try await harness.queue.giveBack(part.claim, by: fixture.worker, .ready)
        try await harness.queue.standStill(
            for: .seconds(600), amiliNow: nil)
    }

    private func goOn(_ harness: StoreHarness) async throws {
        try await harness.run("update throttle set closed_until = now(), stands_until = now()")
        try await harness.run("update lost_time set closes_after = now() where until is null")
    }

    private func found(
        _ number: Int, at seconds: Int64, isOpen: Bool = true
    ) -> FollowedCase {
        FollowedCase(
            invoiceKey: "F\(number)", caseID: "case-\(number)",
            standing: AmiliStanding(state: "reminder", status: nil), isOpen: isOpen,
            createdAt: seconds, updatedAt: seconds)
    }

    private func turn(_ harness: StoreHarness, _ fixture: Fixture) async throws -> Turn {
        try await harness.run(
            "update poll set changes_due_at = now() - interval '1 s', held_until = '-infinity'")
        return try #require(try await harness.takeTurn(fixture.worker))
    }

    @Test func lostTimeBeginsWhenAmiliWasLastHeardOfAndEndsWhenItIsAskedAgain() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(3)
            try await wentBack(harness, fixture)
            try await harness.queue.standStill(
                for: .seconds(600), amiliNow: nil)
            try await goOn(harness)
            let part = try await harness.claimed(by: fixture.worker)
            #expect(part.lostTimes == [LostTime(since: Self.amili - 60, until: nil)])
            try await harness.queue.noteLookUp(
                part, by: fixture.worker, amiliNow: Self.amili + 700, settleDelay: .seconds(600))
            try await harness.queue.giveBack(part.claim, by: fixture.worker, .ready)
            let next = try await harness.claimed(by: fixture.worker)
            #expect(
                next.lostTimes == [LostTime(since: Self.amili - 60, until: Self.amili + 700)])
            // The next loss is another.
            try await harness.queue.standStill(
                for: .seconds(600), amiliNow: nil)
            #expect(try await harness.number("select count(*) from lost_time") == 2)
        }
    }

    /// It asked before the fleet stood still, and writes that down late.
    @Test func aClaimFromBeforeTheLossDoesNotEndIt() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(120)
            let old = try await harness.claimed(by: fixture.worker)
            try await wentBack(harness, fixture)
            try await goOn(harness)
            try await harness.queue.noteLookUp(
                old, by: fixture.worker, amiliNow: Self.amili + 1, settleDelay: .seconds(600))
            #expect(try await harness.number("select count(until) from lost_time") == 0)
        }
    }

    @Test func aDatabaseThatNeverAskedTakesItsFirstRun() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(3)
            try await harness.queue.standStill(
                for: .seconds(600), amiliNow: nil)
            #expect(
                try await harness.ask(
                    """
                    select since = (select created_at - interval '10 min' from run where id = $1)
                    from lost_time
                    """,
                    [.id(fixture.run)]) == [["t"]])
        }
    }

    /// Paid and cancelled anew before anybody asked, and both letters had gone.
    @Test func thePollsFindLettersOfWhateverTheListSays() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(4)
            try await wentBack(harness, fixture)
            try await harness.run(
                """
                update reminder set state = case pos when 1 then 's' when 2 then 'c' else state end
                    ::"char", reason = case pos when 1 then 3 when 2 then 81 end where pos < 3
                """)
            try await harness.run("delete from permit where pos < 3")
            try await harness.recount()
            try await goOn(harness)
            let turn = try await turn(harness, fixture)
            let kept = try await harness.queue.record(
                [
                    found(1, at: Self.amili), found(2, at: Self.amili + 5, isOpen: false),
                    found(3, at: Self.amili + 9), found(4, at: Self.amili - 120),
                ], of: turn, next: Turn.Place(page: 2))
            // That of before is a stranger's still.
            #expect(kept?.map(\.caseID) == ["case-4"])
            #expect(try await harness.states(fixture.run) == "aaaq")
            #expect(
                try await harness.reasons(fixture.run)
                    == Array(repeating: "FOUND_AFTER_SET_BACK", count: 3) + [""])
            #expect(try await harness.permits().count == 4)
            #expect(
                try await harness.ask("select n_q, n_a, n_s, n_c from part") == [
                    ["1", "3", "0", "0"]
                ])
            #expect(
                try await harness.number(
                    "select count(*) from evidence where kind = 'state' and to_state = 'a'") == 3)
        }
    }

    @Test func withoutALossTheListStays() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(2)
            try await harness.run(
                """
                update creditor set canary_written = 'F1', canary_number = 'F1'
                """)
            let turn = try await turn(harness, fixture)
            _ = try await harness.queue.record(
                [found(1, at: Self.amili)], of: turn, next: Turn.Place(page: 2))
            #expect(try await harness.states(fixture.run) == "qq")
        }
    }

    /// The same file again: what it skips now, nobody would ask about.
    @Test func aRunLoadedAfterALossHasTheCreditorsCasesReadAnew() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(3)
            try await wentBack(harness, fixture)
            try await harness.run(
                """
                update poll set watermark = now(), changes_page = 7,
                    changes_due_at = now() + interval '1 h'
                """)
            let before = try await harness.number("select turn from poll")
            _ = try await harness.load(
                try Invoice.overdue(7...9), of: fixture.creditor, key: "again", digest: "e")
            #expect(
                try await harness.ask(
                    """
                    select extract(epoch from watermark)::bigint, changes_page,
                        changes_due_at <= now(), turn > \(before) from poll
                    """) == [["\(Self.amili - 60)", "1", "t", "t"]])
        }
    }

    // MARK: Doubt by Amili's clock

    @Test func aDoubtBeginsWhenAmiliWasAskedByItsOwnClock() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(3)
            var part = try await harness.claimed(by: fixture.worker)
            try await harness.queue.noteLookUp(
                part, by: fixture.worker, amiliNow: Self.amili, settleDelay: .seconds(600))
            part.amiliNow = Self.amili + 20
            _ = try await harness.settle(
                part, by: fixture.worker, [Settlement(position: 1, state: .uncertain)])
            let worker = try await harness.queue.register("heir")
            try await harness.kill(fixture.worker)
            let again = try await harness.claimed(by: worker)
            // Whoever rescued it had not heard of Amili's clock.
            #expect(again.amiliDoubtUntil == nil)
            guard case .reminders(let open, _, _) = try await harness.queue.read(again, by: worker)
            else { throw Unexpected("lease lost") }
            #expect(open.map(\.amiliDoubtSince) == Array(repeating: Self.amili, count: 3))
        }
    }

    /// What an earlier attempt noted says nothing of this one.
    @Test func aClaimThatNeverAskedKnowsNoTimeOfAmilis() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(2)
            let first = try await harness.claimed(by: fixture.worker)
            try await harness.queue.noteLookUp(
                first, by: fixture.worker, amiliNow: Self.amili, settleDelay: .seconds(600))
            try await harness.queue.giveBack(first.claim, by: fixture.worker, .ready)
            _ = try await harness.claimed(by: fixture.worker)
            let worker = try await harness.queue.register("heir")
            try await harness.kill(fixture.worker)
            let again = try await harness.claimed(by: worker)
            guard case .reminders(let open, _, _) = try await harness.queue.read(again, by: worker)
            else { throw Unexpected("lease lost") }
            #expect(open.map(\.amiliDoubtSince) == [nil, nil])
        }
    }
}
