import Postgres
import Testing

@Suite(.timeLimit(.minutes(10)))
struct CopyTests {
    struct Regret: Error {}

    private func withTable(_ body: (PostgresConnection) async throws -> Void) async throws {
        try await TestDatabase.withSchema { conninfo in
            let connection = try await TestDatabase.connect(conninfo)
            try await connection.perform {
                try $0.script("create table thing (id int check (id < 100000), name text)")
            }
            try await body(connection)
        }
    }

    @Test func rowsAreCopiedInManyPieces() async throws {
        try await withTable { connection async throws in
            let copied = try await connection.perform { session in
                try session.transaction { session in
                    var id = 0
                    return try session.copyIn("copy thing (id, name) from stdin") { buffer in
                        for _ in 0..<1000 {
                            buffer.append(contentsOf: "\(id)\tPåminn\n".utf8)
                            id += 1
                        }
                        return id < 50_000
                    }
                }
            }
            #expect(copied == 50_000)
            #expect(try await TransactionTests.count(connection) == 50_000)
        }
    }

    /// Each type's binary form, against what the server makes of its text.
    @Test func binaryRowsSayWhatTheirTextsWould() async throws {
        try await TestDatabase.withSchema { conninfo in
            let connection = try await TestDatabase.connect(conninfo)
            let (copied, different) = try await connection.perform { session in
                try session.script(
                    """
                    create table copied (n int, a bigint, b integer, c smallint, d text,
                        e boolean, f "char", g date)
                    """)
                let copied = try session.copyIn("copy copied from stdin (format binary)") {
                    var rows = CopyRows()
                    for (index, sign) in [1, -1].enumerated() {
                        rows.row(of: 8)
                        rows.integer(Int32(index))
                        rows.bigint(Int64(sign) * 1_234_567_890_123_456_789)
                        rows.integer(Int32(sign) * 2_000_000_000)
                        rows.smallint(Int16(sign) * 32_000)
                        rows.text("Räksmörgås 🦐")
                        rows.boolean(sign > 0)
                        rows.text("q")
                        rows.integer(Int32(sign) * 366)
                    }
                    rows.row(of: 8)
                    rows.integer(2)
                    for _ in 0..<7 { rows.null() }
                    rows.end()
                    $0 = rows.bytes
                    return false
                }
                let different = try session.run(
                    """
                    select n from (values
                        (0, 1234567890123456789, 2000000000, 32000::smallint, 'Räksmörgås 🦐',
                            true, 'q'::"char", date '2001-01-01'),
                        (1, -1234567890123456789, -2000000000, (-32000)::smallint,
                            'Räksmörgås 🦐', false, 'q', date '1998-12-31'),
                        (2, null, null, null, null, null, null, null)
                    ) v(n, a, b, c, d, e, f, g)
                    where not exists (select from copied t where t is not distinct from v)
                    """)
                return (copied, different.count)
            }
            #expect(copied == 3)
            #expect(different == 0)
        }
    }

    @Test func noRowsAreAValidCopy() async throws {
        try await withTable { connection async throws in
            let copied = try await connection.perform {
                try $0.copyIn("copy thing from stdin") { _ in false }
            }
            #expect(copied == 0)
        }
    }

    @Test func anErrorWhileFeedingKeepsNoRow() async throws {
        try await withTable { connection async throws in
            await #expect(throws: Regret.self) {
                try await connection.perform { session in
                    var pieces = 0
                    return try session.copyIn("copy thing (id) from stdin") { buffer in
                        buffer = Array("1\n".utf8)
                        pieces += 1
                        if pieces == 3 { throw Regret() }
                        return true
                    }
                }
            }
            #expect(connection.isUsable)
            #expect(try await TransactionTests.count(connection) == 0)
        }
    }

    @Test func aRowTheServerRefusesFailsTheCopyWithoutItsValue() async throws {
        try await withTable { connection async throws in
            let error = try await failure {
                try await connection.perform {
                    try $0.copyIn("copy thing (id) from stdin") { buffer in
                        buffer = Array("1\nhemligt\n".utf8)
                        return false
                    }
                }
            }
            #expect(error.sqlstate == "22P02")
            #expect(!"\(error)".contains("hemligt"))
            #expect(try await TransactionTests.count(connection) == 0)
        }
    }

    @Test func aRowRefusedEarlyIsReportedWhenAllIsSent() async throws {
        try await withTable { connection async throws in
            let error = try await failure {
                try await connection.perform { session in
                    var pieces = 0
                    return try session.copyIn("copy thing (id) from stdin") { buffer in
                        pieces += 1
                        buffer = Array((pieces == 1 ? "100000\n" : "1\n").utf8)
                        return pieces < 20_000
                    }
                }
            }
            #expect(error.sqlstate == "23514")
            #expect(connection.isUsable)
            #expect(try await TransactionTests.count(connection) == 0)
        }
    }

    @Test func aCopyIsCancelled() async throws {
        try await withTable { connection async throws in
            let begun = Signal()
            let task = Task {
                try await connection.perform {
                    try $0.copyIn("copy thing (id) from stdin") { buffer in
                        buffer = Array("1\n".utf8)
                        begun.send()
                        return true
                    }
                }
            }
            await begun.wait()
            task.cancel()
            #expect(try await failure { try await task.value }.kind == .cancelled)
            #expect(try await TransactionTests.count(connection) == 0)
        }
    }

    @Test func aCopyIntoNothingIsTheServersError() async throws {
        let connection = try await TestDatabase.connect()
        let error = try await failure {
            try await connection.perform {
                try $0.copyIn("copy there_is_no_such_table from stdin") { _ in false }
            }
        }
        #expect(error.sqlstate == "42P01")
        #expect(connection.isUsable)
    }

    @Test func aConnectionLostWhileCopyingIsNoticed() async throws {
        let killer = try await TestDatabase.connect()
        try await withTable { connection async throws in
            let process = try await connection.perform {
                try $0.run("select pg_backend_pid()").int(0, 0)
            }
            let begun = Signal()
            let task = Task {
                try await connection.perform { session in
                    try session.copyIn("copy thing (id) from stdin") { buffer in
                        buffer = Array("1\n".utf8)
                        begun.send()
                        return true
                    }
                }
            }
            await begun.wait()
            _ = try await killer.perform {
                try $0.run("select pg_terminate_backend($1::int)", [.int(process)]).count
            }
            #expect(try await failure { try await task.value }.kind == .connectionLost)
            #expect(!connection.isUsable)
        }
    }
}
