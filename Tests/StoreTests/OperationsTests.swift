import OperatorStore
import QueueStore
import Reminders
import Stores
import Testing

@testable import ConsoleStore

/// What the operator's page counts, and how dear it is.
@Suite struct OperationsTests {
    @Test func aMinuteIsTheDifferenceOfItsEdges() {
        let minutes = Throughput.minutes(
            [("1", 10), ("2", 15), ("3", nil), ("4", 40), ("5", 30)], latest: 33)
        #expect(minutes.map(\.settled) == [5, nil, nil, 0, 3])
        #expect(minutes.map(\.at) == ["1", "2", "3", "4", "5"])
        #expect(Throughput.minutes([("1", 10)], latest: nil).map(\.settled) == [nil])
    }

    @Test func tenSecondsAreWrittenOnce() async throws {
        try await Ground.prepare { ground in
            // A ten seconds' edge may pass between two calls, not between three.
            var written = 0
            for _ in 1...3 where try await ground.console.sample() { written += 1 }
            #expect((1...2).contains(written))
            #expect(try await ground.number("select count(*) from console_sample") == written)
        }
    }

    @Test func oldSamplesAreForgotten() async throws {
        try await Ground.prepare { ground in
            try await ground.run(
                """
                insert into console_sample values
                    (now() - interval '4 h', 1, 0, 0, 0, 0, 0, 0, 0)
                """)
            try await ground.console.sample()
            #expect(
                try await ground.number(
                    "select count(*) from console_sample where slot < now() - interval '3 h'") == 0)
        }
    }

    /// Not what a load skips, not what is cancelled, and nothing twice.
    @Test func settledIsWhatWorkBroughtToAnEnd() async throws {
        try await Ground.prepare { ground in
            let creditor = try await ground.creditor()
            var invoices = try Invoice.overdue(1...6)
            invoices[5].flags.insert(.paid)
            _ = try await ground.load(invoices, of: creditor)
            let worker = try await ground.queue.register("w")
            #expect(try await settled(ground) == 0)
            let part = try await ground.claimed(by: worker)
            _ = try await ground.settle(
                part, by: worker,
                [
                    .accepted(1),
                    Settlement(position: 2, state: .rejected, reason: .amiliValidation),
                    Settlement(position: 3, state: .skipped, reason: .paid),
                    Settlement(position: 4, state: .uncertain, countsAttempt: true),
                ])
            #expect(try await settled(ground) == 3)
        }
    }

    @Test func callsAreCountedByWhatCameBack() async throws {
        try await Ground.prepare { ground in
            let scene = try await ground.begin(1)
            try await ground.run(
                """
                insert into evidence (creditor, run, kind, http_status, to_state, at, decision,
                    by_whom)
                select \(scene.creditor), \(scene.run), o.kind, o.status, o.state::"char",
                    date_bin('10 s', clock_timestamp(), 'epoch') - interval '10 s',
                    case when kind = 'human' then 'sent' end, case when kind = 'human' then 'x' end
                from (values ('call', 400, 'r'), ('call', 400, 'u'), ('call', 500, 'u'),
                    ('call', null, 'u'), ('call', 409, null), ('call', 403, 'q'),
                    ('call', 429, 'q'), ('lookup', 200, null), ('lookup', null, null),
                    ('lookup', 503, null), ('human', null, 'a')) o(kind, status, state)
                """)
            try await ground.console.sample()
            let sums = try await ground.console.operations([]).throughput.outcomes
            #expect(sums.rejected == 1 && sums.unanswered == 3 && sums.known == 1)
            #expect(sums.refused == 1 && sums.tooMany == 1)
            #expect(sums.asked == 1 && sums.notAnswered == 2)
        }
    }

    @Test func whatIsOthersIsOnlyCounted() async throws {
        try await Ground.prepare { ground in
            let scene = try await ground.begin(3)
            let other = try await ground.creditor("alv")
            _ = try await ground.load(try Invoice.overdue(1...2), of: other, key: "o")
            let mine = try await ground.console.operations([scene.creditor])
            #expect(mine.queue.queued == 5)
            #expect(mine.runs.map(\.id) == [scene.run])
            #expect(mine.gates.map(\.creditor) == [scene.creditor])
            #expect(mine.elsewhere.openRuns == 1)
            let nobodys = try await ground.console.operations([])
            #expect(nobodys.runs.isEmpty && nobodys.gates.isEmpty)
            #expect(nobodys.elsewhere.openRuns == 2)
        }
    }

    @Test func doubtIsToldByWhatHindersIt() async throws {
        try await Ground.prepare { ground in
            let scene = try await ground.begin(2)
            _ = try await ground.claimed(by: scene.worker)
            try await ground.kill(scene.worker)
            let stores = ground.stores
            #expect(try await stores.console.operations([]).doubts.map(\.hindrance) == [.young])
            #expect(try await stores.console.operations([]).doubts.map(\.reminders) == [2])
            #expect(try #require(await stores.console.operations([]).oldestDoubt).seconds < 60)
            try await stores.operators.setPaused(true, creditor: scene.creditor)
            #expect(try await stores.console.operations([]).doubts.map(\.hindrance) == [.paused])
            try await stores.operators.setPaused(true, creditor: nil)
            #expect(try await stores.console.operations([]).doubts.map(\.hindrance) == [.allPaused])
        }
    }

    /// Each question that is not answered moves the end of its doubt. Drift says what doctor says.
    @Test func theOldestDoubtIsTheOneThatBeganFirst() async throws {
        try await Ground.prepare { ground in
            let scene = try await ground.begin(12 * 99)
            for _ in 0..<12 { _ = try await ground.claimed(by: scene.worker) }
            try await ground.kill(scene.worker)
            try await ground.run(
                "update part set doubt_until = clock_timestamp() + interval '9 h' where first = 1")
            try await ground.run(
                "update reminder set doubt_since = clock_timestamp() - interval '3 h' where pos = 1"
            )
            let drift = try #require(await ground.console.operations([]).oldestDoubt)
            #expect(drift.seconds > 3 * 3_600 - 1)
            let told = try await ground.console.diagnosis().problems.contains {
                if case .oldDoubt(let since) = $0 { since.at == drift.at } else { false }
            }
            #expect(told)
        }
    }

    private func settled(_ ground: Ground) async throws -> Int {
        try await ground.run("delete from console_sample")
        try await ground.console.sample()
        return try await ground.number("select settled from console_sample")
    }
}
