import Postgres
import Testing

/// A cluster of its own whose synchronous standby does not exist: every commit that asks for it
/// waits for ever.
@Suite(.timeLimit(.minutes(10)), .serialized)
struct SynchronousReplicationTests {
    private static let command = """
        psql -qc "alter system set synchronous_standby_names = 'missing'" \
            -c 'select pg_reload_conf()' -c 'create table thing (id int)' >&2 &&
        echo "READY $PAMINN_TEST_DATABASE" && exec cat
        """

    /// Commits while a standby is awaited, lets `interruption` break the wait, and gives the error.
    private func failedCommit(
        _ interruption: (Task<Void, any Error>, PostgresConnection) async throws -> Void
    ) async throws -> PostgresError {
        let cluster = try Neighbour(
            [testsPath("cluster"), "bash", "-c", Self.command], isReady: "READY ")
        defer { cluster.end() }
        let conninfo = String(cluster.readyLine.dropFirst("READY ".count))
        let connection = try await TestDatabase.connect(conninfo)
        let watcher = try await TestDatabase.connect(conninfo)
        let task = Task {
            try await connection.perform { session in
                try session.transaction { session in
                    try session.run("set local synchronous_commit = on")
                    try session.run("insert into thing values (1)")
                }
            }
        }
        try await TestDatabase.wait(
            watcher,
            until: "select exists (select from pg_stat_activity where wait_event = 'SyncRep')")
        try await interruption(task, watcher)
        let error = try await failure { try await task.value }
        // The commit has happened here all the same.
        #expect(try await TransactionTests.count(watcher) == 1)
        return error
    }

    @Test func aCommitWhoseWaitWeCancelledIsInDoubt() async throws {
        let error = try await failedCommit { task, _ in task.cancel() }
        #expect(error.kind == .commitInDoubt)
        #expect(error.sqlstate == "01000")
    }

    @Test func aCommitWhoseWaitTheServerEndedIsInDoubt() async throws {
        let error = try await failedCommit { _, watcher in
            _ = try await watcher.perform {
                try $0.run(
                    """
                    select pg_terminate_backend(pid) from pg_stat_activity
                    where wait_event = 'SyncRep'
                    """
                ).count
            }
        }
        #expect(error.kind == .commitInDoubt)
    }
}
