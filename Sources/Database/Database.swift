package import Postgres
import Reminders
import Schema

/// One PostgreSQL database, its connections and its schema. All stores share it.
package final class Database: Sendable {
    /// The connections for everything but heartbeats.
    package let pool: PostgresPool
    /// One connection for heartbeats, which must not queue behind a load or a settle.
    package let beatPool: PostgresPool
    package let address: DatabaseAddress
    package let applicationName: String

    /// Makes the pools; no connection is opened before it is needed.
    /// - Parameters:
    ///   - conninfo: A libpq URI or `key=value` string.
    ///   - applicationName: What `pg_stat_activity` shows; heartbeats append `-beat`.
    ///   - connections: 1...100, beside the one for heartbeats.
    package convenience init(_ conninfo: String, applicationName: String, connections: Int = 4) {
        self.init(
            DatabaseAddress(conninfo), applicationName: applicationName, connections: connections)
    }

    /// Makes the pools, as above, for an address with its deadlines.
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

    /// Tells how the connection is protected, as it is in force.
    package func security() async throws -> ConnectionSecurity {
        try await pool.perform { $0.security }
    }

    /// Checks that the server has what the schema rests on.
    /// - Throws: `ServerLack` if it does not.
    package func checkServer() async throws {
        try await pool.perform { try ServerLack.check(in: $0) }
    }

    /// The connections, and their failures so far.
    package var figures: PostgresPoolFigures { pool.figures + beatPool.figures }

    /// Limits every statement from now on to `most`, for a program that is ending.
    package func hurry(_ most: Duration) {
        pool.hurry(most)
        beatPool.hurry(most)
    }

    /// Ends idle connections now and the others when their calls return. Later calls throw.
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

    /// The number of the last migration that this program has.
    package static let schemaVersion = migrations.map(\.number).max() ?? 0

    /// The numbers of all migrations that this program has, as an array parameter.
    package static let knownMigrations = PostgresValue.intArray(migrations.map { Int64($0.number) })

    /// Applies the missing migrations, and writes the texts of all reasons and of Amili's words. It
    /// may be run twice, and by two programs at once.
    /// - Returns: The names of the migrations that this call applied.
    /// - Throws: `ServerLack` before anything is changed; SQLSTATE 55P03 if others lock a table for
    ///   `Migrator.lockTimeout`, and then the migrations before that one are kept.
    package func migrate() async throws -> [String] {
        var deadlines = address.deadlines
        // Building an index of a big table takes long.
        deadlines.ordinary = max(deadlines.bulk, .seconds(3600))
        let connection = try await connect(deadlines)
        defer { connection.close() }
        try await connection.perform { try ServerLack.check(in: $0) }
        let numbers = try await Migrator(connection).apply(Self.migrations)
        try await connection.perform { session in
            try session.transaction { session in
                // Two programs that insert the same new rows would collide in the unique code.
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

    /// Lists the migrations of this program by name, with when each was applied (RFC 3339 in UTC);
    /// nil: it was not.
    package func migrationStatus() async throws -> [(name: String, appliedAt: String?)] {
        let connection = try await connect(address.deadlines)
        defer { connection.close() }
        return try await Migrator(connection).status(Self.migrations).map { ($0.0.name, $0.1) }
    }

    /// Lists the migrations that `migrate` would run now, in order, with the sizes that the tables
    /// have now. Changes nothing. Waits for a table that is locked, up to the deadline of a
    /// statement.
    package func migrationPlan() async throws -> [PlannedMigration] {
        let connection = try await connect(address.deadlines)
        defer { connection.close() }
        let missing = try await Migrator(connection).status(Self.migrations)
            .filter { $0.appliedAt == nil }.map(\.0)
        let tables = Set(missing.flatMap { Schema.facts[$0.number] ?? [] }.map(\.table))
        let sizes = try await connection.perform { session in
            try TableSize.read(tables, in: session)
        }
        return missing.map { PlannedMigration($0, sizes) }
    }

    /// Checks that this program can work with the schema. A newer schema will do, unless one of its
    /// migrations is marked as breaking.
    /// - Throws: `SchemaProblem` if it cannot.
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
