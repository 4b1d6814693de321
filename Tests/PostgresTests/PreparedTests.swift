import Postgres
import Testing

/// Statements that are prepared by name, and what may become of such a name.
@Suite(.timeLimit(.minutes(10)))
struct PreparedTests {
    private static let names = "select count(*) from pg_prepared_statements where name like 'one.%'"

    @Test func aStatementIsPreparedOnceAndUnderItsName() async throws {
        let connection = try await TestDatabase.connect()
        let (sums, prepared) = try await connection.perform { session in
            let sums = try (1...3 as ClosedRange<Int64>).map { number in
                try session.run(
                    "select $1::bigint + 1", [.int(number)], preparedAs: "one"
                ).int(0, 0)
            }
            return (sums, try session.run(Self.names).int(0, 0))
        }
        #expect(sums == [2, 3, 4])
        #expect(prepared == 1)
    }

    @Test func withoutANameNothingIsPrepared() async throws {
        let connection = try await TestDatabase.connect()
        let prepared = try await connection.perform { session in
            try session.run("select 1")
            return try session.run("select count(*) from pg_prepared_statements").int(0, 0)
        }
        #expect(prepared == 0)
    }

    /// As whoever cleans a session up does.
    @Test func aNameThatTheServerHasForgottenIsPreparedAnew() async throws {
        let connection = try await TestDatabase.connect()
        let answers = try await connection.perform { session in
            try (1...3 as ClosedRange<Int64>).map { number in
                try session.script("deallocate all")
                return try session.run(
                    "select $1::bigint", [.int(number)], preparedAs: "one"
                ).int(0, 0)
            }
        }
        #expect(answers == [1, 2, 3])
    }

    @Test func aTableThatAMigrationChangedIsReadAsItIsNow() async throws {
        try await TestDatabase.withSchema { conninfo in
            let connection = try await TestDatabase.connect(conninfo)
            let columns = try await connection.perform { session in
                let changes = [
                    "create table thing (id int)", "alter table thing add name text", "select 1",
                ]
                return try changes.map { change in
                    try session.script(change)
                    return try session.run("select * from thing", preparedAs: "one").columns
                }
            }
            #expect(columns == [1, 2, 2])
        }
    }

    /// The transaction has failed; its caller begins it anew, and that works.
    @Test func withinATransactionTheCallerIsTold() async throws {
        let connection = try await TestDatabase.connect()
        func sum() async throws -> Int64 {
            try await connection.perform { session in
                try session.transaction { session in
                    try session.run("select $1::bigint + 1", [.int(1)], preparedAs: "one")
                        .int(0, 0)
                }
            }
        }
        #expect(try await sum() == 2)
        try await connection.perform { try $0.script("deallocate all") }
        await #expect(throws: PostgresError.self) { try await sum() }
        #expect(try await sum() == 2)
    }

    @Test func aStatementThatCannotBePreparedIsNotTakenForPrepared() async throws {
        try await TestDatabase.withSchema { conninfo in
            let connection = try await TestDatabase.connect(conninfo)
            func count() async throws -> Int64 {
                try await connection.perform {
                    try $0.run("select count(*) from thing", preparedAs: "one").int(0, 0)
                }
            }
            await #expect(throws: PostgresError.self) { try await count() }
            try await connection.perform { try $0.script("create table thing (id int)") }
            #expect(try await count() == 0)
        }
    }
}
