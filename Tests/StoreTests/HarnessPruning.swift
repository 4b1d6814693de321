import ConsoleStore
import OperatorStore
import QueueStore
import Reminders

/// A run that ended long ago, and its pruning.
extension StoreHarness {
    @discardableResult
    func prune(dryRun: Bool = false) async throws -> PruneReport {
        try await operators.prune(
            olderThan: PruneAge("18mo")!, auditOlderThan: PruneAge("7y")!, by: "op", as: "pruned",
            dryRun: dryRun)
    }

    /// A run that is done: position 1 is closed at Amili, 2 open there, 3 closed and paid, 4
    /// rejected, 5 failed, 6 skipped. All ended two years ago.
    func endedRun() async throws -> Fixture {
        let fixture = try await begin(6)
        let part = try await claimed(by: fixture.worker)
        _ = try await settle(
            part, by: fixture.worker,
            [
                .accepted(1), .accepted(2), .accepted(3), .rejected(4),
                Settlement(
                    position: 5, state: .failed, reason: .attemptsExhausted, countsAttempt: true),
                .skipped(6),
            ],
            evidence: [
                Evidence(.call, position: 1, trace: CallTrace(), to: .accepted, why: "201"),
                Evidence(.call, position: 2, trace: CallTrace(), to: .accepted, why: "201"),
                Evidence(.lookup, trace: CallTrace(), why: "asked about 6, found 0"),
            ])
        try await run(
            """
            update reminder set amili_state = case pos when 1 then 'closed_withdrawn' end,
                amili_status = case pos when 2 then 'reminder' when 3 then 'closed_paid' end
            where state = 'a'
            """)
        try await age("2 years")
        return fixture
    }

    func age(_ interval: String) async throws {
        try await run("update reminder set changed_at = now() - interval '\(interval)'")
        try await run(
            """
            update run set state = 'done', released_at = now() - interval '\(interval)',
                finished_at = now() - interval '\(interval)'
            """)
    }

    func positions() async throws -> String {
        try await ask(
            "select coalesce(string_agg(pos::text, ' ' order by run, pos), '') from reminder")[0][0]
            ?? ""
    }

    func shown(
        _ fixture: Fixture, _ filter: ListFilter = ListFilter()
    ) async throws -> [String] {
        try await console.browse(
            fixture.creditor, filter, by: ListOrder(.number)
        ).rows.map { "\($0.key) \($0.state.rawValue) \($0.shownSwedish)" }
    }
}
