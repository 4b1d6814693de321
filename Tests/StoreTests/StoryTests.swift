import ConsoleStore
import EnqueueStore
import OperatorStore
import Postgres
import QueueStore
import Reminders
import Testing

/// What is told of one invoice.
@Suite struct StoryTests {
    private func story(_ ground: Ground, _ scene: Scene, _ number: String) async throws
        -> [StoryEvent]
    {
        let events = try await ground.console.story(of: number, creditor: scene.creditor)
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
        try await Ground.prepare { ground in
            let scene = try await ground.begin(2)
            let held = try await story(ground, scene, "F1")
            #expect(held.map(\.kind) == [.enqueued])
            let part = try await ground.claimed(by: scene.worker)
            let inHand = try await story(ground, scene, "F1")
            #expect(inHand.map(\.kind) == [.enqueued, .claimed])
            #expect(inHand[1].worker == scene.worker && inHand[1].attempt == 1)
            _ = try await ground.settle(
                part, by: scene.worker, [.accepted(1)],
                evidence: [Evidence(.lookup, trace: trace(200), why: "asked about 2, found 0")])
            let events = try await story(ground, scene, "F1")
            #expect(events.map(\.kind) == [.enqueued, .claimed, .lookup, .call])
            let call = try #require(events.last)
            #expect(call.httpStatus == 201 && call.written == true && call.why == "case case-1")
            #expect(call.from == .queued && call.to == .accepted)
            #expect(events[0].why.hasPrefix("run \(scene.run) by test"))
            #expect(events.allSatisfy { $0.run == scene.run && $0.position == 1 })
            #expect(try await story(ground, scene, "F9").isEmpty)
        }
    }

    @Test func aLetterThatWasLostOnceTellsItsWholeWay() async throws {
        try await Ground.prepare { ground in
            let scene = try await ground.begin(2)
            let first = try await ground.claimed(by: scene.worker)
            _ = try await ground.settle(
                first, by: scene.worker, [.uncertain(1)],
                evidence: [
                    Evidence(.lookup, trace: trace(200), why: "asked about 2, found 0"),
                    Evidence(
                        .call, position: 1, trace: trace(nil, curl: 56), from: .queued,
                        to: .uncertain, why: "reset"),
                ])
            try await ground.queue.giveBack(first.claim, by: scene.worker, .ready)
            let second = try await ground.claimed(by: scene.worker)
            _ = try await ground.settle(
                second, by: scene.worker,
                [Settlement(position: 1, state: .queued, endsDoubt: true)],
                evidence: [
                    Evidence(.lookup, trace: trace(200), why: "asked about 2, found 0"),
                    Evidence(
                        .state, position: 1, from: .uncertain, to: .queued, why: "not there"),
                ])
            _ = try await ground.settle(
                second, by: scene.worker, [.accepted(1)],
                evidence: [
                    Evidence(
                        .call, position: 1, trace: trace(201), from: .queued, to: .accepted,
                        why: "case-1")
                ])
            let events = try await story(ground, scene, "F1")
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
                try await story(ground, scene, "F2").map(\.kind) == [
                    .enqueued, .claimed, .lookup, .claimed, .lookup,
                ])
        }
    }

    @Test func whatBefellTheRestOfThePartAfterItsEndIsNoPartOfIt() async throws {
        try await Ground.prepare { ground in
            let scene = try await ground.begin(2)
            let part = try await ground.claimed(by: scene.worker)
            _ = try await ground.settle(part, by: scene.worker, [.accepted(1)])
            #expect(
                try await story(ground, scene, "F1").map(\.kind) == [.enqueued, .claimed, .call])
            try await ground.queue.giveBack(part.claim, by: scene.worker, .ready)
            _ = try await ground.claimed(by: scene.worker)
            try await ground.run(
                """
                insert into evidence (creditor, run, first, worker, attempt, kind, why, at)
                values ($1, $2, 1, $3, 1, 'lookup', 'later', now() + interval '1 min')
                """, [.int(scene.creditor), .int(scene.run), .int(scene.worker)])
            #expect(try await story(ground, scene, "F1").map(\.kind) == [.enqueued, .call])
            #expect(try await story(ground, scene, "F2").contains { $0.why == "later" })
        }
    }

    @Test func whatHumansDecidedIsInItAlsoAfterTheEnd() async throws {
        try await Ground.prepare { ground in
            let scene = try await ground.begin(3)
            let part = try await ground.claimed(by: scene.worker)
            _ = try await ground.settle(part, by: scene.worker, [.accepted(1), .uncertain(2)])
            try await ground.queue.giveBack(part.claim, by: scene.worker, .ready)
            _ = try await ground.operators.cancel(scene.run, by: "kim", dryRun: false)
            try await ground.tendAsLookedAt()
            _ = try await ground.operators.resolve(
                "F2", of: scene.creditor, .sent(caseID: nil), by: "robin", why: "portal")
            _ = try await ground.operators.release(
                "F1", of: scene.creditor, by: "kim", why: "closed")
            let said = try await story(ground, scene, "F1").filter { $0.kind == .human }
            #expect(said.map(\.line) == ["cancelled by kim", "released by kim: closed"])
            let second = try await story(ground, scene, "F2")
            #expect(
                second.filter { $0.kind == .human }.map(\.line)
                    == ["cancelled by kim", "sent, says robin: portal"])
            // The human's word is the end; none is made up beside it.
            #expect(second.last?.kind == .human && second.last?.to == .accepted)
            let third = try await story(ground, scene, "F3")
            #expect(third.map(\.kind) == [.enqueued, .human, .state])
            #expect(third.last?.to == .cancelled && third.last?.why == "CANCELLED_BY_USER")
        }
    }

    @Test func everyRunOfAnInvoiceIsToldInItsTurn() async throws {
        try await Ground.prepare { ground in
            let scene = try await ground.begin(1)
            let part = try await ground.claimed(by: scene.worker)
            _ = try await ground.settle(
                part, by: scene.worker, [.rejected(1)],
                evidence: [
                    Evidence(
                        .call, position: 1, trace: trace(422), from: .queued, to: .rejected,
                        why: "no")
                ])
            let next = try await ground.load(
                [.overdue("F1")], of: scene.creditor, key: "next", hold: .seconds(600))
            let events = try await story(ground, scene, "F1")
            #expect(events.map(\.kind) == [.enqueued, .claimed, .call, .enqueued])
            #expect(events.last?.run == next.run)
            #expect(events.last?.why.contains("held until") == true)
            #expect(events[0].why.contains("held") == false)
        }
    }
}
