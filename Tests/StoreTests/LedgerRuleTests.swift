import Database
import EnqueueStore
import LedgerSuite
import OperatorStore
import Postgres
import QueueStore
import Reminders
import Testing

/// The real ledger keeps the rules that the simulated one is held to.
@Suite struct LedgerRuleTests {
    @Test(arguments: LedgerRule.all)
    func theStoreKeeps(rule: LedgerRule) async throws {
        try await StoreHarness.prepare { try await rule.check(StoreBench(harness: $0)) }
    }
}

private struct StoreBench: LedgerHarness {
    let harness: StoreHarness

    var ledger: any Ledger { harness.queue }
    func creditor() async throws -> CreditorID {
        let count = try await harness.number("select count(*) from creditor")
        return try await harness.creditor("fors\(count)")
    }
    func load(_ count: Int, of creditor: CreditorID) async throws -> RunID {
        let key = "k\(try await harness.number("select count(*) from run"))"
        let report = try await harness.load(
            try Invoice.overdue(1...count), of: creditor, key: key, digest: key)
        return try #require(report.run)
    }
    func age(_ span: Duration) async throws {
        let span = "interval '\(span.seconds) s'"
        for sql in [
            """
            update part set claimed_at = claimed_at - \(span), doubt_until = doubt_until - \(span),
                stuck_until = stuck_until - \(span),
                due_at = case when isfinite(due_at) then due_at - \(span) else due_at end
            """,
            """
            update throttle set tat = case when isfinite(tat) then tat - \(span) else tat end,
                closed_until = case when isfinite(closed_until) then closed_until - \(span)
                    else closed_until end
            """,
            "update creditor set next_canary_since = next_canary_since - \(span)",
            "update reminder set doubt_since = doubt_since - \(span)",
            "update lost_time set closes_after = closes_after - \(span)",
        ] { try await harness.run(sql) }
    }
    func branch() async throws { try await harness.run("update era set timeline = timeline - 1") }
    func cancel(_ run: RunID) async throws {
        try await harness.run("update run set stopped_at = now() where id = $1", [.id(run)])
        try await harness.run("update part set stopped = true where run = $1", [.id(run)])
    }
    func pause(_ run: RunID) async throws {
        try await harness.queue.pauseRun(run, RunPause(.rejections, count: 20, words: "test"))
    }
    func setPaused(_ isPaused: Bool, _ creditor: CreditorID?) async throws {
        try await harness.operators.setPaused(isPaused, creditor: creditor)
    }
    func setRate(_ rate: Double, _ creditor: CreditorID) async throws {
        try await harness.operators.setRate(rate, of: creditor)
    }
    func sayNotSent(
        _ position: Int, of run: RunID, _ creditor: CreditorID
    ) async throws -> Bool {
        do {
            _ = try await harness.operators.resolve(
                "F\(position)", of: creditor, .notSent, by: "kim", why: "portal")
            return true
        } catch is DecisionProblem {
            return false
        }
    }
    func states(_ run: RunID) async throws -> String { try await harness.states(run) }
    func permits() async throws -> [String] { try await harness.permits() }
    func isDone(_ run: RunID) async throws -> Bool {
        try await harness.number(
            "select count(*) from run where id = $1 and state = 'done'", [.id(run)]) == 1
    }
    func incidents() async throws -> Int {
        try await harness.number("select count(*) from incident")
    }
}
