import Postgres
import Testing

@Suite(.timeLimit(.minutes(10)))
struct TransactionTests {
    struct Regret: Error {}

    static func count(_ connection: PostgresConnection) async throws -> Int64 {
        try await connection.perform { try $0.run("select count(*) from thing").int(0, 0) }
    }

    @Test func aBodyThatReturnsIsCommitted() async throws {
        try await TestDatabase.withSchema { conninfo in
            let connection = try await TestDatabase.connect(conninfo)
            let answer = try await connection.perform { session in
                try session.transaction { session in
                    try session.script("create table thing (id int); insert into thing values (1)")
                    return "done"
                }
            }
            #expect(answer == "done")
            #expect(try await Self.count(TestDatabase.connect(conninfo)) == 1)
        }
    }

    /// Who waits for a row and reads on must see what the other one did, whatever the server's
    /// default.
    @Test(arguments: ["serializable", "repeatable\\\\ read", "read\\\\ committed"])
    func everyStatementIsReadCommitted(inPlaceOf level: String) async throws {
        let connection = try await TestDatabase.connect(
            TestDatabase.conninfo + " options='-cdefault_transaction_isolation=\(level)'")
        let question = "select current_setting('transaction_isolation')"
        let levels = try await connection.perform { session in
            let alone = try session.run(question).string(0, 0)
            let within = try session.transaction { try $0.run(question).string(0, 0) }
            // As behind PgBouncer, where another session's settings may be met.
            try session.run("set default_transaction_isolation = 'serializable'")
            return [alone, within, try session.transaction { try $0.run(question).string(0, 0) }]
        }
        #expect(levels == ["read committed", "read committed", "read committed"])
    }

    @Test func aBodyThatThrowsLeavesNothing() async throws {
        try await TestDatabase.withSchema { conninfo in
            let connection = try await TestDatabase.connect(conninfo)
            try await connection.perform { try $0.script("create table thing (id int)") }
            await #expect(throws: Regret.self) {
                try await connection.perform { session in
                    try session.transaction { session in
                        try session.run("insert into thing values (1)")
                        throw Regret()
                    }
                }
            }
            #expect(try await Self.count(connection) == 0)
        }
    }

    @Test func anErrorThatTheBodySwallowedIsNoSuccess() async throws {
        try await TestDatabase.withSchema { conninfo in
            let connection = try await TestDatabase.connect(conninfo)
            try await connection.perform { try $0.script("create table thing (id int)") }
            let error = try await failure {
                try await connection.perform { session in
                    try session.transaction { session in
                        try session.run("insert into thing values (1)")
                        _ = try? session.run("select 1 / 0").count
                    }
                }
            }
            #expect(error.sqlstate == "25P02")
            #expect(error.kind == .server)
            #expect(try await Self.count(connection) == 0)
        }
    }

    @Test func aTransactionLeftOpenIsRolledBackBeforeTheNextCall() async throws {
        try await TestDatabase.withSchema { conninfo in
            let connection = try await TestDatabase.connect(conninfo)
            try await connection.perform { try $0.script("create table thing (id int)") }
            try await connection.perform { session in
                try session.run("begin")
                try session.run("insert into thing values (1)")
            }
            #expect(try await Self.count(connection) == 0)
        }
    }

    @Test func aDeferredConstraintFailsTheCommitForCertain() async throws {
        try await TestDatabase.withSchema { conninfo in
            let connection = try await TestDatabase.connect(conninfo)
            let error = try await failure {
                try await connection.perform { session in
                    try session.script(
                        """
                        create table thing (
                            id int constraint once unique deferrable initially deferred)
                        """)
                    try session.transaction { session in
                        try session.run("insert into thing values (1), (1)")
                    }
                }
            }
            #expect(error.kind == .server)
            #expect(error.constraint == "once")
            #expect(try await Self.count(connection) == 0)
        }
    }

    /// Makes a table whose inserts do `statement` during COMMIT.
    static func makeTrap(_ connection: PostgresConnection, _ statement: String) async throws {
        try await connection.perform { session in
            try session.script(
                """
                create table thing (id int);
                create function spring() returns trigger language plpgsql as
                    $$ begin \(statement); return null; end $$;
                create constraint trigger trap after insert on thing
                    deferrable initially deferred for each row execute function spring();
                """)
        }
    }

    @Test func aConnectionThatBreaksDuringCommitLeavesItInDoubt() async throws {
        try await TestDatabase.withSchema { conninfo in
            let connection = try await TestDatabase.connect(conninfo)
            try await Self.makeTrap(
                connection, "perform pg_terminate_backend(pg_backend_pid())")
            let error = try await failure {
                try await connection.perform { session in
                    try session.transaction { session in
                        try session.run("insert into thing values (1)")
                    }
                }
            }
            #expect(error.kind == .commitInDoubt)
            #expect(error.sqlstate == "57P01")
            #expect(!error.isRetryable)
            #expect(!connection.isUsable)
        }
    }

    @Test func aConnectionThatBreaksBeforeCommitLeavesNoDoubt() async throws {
        try await TestDatabase.withSchema { conninfo in
            let connection = try await TestDatabase.connect(conninfo)
            let error = try await failure {
                try await connection.perform { session in
                    try session.transaction { session in
                        try session.run("select pg_terminate_backend(pg_backend_pid())")
                    }
                }
            }
            #expect(error.kind == .connectionLost)
            #expect(error.sqlstate == "57P01")
            let swallowed = try await failure {
                try await TestDatabase.connect(conninfo).perform { session in
                    try session.transaction { session in
                        _ = try? session.run("select pg_terminate_backend(pg_backend_pid())").count
                    }
                }
            }
            #expect(swallowed.kind == .connectionLost)
        }
    }

    static let warning =
        "raise warning 'canceling wait for synchronous replication due to user request'"

    @Test func aCommitThatNoStandbyConfirmedIsInDoubt() async throws {
        try await TestDatabase.withSchema { conninfo in
            let connection = try await TestDatabase.connect(conninfo)
            try await Self.makeTrap(connection, Self.warning)
            let inTransaction = try await failure {
                try await connection.perform { session in
                    try session.transaction { session in
                        try session.run("insert into thing values (1)")
                    }
                }
            }
            #expect(inTransaction.kind == .commitInDoubt)
            #expect(inTransaction.sqlstate == "01000")
            let alone = try await failure {
                try await connection.perform {
                    try $0.run("insert into thing values ($1)", [.int(2)]).count
                }
            }
            #expect(alone.kind == .commitInDoubt)
            let copied = try await failure {
                try await connection.perform {
                    try $0.copyIn("copy thing from stdin") { buffer in
                        buffer = Array("3\n".utf8)
                        return false
                    }
                }
            }
            #expect(copied.kind == .commitInDoubt)
            #expect(connection.isUsable)
            #expect(try await Self.count(connection) == 3)
        }
    }

    @Test func anyOtherWarningIsNoDoubt() async throws {
        try await TestDatabase.withSchema { conninfo in
            let connection = try await TestDatabase.connect(conninfo)
            try await Self.makeTrap(connection, "raise warning 'something else'")
            try await connection.perform { session in
                try session.transaction { session in
                    try session.run("insert into thing values (1)")
                }
            }
            #expect(try await Self.count(connection) == 1)
        }
    }

    @Test func aTransactionWithinAnotherIsOurBug() async {
        await #expect(processExitsWith: .failure) {
            try await TestDatabase.connect().perform { session in
                try session.transaction { session in try session.transaction { _ in } }
            }
        }
    }
}
