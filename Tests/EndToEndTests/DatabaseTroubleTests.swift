import Foundation
import TestSupport
import Testing

/// A database in trouble: letters wait, outcomes are kept, and the worker goes on by itself when
/// it is over.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct DatabaseTroubleTests {
    private static let slow = ["--latency", "30ms"]

    @Test func statementsCancelledByTheServerLoseNoOutcome() async throws {
        try await Installation.with(sandboxOptions: Self.slow) { installation in
            let log = try await installation.endure { worker in
                try await installation.alterDatabase("set statement_timeout = '1ms'")
                try await worker.says("the database cancels our statements")
                try await installation.alterDatabase("reset statement_timeout")
            }
            expectToldOnce(
                "the database cancels our statements", remedy: "statement_timeout", in: log)
        }
    }

    @Test func aReadOnlyDatabaseStopsTheLettersUntilItCanBeWrittenAgain() async throws {
        try await Installation.with(sandboxOptions: Self.slow) { installation in
            let name = try installation.name
            let log = try await installation.endure { worker in
                try await installation.alterDatabase("set default_transaction_read_only = on")
                try await worker.says("the database is read-only")
                // Those sessions live on: what they were told when they began must not last.
                try await TestDatabase.query(
                    "alter database \(name) reset default_transaction_read_only",
                    on: try TestDatabase.server())
            }
            expectToldOnce("the database is read-only", remedy: "target_session_attrs", in: log)
        }
    }

    @Test func aSettleThatIsTheVictimOfADeadlockIsWrittenAllTheSame() async throws {
        try await Installation.with { installation in
            let file = try installation.file("batch.csv", count: 150)
            try await installation.expect(0, ["enqueue", file, "--creditor", "demo"])
            // It holds a reminder, waits until a settle that has locked the part waits for it, and
            // then wants the part. Only the worker looks for deadlocks: once in a wait, and late
            // enough that there is one.
            try await installation.alterDatabase("set deadlock_timeout = '3s'")
            let rival = try ChildProcess(
                "/usr/bin/psql",
                ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", installation.database],
                input: """
                    set deadlock_timeout = '1h';
                    begin;
                    select pos from reminder where run = 1 and pos = 1 for update;
                    \\echo holds
                    do $$ begin
                        while not exists (
                            select from pg_locks where not granted
                                and transactionid = pg_current_xact_id()::xid
                        ) loop
                            perform pg_sleep(0.01);
                        end loop;
                    end $$;
                    select first from part where run = 1 and first = 1 for update;
                    \\echo both
                    commit;
                    """)
            try await eventually("the reminder is held") { await rival.output.contains("holds") }
            let worker = try installation.startWorker()
            try await worker.says("40P01")
            #expect(try await rival.wait().ending == .exited(0))
            #expect(await rival.output.contains("both"))
            try await installation.finished()
            await worker.send(signal: SIGTERM)
            let ended = try await worker.wait()
            #expect(ended.ending == .exited(0))
            try await installation.expectOneLetterEach(accepted: 150)
            expectToldOnce(
                "the database was busy", remedy: "tried again",
                in: ended.errors.split(separator: "\n").map(String.init))
        }
    }

    @Test(arguments: ["serializable", "repeatable read"])
    func aStricterIsolationByDefaultChangesNothing(level: String) async throws {
        try await Installation.with { installation in
            try await installation.alterDatabase("set default_transaction_isolation = '\(level)'")
            let second = try installation.startWorker()
            let log = try await installation.endure(invoices: 400) { _ in }
            await second.send(signal: SIGTERM)
            let ended = try await second.wait()
            #expect(ended.ending == .exited(0))
            let all = log.joined() + ended.errors
            #expect(!all.contains("40001"), "\(all)")
        }
    }

    @Test func aDatabaseOutOfConnectionsDelaysTheLetters() async throws {
        let settings = [
            "max_connections=25", "max_wal_senders=0", "client_connection_check_interval=100",
        ]
        try await PrivateCluster.with(settings) { cluster in
            try await Installation.with(sandboxOptions: Self.slow, server: cluster.server) {
                installation in
                let log = try await installation.endure { worker in
                    let crowd = try await Self.crowd(
                        of: 25, on: cluster, ending: try installation.name)
                    try await worker.says("the database is out of connections")
                    for session in crowd { await session.send(signal: SIGKILL) }
                    try await eventually("there is room again") {
                        (try? await installation.query("select 1")) != nil
                    }
                }
                expectToldOnce(
                    "the database is out of connections", remedy: "max_connections", in: log)
            }
        }
    }

    /// Takes every place there is: the first comer goes on ending the sessions of the database.
    private static func crowd(
        of size: Int, on cluster: PrivateCluster, ending name: String
    ) async throws -> [ChildProcess] {
        let bouncer = """
            \\echo sits
            do $$ begin loop
                perform pg_stat_clear_snapshot();
                perform pg_terminate_backend(pid) from pg_stat_activity where datname = '\(name)';
                perform pg_sleep(0.02);
            end loop; end $$;
            """
        var crowd: [ChildProcess] = []
        try await eventually(within: .seconds(120), "all places are taken") {
            let session = try ChildProcess(
                "/usr/bin/psql", ["-X", "-q", "-d", cluster.server],
                input: crowd.isEmpty ? bouncer : "\\echo sits\nselect pg_sleep(600);")
            try await eventually("it sits, or finds no place") {
                guard await session.output.contains("sits") else {
                    return await !session.isRunning
                }
                return true
            }
            if await session.isRunning { crowd.append(session) }
            return crowd.count == size
        }
        return crowd
    }

    @Test func aCrashOfTheDatabaseServerLosesNothing() async throws {
        try await PrivateCluster.with { cluster in
            try await Installation.with(sandboxOptions: Self.slow, server: cluster.server) {
                installation in
                let log = try await installation.endure(invoices: 500) { _ in
                    for letters in [100, 250] {
                        try await cluster.restart("immediate")
                        try await eventually(within: .seconds(120), "\(letters) letters are out") {
                            try installation.letters().count >= letters
                        }
                    }
                }
                expectToldOnce(
                    "the database cannot be reached", remedy: "PostgreSQL runs", in: log)
            }
        }
    }

    @Test func sessionsEndedInTheMiddleAreReplaced() async throws {
        try await Installation.with(sandboxOptions: Self.slow) { installation in
            let log = try await installation.endure(invoices: 400) { _ in
                for letters in [80, 120, 160, 200] {
                    try await installation.query(
                        "select count(pg_terminate_backend(pid)) from pg_stat_activity"
                            + " where datname = current_database() and pid <> pg_backend_pid()")
                    try await eventually(within: .seconds(120), "\(letters) letters are out") {
                        try installation.letters().count >= letters
                    }
                }
            }
            #expect(log.count { $0.contains("the database cannot be reached") } <= 2, "\(log)")
        }
    }

    // MARK: The schema

    @Test func aMigrationThatThisProgramCannotWorkWithStopsTheLetters() async throws {
        try await Installation.with(sandboxOptions: Self.slow) { installation in
            let log = try await installation.endure { worker in
                try await installation.query(
                    "insert into schema_migration (number, name, breaking)"
                        + " values (9999, 'another_world', true)")
                try await worker.says("the database's schema is newer")
                try await eventually("the worker has given its parts back") {
                    try await installation.query(
                        "select count(*) from part where state = 'claimed'") == "0"
                }
                // It stays, silent, and is no loop of crashes.
                #expect(await worker.isRunning)
                let letters = try installation.letters().count
                #expect(letters < 300)
                let beat = "select max(attempt) from part"
                let claims = try await installation.query(beat)
                let fresh = try await installation.paminn(["work"])
                #expect(fresh.ending == .exited(78))
                #expect(fresh.errors.contains("newer than this program"))
                #expect(try await installation.query(beat) == claims)
                #expect(try installation.letters().count == letters)
                try await installation.query("delete from schema_migration where number = 9999")
            }
            expectToldOnce(
                "the database's schema is newer", remedy: "Nothing is sent", in: log)
        }
    }

    @Test func aMigrationThatOnlyAddsDoesNotDisturb() async throws {
        try await Installation.with(sandboxOptions: Self.slow) { installation in
            let log = try await installation.endure { _ in
                try await installation.query(
                    """
                    begin;
                    insert into schema_migration (number, name, breaking)
                        values (9999, 'more_columns', false);
                    alter table part add more text default 'x';
                    alter table reminder add more text;
                    alter table invoice add more text;
                    alter table evidence add more text;
                    commit;
                    """)
            }
            #expect(!log.contains { $0.contains("WARNING") || $0.contains("ERROR") }, "\(log)")
        }
    }

    // MARK: Disk

    @Test(.enabled(if: getuid() == 0, "only root can mount a small disk"))
    func aFullDiskDelaysOutcomesAndLosesNone() async throws {
        let disk = NSTemporaryDirectory() + "paminn-disk-\(UUID().uuidString.prefix(8))"
        let space = "space_\(UUID().uuidString.prefix(8).lowercased())"
        try await Self.root("mkdir \(disk) && mount -t tmpfs -o size=40m tmpfs \(disk)")
        try await Self.root("install -d -o postgres -m 700 \(disk)/data; chmod 755 \(disk)")
        let server = try TestDatabase.server()
        try await TestDatabase.query(
            "create tablespace \(space) location '\(disk)/data'", on: server)
        try await Installation.with(
            sandboxOptions: Self.slow, databaseOptions: "tablespace \(space)"
        ) { installation in
            // No room is kept in the pages for what is to be written over.
            for table in ["reminder", "part", "worker"] {
                try await installation.query("alter table \(table) set (fillfactor = 100)")
            }
            let log = try await installation.endure(invoices: 600) { worker in
                try await Self.root("cat /dev/zero > \(disk)/ballast; test -s \(disk)/ballast")
                try await worker.says("the database is out of disk")
                let more = try installation.file("more.csv", first: 10_001, count: 3_000)
                let refused = try await installation.paminn(["enqueue", more, "--creditor", "demo"])
                #expect(refused.ending == .exited(69))
                // Which of the two PostgreSQL says is chance: without room for what a new session
                // has to write, it ends the session before any statement.
                #expect(
                    refused.errors.contains("The database is out of disk. Free space")
                        || refused.errors.contains(
                            "The database takes no new connection (XX000). Look into"
                                + " PostgreSQL's log; a full disk is one cause.")
                )
                try await Self.root("rm \(disk)/ballast")
            }
            expectToldOnce("the database is out of disk", remedy: "Free space", in: log)
        }
        try await TestDatabase.query("drop tablespace \(space)", on: server)
        try await Self.root("umount \(disk) && rmdir \(disk)")
    }

    private static func root(_ command: String) async throws {
        let done = try await ChildProcess.run("/bin/sh", ["-c", command])
        try #require(done.ending == .exited(0), "\(done.errors)")
    }
}
