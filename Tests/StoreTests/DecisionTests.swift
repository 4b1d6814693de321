import ConsoleStore
import Database
import EnqueueStore
import Postgres
import QueueStore
import Reminders
import Testing

@testable import OperatorStore

/// What humans settle: doubts, releases, incidents, stuck parts.
@Suite struct DecisionTests {
    /// Two of three in doubt, given back until the settle delay is over.
    private func doubtful(_ harness: StoreHarness) async throws -> (Fixture, ClaimedPart) {
        let fixture = try await harness.begin(3)
        let part = try await harness.claimed(by: fixture.worker)
        _ = try await harness.settle(
            part, by: fixture.worker, [.uncertain(1), .uncertain(2), .rejected(3)],
            evidence: [
                Evidence(.lookup, why: "no answer: no canary"),
                Evidence(.call, position: 1, from: .queued, to: .uncertain, why: "reset"),
            ])
        try await harness.queue.giveBack(
            part.claim, by: fixture.worker, .waiting(.seconds(600), setback: true))
        return (fixture, part)
    }

    private func endDoubt(_ harness: StoreHarness) async throws {
        try await harness.run("update part set doubt_until = now() - interval '1 s'")
        try await harness.run("update part set amili_doubt_until = '2026-10-01 08:10:00Z'")
        try await harness.run("update worker set amili_at = '2026-10-01 08:10:01Z'")
    }

    // MARK: Doubts

