import Testing

@testable import Postgres

@Suite(.timeLimit(.minutes(10)))
struct ErrorTests {
    static let secret = "Hemlig \"Person\" 19121212-1212"

    /// Statements whose server messages echo their parameter.
    @Test(arguments: [
        ("select $1::text::bigint", "22P02"),
        ("select $1::text::int[]", "22P02"),
        ("select $1::text::date", "22007"),
        ("select $1::text::uuid", "22P02"),
        ("select ('{' || $1::text)::json", "22P02"),
        ("select ($1::text || '.9')::varchar(80)::numeric", "22P02"),
        ("select to_date($1::text, 'YYYY-MM-DD')", "22007"),
        ("select now() at time zone $1::text", "22023"),
    ])
    func aServerErrorHasItsCodeAndNoValue(sql: String, sqlstate: String) async throws {
        let connection = try await TestDatabase.connect()
        let error = try await failure {
            try await connection.perform { try $0.run(sql, [.text(Self.secret)]).count }
        }
        #expect(error.kind == .server)
        #expect(error.sqlstate == sqlstate)
        for word in ["Hemlig", "Person", "1912", "1212"] {
            #expect(!"\(error)".contains(word))
        }
        #expect(!error.message.isEmpty)
        #expect(!error.isRetryable)
        #expect(connection.isUsable)
    }

    @Test func aNumberOutOfRangeIsNotEchoed() async throws {
        let error = try await failure {
            try await TestDatabase.connect().perform {
                try $0.run("select $1::text::int", [.text("191212121212")]).count
            }
        }
        #expect(error.sqlstate == "22003")
        #expect(error.message == "value \"…\" is out of range for type integer")
    }

    @Test func aViolatedConstraintIsNamedWithoutItsRow() async throws {
        try await TestDatabase.withSchema { conninfo in
            let connection = try await TestDatabase.connect(conninfo)
            let error = try await failure {
                try await connection.perform { session in
                    try session.run("create table thing (name text constraint once unique)")
                    try session.run("insert into thing values ($1)", [.text(Self.secret)])
                    try session.run("insert into thing values ($1)", [.text(Self.secret)])
                }
            }
            #expect(error.sqlstate == "23505")
            #expect(error.constraint == "once")
            #expect(error.message == "duplicate key value violates unique constraint \"once\"")
        }
    }

    @Test(arguments: [
        ("22P02", "invalid input syntax for type integer: \"a\"b\"", "…integer: \"…\""),
        ("22P02", "ogiltig indatasyntax för typen integer: »a«", "…integer: \"…\""),
        ("22021", "invalid byte sequence for encoding \"UTF8\": 0xc3 0x28", "…encoding \"…\": …"),
        ("22012", "division by zero", "division by zero"),
        ("23505", "violates unique constraint \"once\"", "violates unique constraint \"once\""),
        ("23999", "constraint \"once\": \"a\" is taken", "constraint \"once\": \"…\" is taken"),
        ("42P01", "relation \"x\" does not exist", "relation \"x\" does not exist"),
    ])
    func messagesAreBlankedWhereTheyEchoValues(
        sqlstate: String, message: String, expected: String
    ) {
        let blanked = blanked(message, sqlstate: sqlstate)
        if expected.hasPrefix("…") {
            #expect(blanked.hasSuffix(expected.dropFirst()))
        } else {
            #expect(blanked == expected)
        }
    }

    @Test func onlyWhatMayPassByItselfIsRetryable() {
        func isRetryable(_ kind: PostgresError.Kind, _ sqlstate: String) -> Bool {
            PostgresError(kind: kind, sqlstate: sqlstate, message: "").isRetryable
        }
        for sqlstate in ["40001", "40P01", "55P03", "57P01", "57P03", "08P01", "53300"] {
            #expect(isRetryable(.server, sqlstate), "\(sqlstate)")
        }
        for sqlstate in ["23505", "57014", "28P01", "3D000", "40002", "", "42601", "22023"] {
            #expect(!isRetryable(.server, sqlstate), "\(sqlstate)")
        }
        #expect(isRetryable(.connectionLost, "08006"))
        #expect(!isRetryable(.connectionLost, "08003"))
        #expect(!isRetryable(.cancelled, "57014"))
        #expect(!isRetryable(.commitInDoubt, "08006"))
    }

    @Test func anUnknownTimeZoneIsKeptApartFromOtherWrongValues() async throws {
        let connection = try await TestDatabase.connect()
        let zone = try await failure {
            try await connection.perform {
                try $0.run("select clock_timestamp() at time zone 'Europe/Nowhere'").count
            }
        }
        #expect(zone.cause == .timeZoneUnknown)
        let other = try await failure {
            try await connection.perform { try $0.run("set work_mem = 'much'").count }
        }
        #expect(other.sqlstate == "22023")
        #expect(other.cause == nil)
    }
}
