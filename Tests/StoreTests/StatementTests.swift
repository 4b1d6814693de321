import Postgres
import Testing

@testable import Store

/// Every statement of the system, through the server's parser and planner.
@Suite struct StatementTests {
    @Test(arguments: WorkStatement.allCases)
    func everyStatementOfWorkIsUnderstood(statement: WorkStatement) async throws {
        try await expectUnderstood(statement)
    }

    @Test(arguments: GateStatement.allCases)
    func everyStatementOfGatesIsUnderstood(statement: GateStatement) async throws {
        try await expectUnderstood(statement)
    }

    @Test(arguments: SuspectStatement.allCases)
    func everyStatementOfSuspicionIsUnderstood(statement: SuspectStatement) async throws {
        try await expectUnderstood(statement)
    }

    @Test(arguments: ClockStatement.allCases)
    func everyStatementOfClocksIsUnderstood(statement: ClockStatement) async throws {
        try await expectUnderstood(statement)
    }

    @Test(arguments: HistoryStatement.allCases)
    func everyStatementOfHistoryIsUnderstood(statement: HistoryStatement) async throws {
        try await expectUnderstood(statement)
    }

    @Test(arguments: SettleStatement.allCases)
    func everyStatementOfSettlingIsUnderstood(statement: SettleStatement) async throws {
        try await expectUnderstood(statement)
    }

    @Test(arguments: LoadStatement.allCases)
    func everyStatementOfLoadingIsUnderstood(statement: LoadStatement) async throws {
        try await expectUnderstood(statement)
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

    @Test(arguments: ListStatement.allCases)
    func everyStatementOfListsIsUnderstood(statement: ListStatement) async throws {
        try await expectUnderstood(statement)
    }

    @Test(arguments: HumanStatement.allCases)
    func everyStatementOfHumansIsUnderstood(statement: HumanStatement) async throws {
        try await expectUnderstood(statement)
    }

    @Test(arguments: SpellingStatement.allCases)
    func everyStatementOfSpellingsIsUnderstood(statement: SpellingStatement) async throws {
        try await expectUnderstood(statement)
    }

    @Test(arguments: ResubmitStatement.allCases)
    func everyStatementOfResubmittingIsUnderstood(statement: ResubmitStatement) async throws {
        try await expectUnderstood(statement)
    }

    @Test(arguments: AccountStatement.allCases)
    func everyStatementOfAccountsIsUnderstood(statement: AccountStatement) async throws {
        try await expectUnderstood(statement)
    }

    @Test(arguments: StoryStatement.allCases)
    func everyStatementOfStoriesIsUnderstood(statement: StoryStatement) async throws {
        try await expectUnderstood(statement)
    }

    @Test(arguments: OperationsStatement.allCases)
    func everyStatementOfOperationsIsUnderstood(statement: OperationsStatement) async throws {
        try await expectUnderstood(statement)
    }

    @Test(arguments: ProgressStatement.allCases)
    func everyStatementOfProgressIsUnderstood(statement: ProgressStatement) async throws {
        try await expectUnderstood(statement)
    }

    @Test(arguments: HealthStatement.allCases)
    func everyStatementOfHealthIsUnderstood(statement: HealthStatement) async throws {
        try await expectUnderstood(statement)
    }

    @Test(arguments: AnswerStatement.allCases)
    func everyStatementOfAnswersIsUnderstood(statement: AnswerStatement) async throws {
        try await expectUnderstood(statement)
    }

    @Test(arguments: ManualStatement.allCases)
    func everyStatementOfManualRemindersIsUnderstood(statement: ManualStatement) async throws {
        try await expectUnderstood(statement)
    }

    @Test(arguments: RunStatement.allCases)
    func everyStatementOfRunsIsUnderstood(statement: RunStatement) async throws {
        try await expectUnderstood(statement)
    }

    @Test(arguments: BrowseStatement.allCases)
    func everyStatementOfBrowsingIsUnderstood(statement: BrowseStatement) async throws {
        try await expectUnderstood(statement)
    }

    @Test(arguments: SelectionStatement.allCases)
    func everyStatementOfSelectionsIsUnderstood(statement: SelectionStatement) async throws {
        try await expectUnderstood(statement)
    }

    @Test(arguments: DraftStatement.allCases)
    func everyStatementOfDraftsIsUnderstood(statement: DraftStatement) async throws {
        try await expectUnderstood(statement)
    }

    @Test(arguments: FollowStatement.allCases)
    func everyStatementOfFollowingIsUnderstood(statement: FollowStatement) async throws {
        try await expectUnderstood(statement)
    }

    @Test(arguments: ActivationStatement.allCases)
    func everyStatementOfActivatingIsUnderstood(statement: ActivationStatement) async throws {
        try await expectUnderstood(statement)
    }

    private func expectUnderstood(_ statement: some Statement) async throws {
        let connection = try await Self.probe.connection()
        try await connection.perform { session in
            // The planner, too, sees what the parser lets through.
            try session.script(
                "set plan_cache_mode = force_generic_plan; prepare probe as \(statement.text)")
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
            try await Ground.connect(try await Template.shared.copy("statements"))
        }
    }
}
