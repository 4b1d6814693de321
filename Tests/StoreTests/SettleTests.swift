import ConsoleStore
import EnqueueStore
import OperatorStore
import Postgres
import QueueStore
import Reminders
import Testing

@testable import Database

/// What outcomes do to reminders, permits, counts and runs.
@Suite struct SettleTests {
    @Test(arguments: [ReminderState.queued, .rejected, .failed, .cancelled])
    func outOfDoubtLeadsNothingWithoutProof(state: ReminderState) async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(1)
            let part = try await harness.claimed(by: fixture.worker)
            _ = try await harness.settle(part, by: fixture.worker, [.uncertain(1)])
            var way = Settlement(position: 1, state: state, reason: .attemptsExhausted)
            #expect(
                try await harness.settle(part, by: fixture.worker, [way])
                    == .settled(queued: 0, uncertain: 1))
            #expect(try await harness.states(fixture.run) == "u")
            #expect(try await harness.permits().count == 1)
            way.endsDoubt = true
            _ = try await harness.settle(part, by: fixture.worker, [way])
            #expect(try await harness.states(fixture.run) == String(state.rawValue))
        }
    }

    @Test func theEndOfADoubtOnlyMovesOn() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(3)
            func doubtUntil() async throws -> Int {
                try await harness.number(
                    "select extract(epoch from doubt_until - now())::integer from part")
            }
            let part = try await harness.claimed(by: fixture.worker)
            _ = try await harness.settle(part, by: fixture.worker, [.uncertain(1)])
            #expect((590...600).contains(try await doubtUntil()))
            _ = try await harness.settle(
                part, by: fixture.worker, [.uncertain(2)], settleDelay: .seconds(5))
            #expect((590...600).contains(try await doubtUntil()))
            try await harness.queue.giveBack(part.claim, by: fixture.worker, .ready)
            _ = try await harness.claimed(by: fixture.worker)
            try await harness.kill(fixture.worker, settleDelay: .seconds(5))
            #expect((590...600).contains(try await doubtUntil()))
            try await harness.operators.setPaused(true, creditor: fixture.creditor)
            try await harness.operators.setPaused(false, creditor: fixture.creditor)
            try await harness.tendAsLookedAt()
            #expect((590...600).contains(try await doubtUntil()))
            let other = try await harness.queue.register("other")
            let again = try await harness.claimed(by: other)
            _ = try await harness.settle(
                again, by: other, [.uncertain(3)], settleDelay: .seconds(900))
            #expect(try await doubtUntil() > 800)
        }
    }

    @Test(arguments: [ReminderState.skipped, .rejected, .failed, .cancelled])
    func aReminderThatEndsWithoutACaseGivesItsPermitBack(state: ReminderState) async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(2)
            let part = try await harness.claimed(by: fixture.worker)
            _ = try await harness.settle(
                part, by: fixture.worker,
                [Settlement(position: 2, state: state, reason: .attemptsExhausted)])
            #expect(try await harness.permits() == ["F1 \(fixture.run)/1"])
            #expect(
                try await harness.load([.overdue("F2")], of: fixture.creditor, key: "k2").queued
                    == 1)
        }
    }

    @Test func anAcceptedOrUncertainReminderKeepsItsPermit() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(2)
            let part = try await harness.claimed(by: fixture.worker)
            _ = try await harness.settle(part, by: fixture.worker, [.accepted(1), .uncertain(2)])
            #expect(try await harness.permits().count == 2)
            let again = try await harness.load(
                try Invoice.overdue(1...2), of: fixture.creditor, key: "k2")
            #expect(
                try await harness.reasons(try #require(again.run))
                    == ["ALREADY_AT_AMILI", "ALREADY_LIVE"])
        }
    }

    @Test func aSettleRepeatedChangesNothing() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(6)
            let part = try await harness.claimed(by: fixture.worker)
            _ = try await harness.settle(part, by: fixture.worker, [.uncertain(5)])
            let proof = Settlement(position: 5, state: .queued, endsDoubt: true)
            let outcomes: [Settlement] = [
                .accepted(1), .rejected(2), .uncertain(3), .skipped(4), proof,
            ]
            let once = try await harness.settle(part, by: fixture.worker, outcomes)
            #expect(once == .settled(queued: 2, uncertain: 1))
            let rows = """
                select pos, state, reason, attempts, case_id, amili_ocr, doubt_since, changed_at
                from reminder order by pos
                """
            let counts = "select n_q, n_u, n_a, n_r, n_s, n_f, n_c, n_m, state from part"
            let before = try await (harness.ask(rows), harness.ask(counts))
            #expect(before.1 == [["2", "1", "1", "1", "1", "0", "0", "0", "claimed"]])
            #expect(try await harness.settle(part, by: fixture.worker, outcomes) == once)
            let after = try await (harness.ask(rows), harness.ask(counts))
            #expect(before == after)
            #expect(before.0.map { $0[3] } == ["1", "1", "1", "0", "1", "0"])
        }
    }

    @Test func whatIsSaidTwiceOfOneReminderHoldsInItsOrder() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(1)
            let part = try await harness.claimed(by: fixture.worker)
            let settled = try await harness.settle(
                part, by: fixture.worker,
                [
                    .uncertain(1), Settlement(position: 1, state: .queued, endsDoubt: true),
                    .accepted(1),
                ])
            #expect(settled == .settled(queued: 0, uncertain: 0))
            #expect(try await harness.states(fixture.run) == "a")
            #expect(try await harness.number("select attempts from reminder") == 2)
        }
    }

    @Test func aSettleTouchesNoPartButItsOwn() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(198)
            let part = try await harness.claimed(by: fixture.worker)
            #expect(part.last == 99)
            _ = try await harness.settle(part, by: fixture.worker, (1...99).map { .accepted($0) })
            #expect(
                try await harness.ask("select first, state, n_q, n_a from part order by 1")
                    == [["1", "done", "0", "99"], ["100", "ready", "99", "0"]])
        }
    }

    /// Each settle sees the other's part open: only a later look ends the run.
    @Test func twoLastPartsSettledTogetherEndTheRun() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(100)
            let first = try await harness.claimed(by: fixture.worker)
            let second = try await harness.claimed(by: fixture.worker)
            let (isDone, isHeld) = (Gate(), Signal())
            async let open: Void = harness.two.performToEnd { session in
                try session.transaction { session in
                    try session.script("update creditor set name = name")
                    isHeld.send()
                    isDone.pass()
                }
            }
            defer { isDone.open() }
            await isHeld.wait()
            // Both wait for the creditor's row, and go on together.
            async let one = harness.settle(
                first, by: fixture.worker, (1...99).map { .accepted($0) })
            async let two = harness.settle(second, by: fixture.worker, [.accepted(100)])
            try await harness.waitForWaiting(2)
            try await harness.tendAsLookedAt()
            isDone.open()
            _ = try await (one, two, open)
            try await harness.tendAsLookedAt()
            let row = try #require(try await harness.console.runs(fixture.run).first)
            #expect(row.state == .done && row.counts[.accepted] == 100)
        }
    }

    /// Enough of each page is free for all its rows to grow at once: no settle moves a row to
    /// another page or touches an index.
    @Test(arguments: [ReminderState.accepted, .uncertain, .rejected])
    func everySettleIsAHeapOnlyUpdate(state: ReminderState) async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(990)
            while case .part(let part) = try await harness.queue.claim(fixture.worker) {
                _ = try await harness.settle(
                    part, by: fixture.worker,
                    (part.claim.first...part.last).map { position in
                        Settlement(
                            position: position, state: state, reason: .amiliValidation,
                            caseID: state == .accepted ? "5f0123456789abcdef012345" : nil,
                            ocr: state == .accepted ? "12345678901234" : nil,
                            amiliState: state == .accepted ? "registered" : nil,
                            countsAttempt: true)
                    })
                if state == .uncertain {
                    try await harness.queue.giveBack(part.claim, by: fixture.worker, .parked)
                }
                try await harness.database.pool.perform { session in
                    _ = try session.run("select pg_stat_force_next_flush()")
                }
            }
            let rows = try await harness.ask(
                """
                select n_tup_upd, n_tup_hot_upd from pg_stat_user_tables
                where relname = 'reminder'
                """)
            #expect(rows == [["990", "990"]])
        }
    }

    /// A look-up has its evidence written before its part's letters go: whoever has lost the part
    /// must be told then.
    @Test(arguments: ["attempt = attempt + 1", "worker = worker + 1"])
    func evidenceOfALostClaimIsKeptAndToldSo(change: String) async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(1)
            let part = try await harness.claimed(by: fixture.worker)
            try await harness.run("alter table part drop constraint if exists part_worker_fkey")
            try await harness.run("update part set \(change)")
            let settled = try await harness.settle(
                part, by: fixture.worker, [], evidence: [Evidence(.lookup, why: "asked about 1")])
            #expect(settled == .leaseLost)
            #expect(try await harness.ask("select why from evidence") == [["asked about 1"]])
        }
    }

    @Test func evidenceKeepsWhatACallLeftBehind() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(2)
            let part = try await harness.claimed(by: fixture.worker)
            var trace = CallTrace()
            trace.httpStatus = 503
            trace.curlCode = 0
            trace.written = true
            trace.duration = .milliseconds(1234)
            _ = try await harness.settle(
                part, by: fixture.worker, [.uncertain(1)],
                evidence: [
                    Evidence(
                        .call, position: 1, trace: trace, from: .queued, to: .uncertain,
                        why: "503"),
                    Evidence(.lookup, why: "asked about 2, found 0", incident: ["never"]),
                    Evidence(.state, position: 1, why: "two cases", incident: ["c1", "c2"]),
                ])
            _ = try await harness.settle(
                part, by: fixture.worker, [],
                evidence: [Evidence(.state, position: 2, why: "later")])
            let rows = try await harness.ask(
                """
                select kind, pos, attempt, worker is not null, http_status, curl_code, written,
                    ms, from_state, to_state, why
                from evidence order by kind, pos
                """)
            #expect(
                rows == [
                    ["call", "1", "1", "t", "503", "0", "t", "1234", "q", "u", "503"],
                    [
                        "lookup", nil, "1", "t", nil, nil, "f", "0", nil, nil,
                        "asked about 2, found 0",
                    ],
                    ["state", "1", "1", "t", nil, nil, "f", "0", nil, nil, "two cases"],
                    ["state", "2", "1", "t", nil, nil, "f", "0", nil, nil, "later"],
                ])
            #expect(
                try await harness.ask("select run, pos, kind, case_ids from incident")
                    == [["\(fixture.run)", "1", "two_cases", "{c1,c2}"]])
        }
    }
}
