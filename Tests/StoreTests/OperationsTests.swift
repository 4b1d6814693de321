import OperatorStore
import QueueStore
import Reminders
import Stores
import Testing

@testable import ConsoleStore

/// What the operator's page counts, and how dear it is.
@Suite struct OperationsTests {
    @Test func aMinuteIsTheDifferenceOfItsEdges() {
        let at = (1...5).map { Timestamp(microseconds: $0 * 60_000_000) }
        let minutes = Throughput.minutes(
            Array(zip(at, [10, 15, nil, 40, 30] as [Int64?])), latest: 33)
        #expect(minutes.map(\.settled) == [5, nil, nil, 0, 3])
        #expect(minutes.map(\.at) == at)
        #expect(Throughput.minutes([(at[0], 10)], latest: nil).map(\.settled) == [nil])
    }

    @Test func tenSecondsAreWrittenOnce() async throws {
        try await StoreHarness.prepare { harness in
            // A ten seconds' edge may pass between two calls, not between three.
            var written = 0
            for _ in 1...3 where try await harness.console.sample() { written += 1 }
            #expect((1...2).contains(written))
            #expect(try await harness.number("select count(*) from console_sample") == written)
        }
    }

    @Test func oldSamplesAreForgotten() async throws {
        try await StoreHarness.prepare { harness in
            try await harness.run(
                """
                insert into console_sample values
                    (now() - interval '4 h', 1, 0, 0, 0, 0, 0, 0, 0)
                """)
            try await harness.console.sample()
            #expect(
                try await harness.number(
                    "select count(*) from console_sample where slot < now() - interval '3 h'") == 0)
        }
    }

    /// Not what a load skips, not what is cancelled, and nothing twice.
    @Test func settledIsWhatWorkBroughtToAnEnd() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            var invoices = try Invoice.overdue(1...6)
            invoices[5].flags.insert(.paid)
            _ = try await harness.load(invoices, of: creditor)
            let worker = try await harness.queue.register("w")
            #expect(try await settled(harness) == 0)
            let part = try await harness.claimed(by: worker)
            _ = try await harness.settle(
                part, by: worker,
                [
                    .accepted(1),
                    Settlement(position: 2, state: .rejected, reason: .amiliValidation),
                    Settlement(position: 3, state: .skipped, reason: .paid),
                    Settlement(position: 4, state: .uncertain, countsAttempt: true),
                ])
            #expect(try await settled(harness) == 3)
        }
    }

    @Test func callsAreCountedByWhatCameBack() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(1)
            try await harness.run(
                """
                insert into evidence (creditor, run, kind, http_status, to_state, at, decision,
                    by_whom)
                select \(fixture.creditor), \(fixture.run), o.kind, o.status, o.state::"char",
                    date_bin('10 s', clock_timestamp(), 'epoch') - interval '10 s',
                    case when kind = 'human' then 'sent' end, case when kind = 'human' then 'x' end
                from (values ('call', 400, 'r'), ('call', 400, 'u'), ('call', 500, 'u'),
                    ('call', null, 'u'), ('call', 409, null), ('call', 403, 'q'),
                    ('call', 429, 'q'), ('lookup', 200, null), ('lookup', null, null),
                    ('lookup', 503, null), ('human', null, 'a')) o(kind, status, state)
                """)
            try await harness.console.sample()
            let sums = try await harness.console.operations([]).throughput.outcomes
            #expect(sums.rejected == 1 && sums.unanswered == 3 && sums.known == 1)
            #expect(sums.refused == 1 && sums.tooMany == 1)
            #expect(sums.asked == 1 && sums.notAnswered == 2)
        }
    }

    @Test func whatIsOthersIsOnlyCounted() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(3)
            let other = try await harness.creditor("alv")
            _ = try await harness.load(try Invoice.overdue(1...2), of: other, key: "o")
            let mine = try await harness.console.operations([fixture.creditor])
            #expect(mine.queue.queued == 5)
            #expect(mine.runs.map(\.id) == [fixture.run])
            #expect(mine.gates.map(\.creditor) == [fixture.creditor])
            #expect(mine.elsewhere.openRuns == 1)
            let nobodys = try await harness.console.operations([])
            #expect(nobodys.runs.isEmpty && nobodys.gates.isEmpty)
            #expect(nobodys.elsewhere.openRuns == 2)
        }
    }

    @Test func doubtIsToldByWhatHindersIt() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(2)
            _ = try await harness.claimed(by: fixture.worker)
            try await harness.kill(fixture.worker)
            let stores = harness.stores
            #expect(try await stores.console.operations([]).doubts.map(\.obstacle) == [.young])
            #expect(try await stores.console.operations([]).doubts.map(\.reminders) == [2])
            #expect(try #require(await stores.console.operations([]).oldestDoubt).seconds < 60)
            try await stores.operators.setPaused(true, creditor: fixture.creditor)
            #expect(try await stores.console.operations([]).doubts.map(\.obstacle) == [.paused])
            try await stores.operators.setPaused(true, creditor: nil)
            #expect(try await stores.console.operations([]).doubts.map(\.obstacle) == [.allPaused])
        }
    }

    /// Each question that is not answered moves the end of its doubt. Drift says what doctor says.
    @Test func theOldestDoubtIsTheOneThatBeganFirst() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(12 * 99)
            for _ in 0..<12 { _ = try await harness.claimed(by: fixture.worker) }
            try await harness.kill(fixture.worker)
            try await harness.run(
                "update part set doubt_until = clock_timestamp() + interval '9 h' where first = 1")
            try await harness.run(
                "update reminder set doubt_since = clock_timestamp() - interval '3 h' where pos = 1"
            )
            let drift = try #require(await harness.console.operations([]).oldestDoubt)
            #expect(drift.seconds > 3 * 3_600 - 1)
            let told = try await harness.console.diagnosis().problems.contains {
                if case .oldDoubt(let since) = $0 { since.at == drift.at } else { false }
            }
            #expect(told)
        }
    }

    private func settled(_ harness: StoreHarness) async throws -> Int {
        try await harness.run("delete from console_sample")
        try await harness.console.sample()
        return try await harness.number("select settled from console_sample")
    }
}
