import Postgres
import Reminders
import Schema

/// The door to PostgreSQL: all SQL of the system is behind it.
package final class Store: Sendable {
    /// What a program needs of the schema does not hold; the text says what to run.
    package enum SchemaProblem: Error, Sendable, Equatable {
        case older(missing: [Int])
        case newer
    }

    let pool: PostgresPool
    /// Beats must not queue behind a load or a settle.
    let beatPool: PostgresPool
    private let conninfo: String
    private let applicationName: String
    let bell: Bell
    let partitionTurns = PartitionTurns()

    /// Connects to nothing yet.
    /// - Parameters:
    ///   - conninfo: libpq URI or `key=value` string.
    ///   - connections: 1...100, beside one for beats.
    package init(_ conninfo: String, applicationName: String, connections: Int = 4) {
        self.conninfo = conninfo
        self.applicationName = applicationName
        pool = PostgresPool(conninfo, applicationName: applicationName, size: connections)
        beatPool = PostgresPool(conninfo, applicationName: applicationName + "-beat", size: 1)
        bell = Bell(conninfo, applicationName: applicationName + "-listen")
    }

    package func close() {
        bell.close()
        pool.close()
        beatPool.close()
    }

    // MARK: Schema

    private static var migrations: [Migration] {
        Schema.migrations.map { file, text in
            guard let migration = Migration(fileName: file, sql: text) else {
                preconditionFailure("a migration is named NNNN_noun_phrase.sql")
            }
            return migration
        }
    }

    static let knownMigrations = PostgresValue.intArray(migrations.map { Int64($0.number) })

    /// Applies what is missing, and writes the texts of all reasons and of Amili's words. Safe
    /// twice, and by two at once.
    /// - Returns: the names of the migrations applied now.
    package func migrate() async throws -> [String] {
        let connection = try await PostgresConnection.connect(
            conninfo, applicationName: applicationName)
        defer { connection.close() }
        let numbers = try await Migrator(connection).apply(Self.migrations)
        try await connection.perform { session in
            try session.transaction { session in
                // Two that write the same new rows would meet in the unique code.
                try Migrator.lock(session)
                try Self.writeTexts(in: session)
            }
            try Self.makePartitions(in: session)
        }
        return Self.migrations.filter { numbers.contains($0.number) }.map(\.name)
    }

    private static func writeTexts(in session: borrowing PostgresSession) throws {
        try session.run(
            ListStatement.writeReasons,
            [
                .intArray(Reason.allCases.map { Int64($0.storageID) }),
                .textArray(Reason.allCases.map(\.rawValue)),
                .textArray(Reason.allCases.map(\.swedish)),
                .textArray(Reason.allCases.map(\.english)),
            ])
        try session.run(
            FollowStatement.writeWords,
            [
                .textArray(AmiliWord.allCases.map(\.rawValue)),
                .intArray(AmiliWord.allCases.map { Int64($0.stage.rawValue) }),
                .textArray(AmiliWord.allCases.map(\.stage.swedish)),
                .textArray(AmiliWord.allCases.map(\.stage.english)),
            ])
    }

    /// Each migration's name and when it was applied (RFC 3339), nil if it was not.
    package func migrationStatus() async throws -> [(name: String, appliedAt: String?)] {
        let connection = try await PostgresConnection.connect(
            conninfo, applicationName: applicationName)
        defer { connection.close() }
        return try await Migrator(connection).status(Self.migrations).map { ($0.0.name, $0.1) }
    }

    /// - Throws: `SchemaProblem` if this program cannot work with the database's schema.
    package func checkSchema() async throws {
        let connection = try await PostgresConnection.connect(
            conninfo, applicationName: applicationName)
        defer { connection.close() }
        switch try await Migrator(connection).check(Self.migrations) {
        case .current: return
        case .behind(let missing): throw SchemaProblem.older(missing: missing)
        case .ahead(let breaking): if breaking { throw SchemaProblem.newer }
        }
    }
}
