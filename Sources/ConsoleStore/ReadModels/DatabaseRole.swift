import Database
import Postgres

/// The user that a session runs as, by what it is in Påminn's database. Its name is not told.
package struct DatabaseRole: Sendable {
    package let isSuperuser: Bool
    /// Whether the tables are its own, directly or by a role.
    package let isOwner: Bool
    /// The roles of `sql/roles.sql` that it is a member of; none of a superuser, who is a member of
    /// all.
    package let programs: [ProgramRole]

    static func read(_ session: borrowing PostgresSession) throws(PostgresError) -> DatabaseRole {
        let row = try session.run(
            HealthStatement.role, ["programs": .textArray(ProgramRole.allCases.map(\.rawValue))])
        let names = (row.optionalString(0, "programs") ?? "").split(separator: " ")
        let isSuperuser = row.bool(0, "is_superuser")
        return DatabaseRole(
            isSuperuser: isSuperuser, isOwner: row.bool(0, "is_owner"),
            programs: isSuperuser ? [] : names.compactMap { ProgramRole(rawValue: String($0)) })
    }

    /// Lists the tables on which this session lacks a right that a program needs.
    static func lacking(
        _ program: ProgramRole, _ session: borrowing PostgresSession
    ) throws(PostgresError) -> [String] {
        let needed = program.rights.flatMap { right, tables in
            tables.split(separator: " ").map { (right: right, table: String($0)) }
        }
        let rows = try session.run(
            HealthStatement.lackingRights,
            [
                "tables": .textArray(needed.map(\.table)),
                "rights": .textArray(needed.map(\.right)),
            ])
        return (0..<rows.count).map { rows.string($0, "name") }
    }
}

extension ConsoleStore {
    /// Tells what this program's user is in the database.
    package func role() async throws -> DatabaseRole {
        try await pool.perform { session in try DatabaseRole.read(session) }
    }

    /// Lists the tables on which this program's user lacks a right that the program needs; empty if
    /// it lacks none.
    package func lackingRights(of program: ProgramRole) async throws -> [String] {
        try await pool.perform { session in try DatabaseRole.lacking(program, session) }
    }
}
