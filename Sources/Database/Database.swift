package import Postgres
import Reminders
import Schema

/// One PostgreSQL database: its connections and its schema. The stores work on it.
package final class Database: Sendable {
    package let pool: PostgresPool
    /// Heartbeats must not queue behind a load or a settle.
    package let beatPool: PostgresPool
    package let address: DatabaseAddress
    package let applicationName: String

    /// Connects to nothing yet.
    /// - Parameters:
    ///   - conninfo: libpq URI or `key=value` string.
    ///   - connections: 1...100, beside one for heartbeats.
    package convenience init(_ conninfo: String, applicationName: String, connections: Int = 4) {
        self.init(
            DatabaseAddress(conninfo), applicationName: applicationName, connections: connections)
    }

    package init(_ address: DatabaseAddress, applicationName: String, connections: Int = 4) {
        self.address = address
        self.applicationName = applicationName
        pool = PostgresPool(
            address.conninfo, applicationName: applicationName, size: connections,
            deadlines: address.deadlines)
        beatPool = PostgresPool(
            address.conninfo, applicationName: applicationName + "-beat", size: 1,
            deadlines: address.deadlines)
    }

    /// How the way to the database is protected, as it is in force.
    package func security() async throws -> ConnectionSecurity {
        try await pool.perform { $0.security }
    }

    /// - Throws: `ServerLack` if the server is without something that the schema rests on.
    package func checkServer() async throws {
        try await pool.perform { try ServerLack.check(in: $0) }
    }

    /// No statement takes longer from now on: for a program that is ending.
    package func hurry(_ most: Duration) {
        pool.hurry(most)
        beatPool.hurry(most)
    }

    package func close() {
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

    /// The number of the last migration that this program brings.
    package static let schemaVersion = migrations.map(\.number).max() ?? 0

    package static let knownMigrations = PostgresValue.intArray(migrations.map { Int64($0.number) })

    /// Applies what is missing, and writes the texts of all reasons and of Amili's words. Safe
    /// twice, and by two at once.
    /// - Returns: the names of the migrations applied now.
    package func migrate() async throws -> [String] {
        var deadlines = address.deadlines
        // An index of a big table takes its time.
        deadlines.ordinary = max(deadlines.bulk, .seconds(3600))
        let connection = try await connect(deadlines)
        defer { connection.close() }
        try await connection.perform { try ServerLack.check(in: $0) }
        let numbers = try await Migrator(connection).apply(Self.migrations)
        try await connection.perform { session in
            try session.transaction { session in
                // Two that write the same new rows would meet in the unique code.
                try Migrator.lock(session)
                try Self.writeTexts(in: session)
            }
            try EvidencePartitions.make(in: session)
        }
        return Self.migrations.filter { numbers.contains($0.number) }.map(\.name)
    }

    private func connect(_ deadlines: StatementDeadlines) async throws -> PostgresConnection {
        try await PostgresConnection.connect(
            address.conninfo, applicationName: applicationName, deadlines: deadlines)
    }

    private static func writeTexts(in session: borrowing PostgresSession) throws {
        try session.run(
            SchemaStatement.writeReasons,
            [
                "ids": .intArray(Reason.allCases.map { Int64($0.storageID) }),
                "codes": .textArray(Reason.allCases.map(\.rawValue)),
                "swedish": .textArray(Reason.allCases.map(\.swedish)),
                "english": .textArray(Reason.allCases.map(\.english)),
            ])
        try session.run(
            SchemaStatement.writeWords,
            [
                "words": .textArray(AmiliWord.allCases.map(\.rawValue)),
                "ranks": .intArray(AmiliWord.allCases.map { Int64($0.stage.rawValue) }),
                "swedish": .textArray(AmiliWord.allCases.map(\.stage.swedish)),
                "english": .textArray(AmiliWord.allCases.map(\.stage.english)),
            ])
    }

    /// Each migration's name and when it was applied (RFC 3339), nil if it was not.
    package func migrationStatus() async throws -> [(name: String, appliedAt: String?)] {
        let connection = try await connect(address.deadlines)
        defer { connection.close() }
        return try await Migrator(connection).status(Self.migrations).map { ($0.0.name, $0.1) }
    }

    /// - Throws: `SchemaProblem` if this program cannot work with the database's schema.
    package func checkSchema() async throws {
        let connection = try await connect(address.deadlines)
        defer { connection.close() }
        switch try await Migrator(connection).check(Self.migrations) {
        case .current: return
        case .behind(let missing): throw SchemaProblem.older(missing: missing)
        case .ahead(let breaking): if breaking { throw SchemaProblem.newer }
        }
    }
}
