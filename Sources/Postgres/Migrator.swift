/// Migrates the first schema of the connection's `search_path`.
///
/// Each migration is one transaction. It holds a lock that one migrator per schema can have, and
/// first inserts its row into `schema_migration`. So two migrators at once both succeed, and each
/// migration happens once.
package struct Migrator: Sendable {
    /// How long a migration waits for each lock of a table, in milliseconds. All that comes to the
    /// table after it waits behind it for as long.
    package static let lockTimeout = 5000

    private let connection: PostgresConnection

    package init(_ connection: PostgresConnection) { self.connection = connection }

    /// Applies the migrations that are missing.
    /// - Parameter all: in ascending order of number.
    /// - Returns: the numbers that this call applied.
    /// - Throws: 55P03 if others keep a table locked for `lockTimeout`. Nothing of that migration
    ///   is kept; the earlier ones are.
    package func apply(_ all: [Migration]) async throws -> [Int] {
        requireOrder(all)
        var applied: [Int] = []
        for migration in all {
            let isNew = try await connection.perform { session in
                try session.transaction { try Self.apply(migration, $0) }
            }
            if isNew { applied.append(migration.number) }
        }
        return applied
    }

    /// - Returns: each migration with the time of its application in UTC, as
    ///   `2026-06-01T12:00:00Z`; nil if it was not applied.
    package func status(_ all: [Migration]) async throws -> [(Migration, appliedAt: String?)] {
        let recorded = try await recorded()
        return all.map { migration in
            (migration, recorded.first { $0.number == migration.number }?.appliedAt)
        }
    }

    /// Compares the schema with the migrations that this program knows.
    /// - Parameter all: in ascending order of number.
    package func check(_ all: [Migration]) async throws -> SchemaVerdict {
        requireOrder(all)
        let recorded = try await recorded()
        let unknown = recorded.filter { row in !all.contains { $0.number == row.number } }
        let missing = all.map(\.number).filter { number in
            !recorded.contains { $0.number == number }
        }
        if unknown.contains(where: \.isBreaking) { return .ahead(breaking: true) }
        if !missing.isEmpty { return .behind(missing: missing) }
        return unknown.isEmpty ? .current : .ahead(breaking: false)
    }

    private func requireOrder(_ all: [Migration]) {
        precondition(
            zip(all, all.dropFirst()).allSatisfy { $0.number < $1.number },
            "migrations must be in ascending order")
    }

    /// - Returns: false if the migration was applied before.
    private static func apply(
        _ migration: Migration, _ session: borrowing PostgresSession
    ) throws -> Bool {
        try lock(session)
        try session.run("set local client_min_messages = warning")
        try session.run(
            """
            create table if not exists schema_migration (
                number int primary key,
                name text not null,
                applied_at timestamptz not null default clock_timestamp(),
                breaking bool not null)
            """)
        let isNew =
            try session.run(
                """
                insert into schema_migration (number, name, breaking) values ($1, $2, $3)
                on conflict (number) do nothing
                """,
                [
                    .int(Int64(migration.number)), .text(migration.name),
                    .bool(migration.isBreaking),
                ]
            ).affected == 1
        if isNew { try session.script(migration.sql) }
        return isNew
    }

    /// Takes the lock of migrators until the end of the transaction. Another migrator may hold it
    /// for long, so the wait is limited only by cancellation. After it, statements wait for a table
    /// as long as `lockTimeout` says at most.
    package static func lock(_ session: borrowing PostgresSession) throws {
        try session.run("set local lock_timeout = 0")
        try session.run(
            """
            select pg_advisory_xact_lock(hashtext('schema_migration'), hashtext(current_schema()))
            """)
        try session.run("set local lock_timeout = \(lockTimeout)")
    }

    /// Tells a schema that this user may not look into from one that is empty.
    /// - Throws: 42501.
    private static func requireSight(_ session: borrowing PostgresSession) throws(PostgresError) {
        let hidden = try session.run(
            """
            select nspname from pg_namespace
            where current_schema() is null and not has_schema_privilege(oid, 'usage')
                and nspname = any(regexp_split_to_array(
                    replace(current_setting('search_path'), '"', ''), ',\\s*'))
            """)
        if hidden.count > 0 {
            throw PostgresError(
                kind: .server, sqlstate: "42501",
                message: "permission denied for schema \(hidden.string(0, 0))")
        }
    }

    private struct Record: Sendable {
        let number: Int
        let appliedAt: String
        let isBreaking: Bool
    }

    private func recorded() async throws -> [Record] {
        try await connection.perform { session in
            let table = try session.run(
                "select to_regclass(quote_ident(current_schema()) || '.schema_migration')")
            if table.isNull(0, 0) {
                try Self.requireSight(session)
                return []
            }
            let rows = try session.run(
                """
                select number, breaking,
                    to_char(applied_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
                from schema_migration order by number
                """)
            return (0..<rows.count).map {
                Record(
                    number: Int(rows.int($0, 0)), appliedAt: rows.string($0, 2),
                    isBreaking: rows.bool($0, 1))
            }
        }
    }
}
