import Postgres
import Testing

@testable import AccessStore
@testable import Database
@testable import EnqueueStore
@testable import QueueStore

/// Every statement of the system, through the server's parser and planner.
@Suite struct StatementTests {
    @Test func everyCatalogueIsFound() {
        let catalogues = Set(CataloguedStatement.all.map(\.catalogue))
        #expect(catalogues.isSuperset(of: ["WorkStatement", "LoadStatement", "BrowseStatement"]))
        #expect(
            CataloguedStatement.all.count { $0.catalogue == "WorkStatement" }
                == WorkStatement.allCases.count)
        #expect(
            CataloguedStatement.all.count { $0.catalogue == "AccountStatement" }
                == AccountStatement.allCases.count)
    }

    /// The server takes a binary COPY's bytes for what its columns' types make of them.
    @Test(arguments: LoadTable.allCases)
    func everyColumnOfACopyHasItsType(table: LoadTable) async throws {
        let types = try await Self.probe.connection().perform { session in
            let rows = try session.run(
                """
                select attname, format_type(atttypid, null) from pg_attribute
                where attrelid = '\(table.rawValue)'::regclass and attnum > 0
                """)
            return Dictionary(
                uniqueKeysWithValues: (0..<rows.count).map {
                    (rows.string($0, 0), rows.string($0, 1))
                })
        }
        for column in table.columns { #expect(types[column.name] == column.type) }
    }

    @Test(arguments: CataloguedStatement.all)
    func everyStatementIsUnderstood(statement: CataloguedStatement) async throws {
        try await expectUnderstood(
            StatementText(name: statement.testDescription, statement.text).sql)
    }

    private func expectUnderstood(_ statement: String) async throws {
        let connection = try await Self.probe.connection()
        try await connection.perform { session in
            // The planner, too, sees what the parser lets through.
            try session.script(
                "set plan_cache_mode = force_generic_plan; prepare probe as \(statement)")
            defer { try? session.script("deallocate probe") }
            let parameters = try session.run(
                "select cardinality(parameter_types) from pg_prepared_statements")
            let nulls = Array(repeating: "null", count: Int(parameters.int(0, 0)))
            let arguments = nulls.isEmpty ? "" : "(\(nulls.joined(separator: ", ")))"
            try session.script("explain execute probe\(arguments)")
        }
    }

    private static let probe = Probe()

    /// One migrated database for all.
    private actor Probe {
        private var opening: Task<PostgresConnection, any Error>?

        func connection() async throws -> PostgresConnection {
            let opening = opening ?? Task { try await Self.open() }
            self.opening = opening
            return try await opening.value
        }

        private static func open() async throws -> PostgresConnection {
            try await StoreHarness.connect(try await Template.shared.copy("statements"))
        }
    }
}