    @Test(arguments: [nil, "case-7"])
    func aLetterThatAHumanVouchesForIsAccepted(caseID: String?) async throws {
        try await StoreHarness.prepare { harness in
            let (fixture, _) = try await doubtful(harness)
            #expect(
                try await harness.operators.resolve(
                    "F1", of: fixture.creditor, .sent(caseID: caseID), by: "kim", why: "portal")
                    == .accepted)
            #expect(
                try await harness.ask(
                    """
                    select state, case_id, reason, confirmed_at is not null from reminder
                    where pos = 1
                    """) == [["a", caseID, caseID == nil ? "82" : nil, "t"]])
            #expect(
                try await harness.ask("select n_a, n_u, n_r, state from part")
                    == [["1", "1", "1", "waiting"]])
            #expect(try await harness.permits().count == 2)
            #expect(
                try await harness.ask(
                    """
                    select pos, first, from_state, to_state, decision, by_whom, why from evidence
                    where kind = 'human'
                    """) == [["1", "1", "u", "a", "sent", "kim", "portal"]])
            // The last one ends the run, whether or not any worker is there.
            _ = try await harness.operators.resolve(
                "F2", of: fixture.creditor, .sent(caseID: nil), by: "kim", why: "portal")
            #expect(try await harness.ask("select state from run") == [["done"]])
            try await harness.expectCountsAddUp()
        }
    }

    @Test func acceptedWithoutACaseIsForHumansOnly() async throws {
        try await StoreHarness.prepare { harness in
            let (fixture, _) = try await doubtful(harness)
            let problem = await #expect(throws: PostgresError.self) {
                try await harness.run(
                    "update reminder set state = 'a' where run = $1 and pos = 1",
                    [.id(fixture.run)])
            }
            #expect(problem?.message.contains("reminder_accepted") == true)
        }
    }

    @Test func notSentCountsOnlyAfterTheDoubtIsOver() async throws {
        try await StoreHarness.prepare { harness in
            let (fixture, _) = try await doubtful(harness)
            func resolve() async throws -> ReminderState {
                try await harness.operators.resolve(
                    "F1", of: fixture.creditor, .notSent, by: "kim", why: "portal")
            }
            do {
                _ = try await resolve()
                Issue.record("too early")
            } catch DecisionProblem.tooEarly(let seconds) {
                #expect((590...600).contains(seconds))
            }
            #expect(try await harness.states(fixture.run) == "uur")
            #expect(
                try await harness.number("select count(*) from evidence where kind = 'human'") == 0)
            try await endDoubt(harness)
            #expect(try await resolve() == .queued)
            #expect(try await harness.states(fixture.run) == "qur")
            #expect(try await harness.ask("select n_q, n_u from part") == [["1", "1"]])
            #expect(try await harness.permits().count == 2)
            // It need not wait for the part's next question.
            try await harness.tendAsLookedAt()
            let part = try await harness.claimed(by: fixture.worker)
            #expect(part.queued == 1 && part.uncertain == 1)
        }
    }

    @Test func notSentOfACancelledRunIsCancelled() async throws {
        try await StoreHarness.prepare { harness in
            let (fixture, _) = try await doubtful(harness)
            _ = try await harness.operators.cancel(fixture.run, by: "kim", dryRun: false)
            try await endDoubt(harness)
            for number in ["F1", "F2"] {
                #expect(
                    try await harness.operators.resolve(
                        number, of: fixture.creditor, .notSent, by: "kim", why: "portal")
                        == .cancelled)
            }
            #expect(try await harness.states(fixture.run) == "ccr")
            #expect(try await harness.permits().isEmpty)
            #expect(try await harness.ask("select state from run") == [["done"]])
        }
    }

    @Test func whatIsNotInDoubtCannotBeSettledByAHuman() async throws {
        try await StoreHarness.prepare { harness in
            let (fixture, _) = try await doubtful(harness)
            let other = try await harness.load([.overdue("F9")], of: fixture.creditor, key: "k2")
            #expect(other.queued == 1)
            _ = try await harness.operators.resolve(
                "F1", of: fixture.creditor, .sent(caseID: nil), by: "kim", why: "portal")
            // Settled, rejected, queued, unknown; the doubt of the part's others says nothing.
            for verdict in [HumanVerdict.sent(caseID: nil), .notSent] {
                for number in ["F1", "F3", "F9"] {
                    await #expect(throws: DecisionProblem.notInDoubt, "\(number)") {
                        try await harness.operators.resolve(
                            number, of: fixture.creditor, verdict, by: "kim", why: "?")
                    }
                }
                await #expect(throws: DecisionProblem.noSuchInvoice) {
                    try await harness.operators.resolve(
                        "F4", of: fixture.creditor, verdict, by: "kim", why: "?")
                }
            }
            #expect(try await harness.states(fixture.run) == "aur")
        }
    }

    /// It asked, and comes back with what it found.
    @Test(arguments: [ReminderState.accepted, .queued, .failed])
    func aWorkerThatHoldsThePartMeanwhileDoesNoHarm(found: ReminderState) async throws {
        try await StoreHarness.prepare { harness in
            let (fixture, _) = try await doubtful(harness)
            try await endDoubt(harness)
            try await harness.run("update part set due_at = now()")
            try await harness.tendAsLookedAt()
            let part = try await harness.claimed(by: fixture.worker)
            _ = try await harness.operators.resolve(
                "F1", of: fixture.creditor, .sent(caseID: nil), by: "kim", why: "portal")
            _ = try await harness.operators.resolve(
                "F2", of: fixture.creditor, .notSent, by: "kim", why: "portal")
            let late = [1, 2].map {
                Settlement(
                    position: $0, state: found, reason: found == .failed ? .attemptsExhausted : nil,
                    caseID: found == .accepted ? "case-\($0)" : nil, endsDoubt: true)
            }
            _ = try await harness.settle(part, by: fixture.worker, late)
            let second = found == .queued ? "q" : String(found.rawValue)
            #expect(try await harness.states(fixture.run) == "a\(second)r")
            // What was vouched for gets Amili's name for it.
            #expect(
                try await harness.ask("select case_id, reason from reminder where pos = 1")
                    == [found == .accepted ? ["case-1", nil] : [nil, "82"]])
            try await harness.expectCountsAddUp()
            #expect(try await harness.permits().count == (found == .failed ? 1 : 2))
        }
    }

    @Test func aLateProofOfWhatAHumanVouchedForIsNoIncident() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(2)
            let part = try await harness.claimed(by: fixture.worker)
            try await harness.kill(fixture.worker)
            _ = try await harness.operators.resolve(
                "F1", of: fixture.creditor, .sent(caseID: nil), by: "kim", why: "portal")
            _ = try await harness.operators.resolve(
                "F2", of: fixture.creditor, .sent(caseID: "other"), by: "kim", why: "portal")
            #expect(
                try await harness.settle(part, by: fixture.worker, [.accepted(1), .accepted(2)])
                    == .leaseLost)
            #expect(
                try await harness.ask("select case_id, reason from reminder order by pos")
                    == [["case-1", nil], ["other", nil]])
            #expect(
                try await harness.ask("select pos, case_ids from incident")
                    == [["2", "{case-2,other}"]])
        }
    }

    @Test func theListOfDoubtsTellsWhatWasSaidAndWhyNobodyAsks() async throws {
        try await StoreHarness.prepare { harness in
            let (fixture, _) = try await doubtful(harness)
            let rows = try await harness.operators.uncertain(of: fixture.creditor)
            #expect(rows.map(\.invoiceNumber) == ["F1", "F2"])
            #expect(rows.map(\.lastCall) == ["reset", nil])
            #expect(rows.allSatisfy { $0.lastLookUp == "no answer: no canary" })
            #expect(rows.allSatisfy { !$0.isDoubtOver && $0.obstacle == nil && $0.attempts == 1 })
            #expect(rows.allSatisfy { $0.doubtUntil != nil && $0.askedAgainAt != nil })
            #expect(try await harness.operators.uncertain(of: nil).count == 2)
            #expect(try await harness.operators.uncertain(of: 999).isEmpty)
            #expect(try await harness.operators.uncertain(of: nil, limit: 1).count == 1)
            func obstacle() async throws -> InvoiceDoubt.Obstacle? {
                try await harness.operators.uncertain(of: nil).first?.obstacle
            }
            try await harness.operators.setPaused(true, creditor: fixture.creditor)
            #expect(try await obstacle() == .creditorPaused)
            try await harness.queue.closeGate(nil, for: .seconds(60), cause: .tooMany, words: nil)
            #expect(try await obstacle() == .allClosed)
            let closed = try await harness.operators.uncertain(of: nil).first
            #expect(closed?.closedCause == .tooMany && closed?.closedWords == nil)
            // The cause of a gate that is open again is history.
            try await harness.queue.closeGate(
                fixture.creditor, for: .seconds(60), cause: .letters, words: "reset")
            try await harness.run(
                "update throttle set closed_until = now() - interval '1 s' where scope = 'amili'")
            let left = try await harness.operators.uncertain(of: nil).first
            #expect(left?.closedCause == .letters && left?.closedWords == "reset")
            try await harness.run("update throttle set closed_until = now() - interval '1 s'")
            let open = try await harness.operators.uncertain(of: nil).first
            #expect(open?.closedCause == nil && open?.closedWords == nil)
            try await harness.run("update part set state = 'stuck', due_at = null")
            #expect(try await obstacle() == .stuck)
        }
    }

    // MARK: Incidents and stuck parts

    @Test func anIncidentIsClosedOnceAndTheDecisionIsKept() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(2)
            let part = try await harness.claimed(by: fixture.worker)
            _ = try await harness.settle(
                part, by: fixture.worker, [.accepted(1)],
                evidence: [Evidence(.state, position: 1, why: "two cases", incident: ["a", "b"])])
            let open = try #require(try await harness.operators.incidents(all: false).first)
            #expect(open.invoiceNumber == "F1" && open.cases == ["a", "b"])
            #expect(open.kind == .twoCases)
            #expect(open.closedAt == nil)
            #expect(
                try await harness.operators.closeIncident(open.id, by: "kim", why: "b withdrawn"))
            #expect(try await !harness.operators.closeIncident(open.id, by: "robin", why: "again"))
            #expect(try await !harness.operators.closeIncident(open.id + 1, by: "kim", why: "none"))
            #expect(try await harness.operators.incidents(all: false).isEmpty)
            let closed = try #require(try await harness.operators.incidents(all: true).first)
            #expect(closed.closedBy == "kim" && closed.closedWhy == "b withdrawn")
            #expect(
                try await harness.ask(
                    "select pos, decision, by_whom, why from evidence where kind = 'human'")
                    == [["1", "incident_closed", "kim", "b withdrawn"]])
        }
    }

    @Test func aStuckPartGetsThreeMoreLives() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(2)
            func die(_ times: Int) async throws {
                for _ in 0..<times {
                    let worker = try await harness.queue.register("victim")
                    var part = try await harness.claimed(by: worker)
                    part.lookedUpAt = 1_000
                    _ = try await harness.queue.reserve(1, to: .send, for: part, by: worker)
                    try await harness.kill(worker)
                }
            }
            try await die(3)
            let stuck = try #require(try await harness.operators.stuckParts().first)
            #expect(stuck.run == fixture.run && stuck.first == 1 && stuck.last == 2)
            #expect(stuck.uncertain == 2 && stuck.crashes == 3 && stuck.worker == "victim")
            #expect(stuck.retryAt != nil)
            #expect(try await !harness.operators.retry(run: fixture.run, first: 100, by: "kim"))
            #expect(try await harness.operators.retry(run: fixture.run, first: 1, by: "kim"))
            #expect(try await !harness.operators.retry(run: fixture.run, first: 1, by: "kim"))
            #expect(try await harness.operators.stuckParts().isEmpty)
            try await die(2)
            #expect(try await harness.operators.stuckParts().isEmpty)
            try await die(1)
            #expect(try await harness.operators.stuckParts().count == 1)
            #expect(
                try await harness.ask(
                    "select pos, first, decision, by_whom, why from evidence where kind = 'human'")
                    == [[nil, "1", "part_retried", "kim", ""]])
        }
    }
}
