import ConsoleStore
import EnqueueStore
import OperatorStore
import QueueStore
import Reminders
import Testing

/// What the database tells of whether work goes on.
@Suite struct ProgressTests {
    private static let patience = Duration.seconds(30)

    private func verdict(
        _ harness: StoreHarness, of creditor: CreditorID? = nil, run: RunID? = nil
    ) async throws -> WorkProgress.Verdict {
        try await harness.console.progress(of: creditor, run: run).verdict(after: Self.patience)
    }

    private func isWithoutWorker(_ verdict: WorkProgress.Verdict) -> Bool {
        if case .noWorker = verdict { true } else { false }
    }

    private func standsStill(_ verdict: WorkProgress.Verdict) -> Bool {
        if case .standsStill = verdict { true } else { false }
    }

    @Test func whatWaitsWithoutAWorkerIsSeenAndOnlyThat() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(150)
            let other = try await harness.creditor("alv")
            #expect(try await verdict(harness) == .moves)
            try await harness.queue.retire(fixture.worker)
            let progress = try await harness.queue.progress()
            #expect(progress.dueParts == 2 && progress.alive == 0)
            #expect(isWithoutWorker(try await verdict(harness)))
            #expect(isWithoutWorker(try await verdict(harness, of: fixture.creditor)))
            #expect(isWithoutWorker(try await verdict(harness, run: fixture.run)))
            #expect(try await verdict(harness, of: other) == .moves)
        }
    }

    /// Nobody declares the last worker dead.
    @Test func aWorkerThatIsNotHeardOfIsNotAlive() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(5)
            _ = try await harness.claimed(by: fixture.worker)
            try await harness.queue.note(
                Pulse(lease: .seconds(10), idle: .zero, waits: []), of: fixture.worker)
            try await harness.run("update worker set seen_at = now() - interval '11 s'")
            #expect(try await harness.queue.progress().alive == 1)
            try await harness.run("update worker set seen_at = now() - interval '15 s'")
            let progress = try await harness.queue.progress()
            #expect(progress.alive == 0 && progress.silent == 1)
            #expect((progress.silentSince?.seconds ?? 0) >= 15)
            // What it has in hand waits, too.
            #expect(isWithoutWorker(progress.verdict(after: Self.patience)))
            // A longer lease, longer beats.
            try await harness.queue.note(
                Pulse(lease: .seconds(60), idle: .zero, waits: []), of: fixture.worker)
            #expect(try await harness.queue.progress().alive == 1)
        }
    }

    @Test func aHeldRunPastItsTimeIsWork() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let run = try #require(
                try await harness.load(
                    try Invoice.overdue(1...3), of: creditor, hold: .seconds(600)
                ).run)
            #expect(try await verdict(harness) == .moves)
            try await harness.run("update run set hold_until = now() - interval '1 h'")
            let progress = try await harness.queue.progress()
            #expect(progress.overdueRuns == 1 && progress.forgottenRuns != nil)
            #expect(isWithoutWorker(try await verdict(harness, run: run)))
            try await harness.tendAsLookedAt()
            #expect(try await harness.queue.progress().overdueRuns == 0)
        }
    }

    /// What a gate, a human or its own time holds back is not due.
    @Test(arguments: [
        "update throttle set paused = true where scope = 'amili'",
        "update throttle set paused = true where creditor is not null",
        "update throttle set closed_until = now() + interval '1 min' where scope = 'amili'",
        "update throttle set closed_until = now() + interval '1 min' where creditor is not null",
        """
        update run set paused_at = now(), pause_cause = 'rejections', pause_count = 20,
            pause_words = 'x'
        """, "update run set stopped_at = now()",
        "update part set stopped = true",
        "update part set state = 'waiting', due_at = now() + interval '1 min'",
        "update part set state = 'stuck'",
        // The rate's next slot lies ahead.
        "update throttle set tat = now() + interval '50 s' where scope = 'amili'",
        """
        update throttle set rate = 0.05, tat = now() - interval '20 s' where creditor is not null
        """,
    ])
    func whatMayNotGoIsNoStandStill(sql: String) async throws {
        try await StoreHarness.prepare { harness in
            _ = try await harness.begin(5)
            try await makeOld(harness)
            #expect(standsStill(try await verdict(harness)))
            try await harness.run(sql)
            #expect(try await verdict(harness) == .moves)
        }
    }

    /// An hour ago everything last moved; workers beat all the same.
    private func makeOld(_ harness: StoreHarness) async throws {
        try await harness.run("update run set released_at = now() - interval '1 h'")
        try await harness.run("update throttle set tat = '-infinity', closed_until = '-infinity'")
        try await harness.run(
            """
            update worker set started_at = now() - interval '1 h',
                acted_at = now() - interval '1 h'
            """)
    }

    @Test(arguments: [
        "update part set state = 'waiting', due_at = now() - interval '1 min'",
        "update part set state = 'waiting', due_at = 'infinity'",
        "update part set state = 'claimed', worker = (select id from worker)",
        "update throttle set rate = 1, tat = now() - interval '1 min' where creditor is not null",
        // Slots of a creditor without a rate are no progress: nothing need have left in them.
        "update throttle set tat = now() where creditor is not null",
    ])
    func whatIsDueInAnyStateStandsStill(sql: String) async throws {
        try await StoreHarness.prepare { harness in
            _ = try await harness.begin(5)
            try await makeOld(harness)
            try await harness.run(sql)
            #expect(standsStill(try await verdict(harness)))
        }
    }

    /// A gate that opens is no stand-still from the moment on that it was closed.
    @Test func afterAGateOpensThereIsTime() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(5)
            try await makeOld(harness)
            try await harness.run(
                "update throttle set closed_until = now() - interval '10 s' where scope = 'amili'")
            #expect(try await verdict(harness) == .moves)
            try await makeOld(harness)
            try await harness.operators.setPaused(true, creditor: nil)
            try await harness.operators.setPaused(false, creditor: nil)
            #expect(try await verdict(harness) == .moves)
            try await makeOld(harness)
            try await harness.run("update throttle set opened_at = null")
            try await harness.queue.pauseRun(
                fixture.run, RunPause(.rejections, count: 20, words: "x"))
            _ = try await harness.operators.resume(run: fixture.run)
            #expect(try await verdict(harness) == .moves)
        }
    }

    @Test func whoeverActsIsHeardOf() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(5)
            try await makeOld(harness)
            let waits = [
                WorkerWait(
                    .settle, part: WorkerWait.PartKey(run: fixture.run, first: 1), seconds: 40)
            ]
            try await harness.queue.note(
                Pulse(lease: .seconds(10), idle: .seconds(50), waits: waits), of: fixture.worker)
            #expect(standsStill(try await verdict(harness)))
            let told = try await harness.console.workerWaits()
            #expect(told.map(\.worker) == ["w"] && told.map(\.wait.kind) == [.settle])
            let wait = try #require(told.first?.wait)
            #expect(wait.seconds >= 40 && wait.part == waits[0].part)
            try await harness.queue.note(
                Pulse(lease: .seconds(10), idle: .seconds(20), waits: []), of: fixture.worker)
            #expect(try await verdict(harness) == .moves)
            #expect(try await harness.console.workerWaits().isEmpty)
        }
    }
}
