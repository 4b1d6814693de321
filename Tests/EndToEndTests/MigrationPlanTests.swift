import TestSupport
import Testing

/// `paminn migrate --plan` before a real database.
@Suite struct MigrationPlanTests {
    /// Takes two migrations for not applied; the plan must neither run nor note them.
    private static let forget = "delete from schema_migration where number in (31, 35)"
    private static let count = "select count(*) from schema_migration"

    @Test func thePlanTellsLocksSizesAndWhatBreaksAndChangesNothing() async throws {
        try await Installation.with { installation in
            try await installation.expect(
                0, ["enqueue", try installation.file("a.csv", count: 200), "--creditor", "demo"])
            try await installation.query("analyze run; \(Self.forget)")
            let before = try await installation.query(Self.count)
            let plan = try await installation.json(["migrate", "--plan"])
            #expect(plan.map { $0["migration"] as? String } == ["causes", "vacuum"])
            #expect(plan.map { $0["breaking"] as? Bool } == [true, false])
            #expect(plan.map { $0["does"] as? String } == ["changes", "none"])
            #expect(plan.allSatisfy { $0["lock_timeout_ms"] as? Int == 5000 })
            let tables = try #require(plan[0]["tables"] as? [[String: Any]])
            let run = try #require(tables.first { $0["table"] as? String == "run" })
            #expect(run["lock"] as? String == "ACCESS EXCLUSIVE")
            #expect(run["reads_wait"] as? Bool == true && run["writes_wait"] as? Bool == true)
            #expect(run["rows"] as? Int == 1)
            #expect((run["bytes"] as? Int ?? 0) > 0)
            let text = try await installation.expect(0, ["migrate", "--plan"]).output
            #expect(text.contains("run: ACCESS EXCLUSIVE, reads and writes wait"))
            #expect(text.contains("breaking: earlier workers and consoles stop"))
            #expect(try await installation.query(Self.count) == before)
        }
    }

    @Test func nothingToApplyIsAnEmptyPlan() async throws {
        try await Installation.with { installation in
            #expect(try await installation.json(["migrate", "--plan"]).isEmpty)
            let text = try await installation.expect(0, ["migrate", "--plan"]).output
            #expect(text == "The schema is up to date.\n")
        }
    }
}
