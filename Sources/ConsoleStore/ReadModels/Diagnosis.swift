import Database
import Postgres
package import Reminders
import Schema

/// The result of the checks of the server, of the schema and of what the fleet waits for.
package struct Diagnosis: Sendable {
    /// The names of the checks that found nothing wrong.
    package private(set) var checked: [String] = []
    package private(set) var problems: [HealthProblem] = []
    /// The checks that could not be made.
    package private(set) var skipped: [Skipped] = []
    /// The directory of the server's data; nil if this role may not know it.
    package fileprivate(set) var dataDirectory: String?

    /// A check that could not be made, and why.
    package struct Skipped: Sendable, Equatable {
        package let check: String
        package let why: String

        package init(check: String, why: String) {
            self.check = check
            self.why = why
        }
    }

    /// Bytes of WAL above which its size is a problem of its own.
    private static let muchWAL: Int64 = 32 << 30
    /// Seconds after which an open transaction is a problem.
    static let longSnapshot = 600.0
    /// Seconds after which a doubt is a problem.
    private static let longDoubt = 3_600.0
    /// The age of the oldest transaction number, in transactions, above which it is a problem.
    private static let oldTransactions: Int64 = 1_000_000_000
    /// The connections that a worker takes; fewer left are a problem.
    private static let fewConnections: Int64 = 6

    /// Makes all checks.
    /// - Throws: `PostgresError` if the connection is lost, or the server refuses a query that all
    ///   checks need.
    init(_ session: borrowing PostgresSession) throws(PostgresError) {
        try server(session)
        try schema(session)
        try fleet(session)
    }

    /// Makes one check. If the server refuses it, it counts as skipped.
    private mutating func look(
        at check: String, _ find: () throws(PostgresError) -> [HealthProblem]
    ) throws(PostgresError) {
        do throws(PostgresError) {
            let found = try find()
            problems += found
            if found.isEmpty { checked.append(check) }
        } catch {
            guard error.kind == .server else { throw error }
            skip(check, "the server refuses to say (\(error.sqlstate))")
        }
    }

    private mutating func skip(_ check: String, _ why: String) {
        skipped.append(Skipped(check: check, why: why))
    }

    /// Returns the column `name` of a statement's rows.
    private static func texts(
        _ session: borrowing PostgresSession, _ statement: HealthStatement,
        _ arguments: StatementArguments = [:]
    ) throws(PostgresError) -> [String] {
        let rows = try session.run(statement, arguments)
        return (0..<rows.count).map { rows.string($0, "name") }
    }

    // MARK: The server

    private mutating func server(_ session: borrowing PostgresSession) throws(PostgresError) {
        let row = try session.run(HealthStatement.server)
        let isStandby = row.bool(0, "is_standby")
        if isStandby {
            problems.append(.standby)
        } else if row.bool(0, "is_read_only") {
            problems.append(.readOnly)
        }
        if !row.bool(0, "fsync") || !row.bool(0, "full_page_writes") {
            problems.append(.notDurable)
        }
        if row.bool(0, "is_commit_unsafe") { problems.append(.synchronousCommitOff) }
        let connections = row.int(0, "connections_left")
        if connections < Self.fewConnections { problems.append(.fewConnections(Int(connections))) }
        let age = row.int(0, "transaction_age")
        if age > Self.oldTransactions { problems.append(.oldTransactions(age)) }
        let found = Set(problems.map(\.check))
        checked += ["writing", "durability", "connections", "transaction age"]
            .filter { !found.contains($0) }
        let isAutovacuumOff = !row.bool(0, "autovacuum")
        try look(at: "autovacuum") { () throws(PostgresError) in
            let tables = try Self.texts(session, .notVacuumed)
            return (isAutovacuumOff ? [.autovacuumOff] : [])
                + (tables.isEmpty ? [] : [.notVacuumed(tables)])
        }
        let seesAll = row.bool(0, "sees_all")
        try snapshots(session, seesAll: seesAll)
        try replication(session, wantsStandby: row.bool(0, "wants_standby"), seesAll: seesAll)
        try disk(session)
        try timeZone(session)
        try era(session, isStandby: isStandby)
    }

    /// Checks the time zone. The server refuses an unknown one with SQLSTATE 22023.
    private mutating func timeZone(_ session: borrowing PostgresSession) throws(PostgresError) {
        try look(at: "time zone") { () throws(PostgresError) in
            do throws(PostgresError) {
                try session.run(HealthStatement.timeZone)
                return []
            } catch {
                guard error.sqlstate == "22023" else { throw error }
                return [.timeZoneUnknown]
            }
        }
    }

    private mutating func era(
        _ session: borrowing PostgresSession, isStandby: Bool
    ) throws(PostgresError) {
        if isStandby {
            skip("era", "a standby has no history of its own")
        } else {
            try look(at: "era") { () throws(PostgresError) in
                let era = try session.run(HealthStatement.era)
                return era.count == 1 && era.bool(0, "is_ours") ? [] : [.otherEra]
            }
        }
    }

    private mutating func snapshots(
        _ session: borrowing PostgresSession, seesAll: Bool
    ) throws(PostgresError) {
        try look(at: "snapshots") { () throws(PostgresError) in
            let row = try session.run(HealthStatement.snapshot)
            let since = row.since(0, at: "since", seconds: "seconds")
            guard let since, since.seconds >= Self.longSnapshot else { return [] }
            return [.heldSnapshot(since)]
        }
        if !seesAll {
            skip("snapshots of other roles", "this role is no member of pg_read_all_stats")
        }
    }

    private mutating func replication(
        _ session: borrowing PostgresSession, wantsStandby: Bool, seesAll: Bool
    ) throws(PostgresError) {
        try look(at: "replication slots") { () throws(PostgresError) in
            let rows = try session.run(HealthStatement.slots)
            return (0..<rows.count).map { row in
                .slotAbandoned(
                    rows.string(row, "slot_name"), bytes: rows.int(row, "bytes"),
                    isLost: rows.bool(row, "is_lost"))
            }
        }
        guard wantsStandby else {
            checked.append("standbys")
            return
        }
        guard seesAll else {
            skip("standbys", "this role is no member of pg_read_all_stats")
            return
        }
        try look(at: "standbys") { () throws(PostgresError) in
            let row = try session.run(HealthStatement.standbys)
            return row.int(0, "standbys") == 0 ? [.noStandby] : []
        }
    }

    private mutating func disk(_ session: borrowing PostgresSession) throws(PostgresError) {
        let sight = try session.run(HealthStatement.sight)
        if sight.bool(0, "sees_wal") {
            try look(at: "WAL") { () throws(PostgresError) in
                let size = try session.run(HealthStatement.walSize).int(0, "bytes")
                return size > Self.muchWAL ? [.muchWAL(size)] : []
            }
        } else {
            skip("WAL", "this role is no member of pg_monitor")
        }
        if sight.bool(0, "sees_settings") {
            dataDirectory = try Self.texts(session, .dataDirectory).first
        }
    }

    // MARK: The schema

    private mutating func schema(_ session: borrowing PostgresSession) throws(PostgresError) {
        try look(at: "rights") { () throws(PostgresError) in
            let role = try DatabaseRole.read(session)
            // A user of no role of ours must be able to do a worker's work.
            var tables: Set<String> = []
            for program in role.programs.isEmpty ? [.worker] : role.programs {
                tables.formUnion(try DatabaseRole.lacking(program, session))
            }
            return tables.isEmpty ? [] : [.cannotWrite(tables.sorted())]
        }
        try look(at: "indexes") { () throws(PostgresError) in
            let names = try Self.texts(
                session, .missingIndexes, ["indexes": .textArray(Schema.indexes)])
            return names.isEmpty ? [] : [.indexesMissing(names)]
        }
        try look(at: "partitions") { () throws(PostgresError) in
            let months = try Self.texts(session, .partitions)
            return months.isEmpty ? [] : [.partitionsMissing(months)]
        }
        try look(at: "schema") { () throws(PostgresError) in
            let names = try Self.texts(
                session, .unknownMigrations, ["known": Database.knownMigrations])
            return names.isEmpty ? [] : [.newerSchema(names)]
        }
    }

    // MARK: The fleet

    private mutating func fleet(_ session: borrowing PostgresSession) throws(PostgresError) {
        try look(at: "paused runs") { () throws(PostgresError) in
            let rows = try session.run(HealthStatement.pausedRuns)
            return (0..<rows.count).map { row in
                .runPaused(
                    rows.id(row, "id"), creditor: rows.string(row, "handle"),
                    Since(
                        at: rows.timestamp(row, "paused_at"),
                        seconds: rows.double(row, "paused_seconds")))
            }
        }
        try look(at: "activation") { () throws(PostgresError) in
            try Self.texts(session, .refusedCreditors).map { .creditorRefused($0) }
        }
        try look(at: "following") { () throws(PostgresError) in
            let rows = try session.run(HealthStatement.failingPolls)
            return (0..<rows.count).map { row in
                .pollsFail(
                    creditor: rows.string(row, "handle"),
                    failures: Int(rows.int(row, "failures")),
                    Since(
                        at: rows.timestamp(row, "failing_since"),
                        seconds: rows.double(row, "failing_seconds")))
            }
        }
        try look(at: "gates that opened") { () throws(PostgresError) in
            let rows = try session.run(HealthStatement.unproven)
            return (0..<rows.count).map { row in
                .gateUnproven(
                    creditor: rows.optionalString(row, "handle"),
                    seconds: rows.double(row, "seconds"))
            }
        }
        try look(at: "uncertain") { () throws(PostgresError) in
            guard let since = try ConsoleStore.oldestDoubt(session), since.seconds >= Self.longDoubt
            else { return [] }
            return [.oldDoubt(since)]
        }
    }
}

extension ConsoleStore {
    /// Makes the checks of `paminn doctor` and the operators' page.
    package func diagnosis() async throws -> Diagnosis {
        try await pool.perform { session in try Diagnosis(session) }
    }
}
