import Database
import Postgres
import Testing

@testable import QueueStore

/// What a statement reads, as its plan tells when it is run.
enum Plans {
    /// `creditor: 1, run: 1` in the order of the statement's parameters.
    private static func ordered(_ arguments: String, of statement: some Statement) -> String {
        let parameters = statement.compiled.parameters
        if parameters.isEmpty { return arguments }
        let starts = arguments.matches(of: #/(?:^|,\s+)([a-z_0-9]+): /#)
        var values: [Substring: Substring] = [:]
        for (index, start) in starts.enumerated() {
            let end =
                index + 1 < starts.count
                ? starts[index + 1].range.lowerBound : arguments.endIndex
            values[start.output.1] = arguments[start.range.upperBound..<end]
        }
        #expect(Set(values.keys) == Set(parameters.map { $0[...] }), "of \(statement)")
        return parameters.map { values[$0[...]] ?? "null" }.joined(separator: ", ")
    }

    /// No step of the plan may meet more rows than a part has pairs.
    static func expectFew(_ statement: some Statement, _ arguments: String) async throws {
        try await expectFew(statement, arguments, after: WorkStatement.sightings)
    }

    /// - Parameter first: what the transaction begins with.
    static func expectFew(
        _ statement: some Statement, _ arguments: String, after first: some Statement,
        _ values: StatementArguments = [:]
    ) async throws {
        for world in [Self.fresh, Self.misjudged] {
            try await expectFew(statement, arguments, after: first, values, in: world)
        }
    }

    static func expectFew(
        _ statement: some Statement, _ arguments: String, after first: some Statement,
        _ values: StatementArguments, in world: PlanWorld
    ) async throws {
        let connection = try await world.connection()
        try await connection.perform { session in
            // The transaction left open is rolled back. A plan that reads too much may take hours.
            try session.script(
                "set plan_cache_mode = force_custom_plan; set statement_timeout = '60s'; begin")
            #expect(try session.run(first, values).count == 1)
            try expectAtMost(99 * 99, statement, arguments, of: world.name, session)
        }
    }

    /// No step of the plan may meet more rows than `bound`. The session is in a transaction, which
    /// this rolls back.
    static func expectAtMost(
        _ bound: Int, _ statement: some Statement, _ arguments: String, of world: String,
        _ session: borrowing PostgresSession
    ) throws {
        try session.script("prepare probe as \(statement.text)")
        defer { try? session.script("rollback; deallocate probe") }
        let ordered = Self.ordered(arguments, of: statement)
        let call = ordered.isEmpty ? "probe" : "probe(\(ordered))"
        let rows = try session.run("explain (analyze, timing off, costs off) execute \(call)")
        let plan = (0..<rows.count).map { rows.string($0, 0) }
        let most = plan.map(Self.rowsMet).max() ?? 0
        let shown = "\(statement) of \(world), at most \(bound):\n\(plan.joined(separator: "\n"))"
        #expect(most <= bound, "\(shown)")
        #expect(most > 0, "\(shown)")
    }

    /// `… (actual rows=99 loops=2)`, `Rows Removed by Filter: 7`.
    private static func rowsMet(_ line: String) -> Int {
        func number(after word: String) -> Int? {
            line.firstRange(of: word).flatMap { found in
                Int(line[found.upperBound...].prefix { $0.isNumber })
            }
        }
        if let removed = number(after: "Rows Removed by Filter: ") { return removed }
        return (number(after: "actual rows=") ?? 0) * (number(after: "loops=") ?? 0)
    }

    /// Without any statistics.
    static let fresh = PlanWorld("plans", knowsAnother: false)
    /// With statistics that know another creditor and no other: PostgreSQL would take it that this
    /// one has next to nothing, and that any index with the creditor first is as good as the key.
    static let misjudged = PlanWorld("misjudged", knowsAnother: true)
}
