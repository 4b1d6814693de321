import ConsoleStore
import EnqueueStore
import QueueStore
import Reminders
import Testing

/// A worker that lost its lease tells what it knows.
@Suite struct LateOutcomeTests {
    /// The first worker dies with its part in hand; the second holds it now.
    private struct Succession {
        let fixture: Fixture
        let old: ClaimedPart
        let heir: WorkerID
        let new: ClaimedPart

        init(_ harness: StoreHarness, _ count: Int = 3) async throws {
            fixture = try await harness.begin(count)
            old = try await harness.claimed(by: fixture.worker)
            try await harness.kill(fixture.worker)
            heir = try await harness.queue.register("heir")
            new = try await harness.claimed(by: heir)
        }
    }

    @Test(arguments: [ReminderState.rejected, .skipped, .failed, .cancelled, .uncertain, .queued])
    func nothingButAnAcceptanceCountsOnceTheLeaseIsLost(state: ReminderState) async throws {
        try await StoreHarness.prepare { harness in
            let past = try await Succession(harness)
            let late = Settlement(
                position: 1, state: state, reason: .amiliValidation, countsAttempt: true,
                endsDoubt: true)
            #expect(
                try await harness.settle(
                    past.old, by: past.fixture.worker, [late],
                    evidence: [Evidence(.call, position: 1, why: "late")]) == .leaseLost)
            #expect(try await harness.states(past.fixture.run) == "uuu")
            #expect(try await harness.permits().count == 3)
            #expect(try await harness.number("select attempts from reminder where pos = 1") == 0)
            #expect(
                try await harness.number(
                    "select count(*) from evidence where why not like 'rescued%'") == 1)
        }
    }

    @Test func anAcceptanceCountsWhoeverHoldsThePart() async throws {
        try await StoreHarness.prepare { harness in
            let past = try await Succession(harness)
            #expect(
                try await harness.settle(past.old, by: past.fixture.worker, [.accepted(1)])
                    == .leaseLost)
            #expect(try await harness.states(past.fixture.run) == "auu")
            #expect(
                try await harness.ask("select state, worker, n_u, n_a from part")
                    == [["claimed", "\(past.heir)", "2", "1"]])
            #expect(try await harness.positions(past.new, by: past.heir) == [2, 3])
            // A later outcome of the heir does not take it back.
            _ = try await harness.settle(past.new, by: past.heir, [.rejected(1)])
            #expect(try await harness.states(past.fixture.run) == "auu")
            #expect(try await harness.number("select count(*) from incident") == 0)
        }
    }

    @Test func theLastOpenReminderAcceptedLateEndsThePartUnderItsHolder() async throws {
        try await StoreHarness.prepare { harness in
            let past = try await Succession(harness, 1)
            _ = try await harness.settle(past.old, by: past.fixture.worker, [.accepted(1)])
            #expect(
                try await harness.ask("select state, worker, n_a from part") == [
                    ["done", nil, "1"]
                ])
            #expect(try await harness.settle(past.new, by: past.heir, []) == .leaseLost)
            try await harness.tendAsLookedAt()
            #expect(try await harness.console.runs(past.fixture.run).first?.state == .done)
        }
    }

    @Test func aReminderRaisedLateGetsItsPermitBack() async throws {
        try await StoreHarness.prepare { harness in
            let past = try await Succession(harness)
            let proof = Settlement(
                position: 1, state: .failed, reason: .attemptsExhausted, endsDoubt: true)
            _ = try await harness.settle(past.new, by: past.heir, [proof])
            #expect(try await harness.permits().count == 2)
            _ = try await harness.settle(past.old, by: past.fixture.worker, [.accepted(1)])
            #expect(try await harness.states(past.fixture.run) == "auu")
            #expect(try await harness.reasons(past.fixture.run)[0] == "")
            #expect(try await harness.permits().count == 3)
            #expect(try await harness.number("select count(*) from incident") == 0)
        }
    }

    @Test func anAcceptanceWhosePermitAnotherRunHoldsIsAnIncident() async throws {
        try await StoreHarness.prepare { harness in
            let past = try await Succession(harness)
            let proof = Settlement(
                position: 1, state: .failed, reason: .attemptsExhausted, endsDoubt: true)
            _ = try await harness.settle(past.new, by: past.heir, [proof])
            let next = try await harness.load(
                [.overdue("F1")], of: past.fixture.creditor, key: "k2")
            #expect(next.queued == 1)
            _ = try await harness.settle(past.old, by: past.fixture.worker, [.accepted(1)])
            #expect(try await harness.states(past.fixture.run) == "auu")
            #expect(try await harness.permits()[0] == "F1 \(try #require(next.run))/1")
            #expect(
                try await harness.ask("select run, pos, case_ids[1] from incident")
                    == [["\(past.fixture.run)", "1", "case-1"]])
        }
    }

    @Test func twoCasesOfOneReminderAreAnIncident() async throws {
        try await StoreHarness.prepare { harness in
            let past = try await Succession(harness)
            var rival = Settlement.accepted(1)
            rival.caseID = "other"
            _ = try await harness.settle(past.new, by: past.heir, [rival])
            for _ in 1...2 {
                _ = try await harness.settle(past.old, by: past.fixture.worker, [.accepted(1)])
            }
            #expect(
                try await harness.ask("select pos, case_ids from incident")
                    == [["1", "{case-1,other}"]])
            #expect(
                try await harness.ask("select case_id from reminder where pos = 1") == [["other"]])
        }
    }

    /// Both take permits of the same invoices, in opposite orders.
    @Test func aLateAcceptanceAndALoadDoNotDeadlock() async throws {
        try await StoreHarness.prepare { harness in
            let past = try await Succession(harness, 2)
            let ends = [1, 2].map {
                Settlement(
                    position: $0, state: .failed, reason: .attemptsExhausted, endsDoubt: true)
            }
            _ = try await harness.settle(past.new, by: past.heir, ends)
            let (first, second) = try (Invoice.overdue("F1"), Invoice.overdue("F2"))
            let (isTaken, mayGoOn) = (Signal(), Gate())
            let creditor = past.fixture.creditor
            async let load = harness.enqueue.load(
                LoadOrder(
                    creditor: creditor, key: "k2", digest: "d", asOf: "2025-11-01T12:00:00Z",
                    createdBy: "test")
            ) { Halting([second], [first], isTaken, mayGoOn) }
            defer { mayGoOn.open() }
            await isTaken.wait()
            async let late = harness.settle(
                past.old, by: past.fixture.worker, [.accepted(1), .accepted(2)])
            try await harness.waitForWaiting()
            mayGoOn.open()
            #expect(try await load.queued == 2)
            #expect(try await late == .leaseLost)
            #expect(try await harness.number("select count(*) from incident") == 2)
        }
    }
}

/// Gives one batch, stops until it may go on, and gives the other.
final class Halting: LoadSource {
    private var batches: [[Invoice]]
    private let isTaken: Signal
    private let mayGoOn: Gate
    let refused = 0

    init(_ first: [Invoice], _ second: [Invoice], _ isTaken: Signal, _ mayGoOn: Gate) {
        batches = [second, first]
        self.isTaken = isTaken
        self.mayGoOn = mayGoOn
    }

    func next(_ limit: Int) throws -> [LoadLine] {
        guard let batch = batches.popLast() else { return [] }
        if batches.isEmpty {
            isTaken.send()
            mayGoOn.pass()
        }
        return batch.map { LoadLine($0, knownFlags: []) }
    }

    func finish() throws {}
}
