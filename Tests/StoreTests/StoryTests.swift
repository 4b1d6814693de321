import ConsoleStore
import Database
import EnqueueStore
import OperatorStore
import Postgres
import QueueStore
import Reminders
import Testing

/// What is told of one invoice.
@Suite struct StoryTests {
    private func story(_ harness: StoreHarness, _ fixture: Fixture, _ number: String) async throws
        -> [StoryEvent]
    {
        let events = try await harness.console.story(of: number, creditor: fixture.creditor)
        #expect(events.map(\.at) == events.map(\.at).sorted())
        return events
    }

    private func trace(_ status: Int?, curl: Int? = 0) -> CallTrace {
        var trace = CallTrace()
        (trace.httpStatus, trace.curlCode, trace.written) = (status, curl, true)
        trace.duration = .milliseconds(12)
        return trace
    }

    @Test func aPlainLetterIsEnqueuedClaimedLookedUpAndAnswered() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(2)
            let held = try await story(harness, fixture, "F1")
            #expect(held.map(\.kind) == [.enqueued])
            let part = try await harness.claimed(by: fixture.worker)
            let inHand = try await story(harness, fixture, "F1")
            #expect(inHand.map(\.kind) == [.enqueued, .claimed])
            #expect(inHand[1].worker == fixture.worker && inHand[1].attempt == 1)
            _ = try await harness.settle(
                part, by: fixture.worker, [.accepted(1)],
                evidence: [Evidence(.lookup, trace: trace(200), why: "asked about 2, found 0")])
            let events = try await story(harness, fixture, "F1")
            #expect(events.map(\.kind) == [.enqueued, .claimed, .lookup, .call])
            let call = try #require(events.last)
            #expect(call.httpStatus == 201 && call.written == true && call.why == "case case-1")
            #expect(call.from == .queued && call.to == .accepted)
            #expect(events[0].why.hasPrefix("run \(fixture.run) by test"))
            #expect(events.allSatisfy { $0.run == fixture.run && $0.position == 1 })
            #expect(try await story(harness, fixture, "F9").isEmpty)
        }
    }

    @Test func aLetterThatWasLostOnceTellsItsWholeWay() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(2)
            let first = try await harness.claimed(by: fixture.worker)
            _ = try await harness.settle(
                first, by: fixture.worker, [.uncertain(1)],
                evidence: [
                    Evidence(.lookup, trace: trace(200), why: "asked about 2, found 0"),
                    Evidence(
                        .call, position: 1, trace: trace(nil, curl: 56), from: .queued,
                        to: .uncertain, why: "reset"),
                ])
            try await harness.queue.giveBack(first.claim, by: fixture.worker, .ready)
            let second = try await harness.claimed(by: fixture.worker)
            _ = try await harness.settle(
                second, by: fixture.worker,
                [Settlement(position: 1, state: .queued, endsDoubt: true)],
                evidence: [
                    Evidence(.lookup, trace: trace(200), why: "asked about 2, found 0"),
                    Evidence(
                        .state, position: 1, from: .uncertain, to: .queued, why: "not there"),
                ])
            _ = try await harness.settle(
                second, by: fixture.worker, [.accepted(1)],
                evidence: [
                    Evidence(
                        .call, position: 1, trace: trace(201), from: .queued, to: .accepted,
                        why: "case-1")
                ])
            let events = try await story(harness, fixture, "F1")
            #expect(
                events.map(\.kind) == [
                    .enqueued, .claimed, .lookup, .call, .claimed, .lookup, .state, .call,
                ])
            #expect(events.compactMap(\.attempt) == [1, 1, 1, 2, 2, 2, 2])
            #expect(events[3].curlCode == 56 && events[3].httpStatus == nil)
            #expect(events[3].milliseconds == 12 && events[3].to == .uncertain)
            #expect(events.last?.httpStatus == 201 && events.last?.to == .accepted)
            // The other one's calls are not its own.
            #expect(
                try await story(harness, fixture, "F2").map(\.kind) == [
                    .enqueued, .claimed, .lookup, .claimed, .lookup,
                ])
        }
    }

    @Test func whatBefellTheRestOfThePartAfterItsEndIsNoPartOfIt() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(2)
            let part = try await harness.claimed(by: fixture.worker)
            _ = try await harness.settle(part, by: fixture.worker, [.accepted(1)])
            #expect(
                try await story(harness, fixture, "F1").map(\.kind) == [.enqueued, .claimed, .call])
            try await harness.queue.giveBack(part.claim, by: fixture.worker, .ready)
            _ = try await harness.claimed(by: fixture.worker)
            try await harness.run(
                """
                insert into evidence (creditor, run, first, worker, attempt, kind, why, at)
                values ($1, $2, 1, $3, 1, 'lookup', 'later', now() + interval '1 min')
                """, [.id(fixture.creditor), .id(fixture.run), .id(fixture.worker)])
            #expect(try await story(harness, fixture, "F1").map(\.kind) == [.enqueued, .call])
            #expect(try await story(harness, fixture, "F2").contains { $0.why == "later" })
        }
    }

    @Test func whatHumansDecidedIsInItAlsoAfterTheEnd() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(3)
            let part = try await harness.claimed(by: fixture.worker)
            _ = try await harness.settle(part, by: fixture.worker, [.accepted(1), .uncertain(2)])
            try await harness.queue.giveBack(part.claim, by: fixture.worker, .ready)
            _ = try await harness.operators.cancel(fixture.run, by: "kim", dryRun: false)
            try await harness.tendAsLookedAt()
            _ = try await harness.operators.resolve(
                "F2", of: fixture.creditor, .sent(caseID: nil), by: "robin", why: "portal")
            _ = try await harness.operators.release(
                "F1", of: fixture.creditor, by: "kim", why: "closed")
            let said = try await story(harness, fixture, "F1").filter { $0.kind == .human }
            #expect(said.map(\.decision?.what) == [.runCancelled, .released])
            #expect(said.map(\.decision?.user) == ["kim", "kim"])
            #expect(said.map(\.why) == ["", "closed"])
            let second = try await story(harness, fixture, "F2")
            let decisions = second.filter { $0.kind == .human }
            #expect(decisions.map(\.decision?.what) == [.runCancelled, .sent])
            #expect(decisions.map(\.decision?.user) == ["kim", "robin"])
            #expect(decisions.map(\.why) == ["", "portal"])
            // The human's word is the end; none is made up beside it.
            #expect(second.last?.kind == .human && second.last?.to == .accepted)
            let third = try await story(harness, fixture, "F3")
            #expect(third.map(\.kind) == [.enqueued, .human, .state])
            #expect(third.last?.to == .cancelled && third.last?.why == "CANCELLED_BY_USER")
        }
    }

    @Test func everyRunOfAnInvoiceIsToldInItsTurn() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(1)
            let part = try await harness.claimed(by: fixture.worker)
            _ = try await harness.settle(
                part, by: fixture.worker, [.rejected(1)],
                evidence: [
                    Evidence(
                        .call, position: 1, trace: trace(422), from: .queued, to: .rejected,
                        why: "no")
                ])
            let next = try await harness.load(
                [.overdue("F1")], of: fixture.creditor, key: "next", hold: .seconds(600))
            let events = try await story(harness, fixture, "F1")
            #expect(events.map(\.kind) == [.enqueued, .claimed, .call, .enqueued])
            #expect(events.last?.run == next.run)
            #expect(events.last?.why.contains("held until") == true)
            #expect(events[0].why.contains("held") == false)
        }
    }
}
