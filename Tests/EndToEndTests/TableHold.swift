import TestSupport

/// A session that keeps others from writing to a table, so that a program stands still in the
/// middle of its work, however fast the machine is. Looking out for a moment of that work instead
/// misses it on a machine that is faster than the looks.
struct TableHold {
    private let installation: Installation
    private let table: String
    private let session: ChildProcess

    /// Returns when the table is held.
    init(of table: String, in installation: Installation) async throws {
        try await self.init(table, "lock table \(table) in share mode", installation)
    }

    /// Holds an advisory lock instead, for which a session may wait whatever its rights.
    init(ofLock number: Int, in installation: Installation) async throws {
        try await self.init(
            "lock \(number)", "select pg_advisory_xact_lock(\(number))", installation)
    }

    private init(
        _ table: String, _ statement: String, _ installation: Installation
    ) async throws {
        self.installation = installation
        self.table = table
        session = try ChildProcess(
            "/usr/bin/psql",
            ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", installation.database],
            environment: ["PGAPPNAME": "hold"],
            input: """
                begin;
                \(statement);
                \\echo holds
                select pg_sleep(600);
                """)
        try await eventually("\(table) is held") { [session] in
            await session.output.contains("holds")
        }
    }

    /// Waits until somebody wants to write to the table.
    func isWaitedFor() async throws {
        try await eventually("somebody waits for \(table)") {
            try await installation.query(
                "select count(*) from pg_locks where not granted and relation = '\(table)'::regclass"
            ) != "0"
        }
    }

    /// Lets the table go, and whoever waits goes on.
    func release() async throws {
        try await installation.query(
            "select pg_terminate_backend(pid, 60000) from pg_stat_activity"
                + " where application_name = 'hold' and datname = current_database()")
        _ = try await session.wait()
    }
}
