import Postgres
import Testing

@testable import ConsoleStore
@testable import Database
@testable import QueueStore

/// As `PlanTests`, of a fleet that has worked for long: what is asked again and again reads what is
/// open, and not all that was ever done.
@Suite struct FleetPlanTests {
    /// The bounds: each open part and each creditor once; of the polls the first
    /// that is due, or none.
    @Test func whatIsOpenIsNotSoughtAmongAllThatIsDone() async throws {
        let all = "creditors: '{\((1...2_000).map(String.init).joined(separator: ","))}'"
        // It is not dropped, for its parts count reminders that there are not.
        let harness = try await StoreHarness.lasting("fleet_plans")
        try await harness.one.perform { session in
            try session.script(Self.fleet)
            try Self.expect(2_100, ListStatement.creditors, "handle: null", session)
            try Self.expect(2_100, ListStatement.runs, "run: null, limit: 20", session)
            try Self.expect(2_100, ListStatement.runs, "run: 5, limit: 20", session)
            try Self.expect(2_100, OperationsStatement.queue, "", session)
            try Self.expect(2_100, OperationsStatement.openRuns, all, session)
            try Self.expect(2_100, FleetStatement.figures, "", session)
            try Self.expect(2_100, ProgressStatement.progress, "creditor: null, run: null", session)
            let turn = "held_for: 10, patience: 5"
            try Self.expect(100, CaseSyncStatement.takePollTurn, turn, session)
            try session.script("update poll set changes_due_at = now() + interval '1 h'")
            try Self.expect(100, CaseSyncStatement.takePollTurn, turn, session)
        }
    }

    /// Whatever plan PostgreSQL takes for a statement that it has prepared.
    private static func expect(
        _ bound: Int, _ statement: some Statement, _ arguments: String,
        _ session: borrowing PostgresSession
    ) throws {
        for mode in ["force_custom_plan", "force_generic_plan"] {
            try session.script("set plan_cache_mode = \(mode); begin")
            try Plans.expectAtMost(bound, statement, arguments, of: mode, session)
        }
    }

    /// 2,000 creditors, each with a poll that is due, and 10,000 runs of two parts. The last 1,000
    /// runs are open. There are statistics.
    private static let fleet = """
        insert into creditor (handle, name, org_number, account, amili_creditor, activation,
            canary_written, canary_number)
        select 'fleet-' || n, 'n', '0', lpad(to_hex(n), 24, '0'), repeat('b', 24), 'active', '1',
            '1'
        from generate_series(1, 2000) n;
        insert into poll (creditor, changes_due_at)
        select id, now() - id * interval '1 s' from creditor;
        insert into throttle (scope, creditor, rate)
        select 'creditor ' || id, id, 'Infinity' from creditor;
        insert into run (creditor, key, digest, state, as_of, grace_bank_days, total, queued,
            created_by, released_at, finished_at)
        select 1 + n % 2000, n, n, case when n > 9000 then 'open' else 'done' end, now(), 3, 198,
            198, 'k', now(), case when n <= 9000 then now() end
        from generate_series(1, 10000) n;
        insert into part (run, first, last, creditor, turn, state, n_q, n_a)
        select u.id, f, f + 98, u.creditor, 1,
            case when u.state = 'open' then 'ready' else 'done' end,
            case when u.state = 'open' then 99 else 0 end,
            case when u.state = 'open' then 0 else 99 end
        from run u cross join (values (1), (100)) v(f);
        analyze creditor; analyze poll; analyze throttle; analyze run; analyze part
        """
}
