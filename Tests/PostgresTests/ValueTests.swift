import Postgres
import Testing

@Suite(.timeLimit(.minutes(10)))
struct ValueTests {
    static let texts: [String] = [
        "", "plain", "O'Hara", "a \"quoted\" word", "back\\slash \\\" both", "NULL", "null",
        "{a,b}", "a,b", " padded ", "line\nbreak\ttab", "Räksmörgås 🦐 é", "$1 %s \\x41", "\\",
    ]

    @Test(arguments: texts)
    func aTextComesBackAsItWasSent(text: String) async throws {
        let back = try await TestDatabase.connect().perform {
            try $0.run("select $1::text", [.text(text)]).string(0, 0)
        }
        #expect(back == text)
    }

    @Test func anArrayOfTextsComesBackElementByElement() async throws {
        let sent = Self.texts.map(Optional.some) + [nil]
        let back = try await TestDatabase.connect().perform { session in
            let rows = try session.run(
                """
                select e, octet_length(e) from unnest($1::text[]) with ordinality u(e, n) order by n
                """, [.textArray(sent)])
            return (0..<rows.count).map { rows.optionalString($0, 0) }
        }
        #expect(back == sent)
    }

    @Test func anEmptyArrayHasNoElements() async throws {
        let count = try await TestDatabase.connect().perform {
            try $0.run(
                "select cardinality($1::text[]) + cardinality($2::bigint[])",
                [.textArray([]), .intArray([])]
            ).int(0, 0)
        }
        #expect(count == 0)
    }

    @Test func integersKeepTheirExtremes() async throws {
        let sent: [Int64?] = [.min, -1, 0, 1, .max, nil]
        let (back, single) = try await TestDatabase.connect().perform { session in
            let rows = try session.run(
                "select e from unnest($1::bigint[]) with ordinality u(e, n) order by n",
                [.intArray(sent)])
            let single = try session.run("select $1::bigint", [.int(.min)]).int(0, 0)
            return ((0..<rows.count).map { rows.optionalInt($0, 0) }, single)
        }
        #expect(back == sent)
        #expect(single == .min)
    }

    /// In the order of the statement, against it, and one of them again and again.
    @Test func aColumnIsFoundByItsName() async throws {
        try await TestDatabase.connect().perform { session in
            let rows = try session.run(
                "select n as a, n + 10 as b, n + 20 as ab from generate_series(1, 2) n")
            for row in 0..<2 {
                let n = Int64(row + 1)
                #expect(
                    [rows.int(row, "a"), rows.int(row, "b"), rows.int(row, "ab")] == [
                        n, n + 10, n + 20,
                    ])
                #expect(
                    [rows.int(row, "ab"), rows.int(row, "b"), rows.int(row, "b")] == [
                        n + 20, n + 10, n + 10,
                    ])
            }
        }
    }

    @Test func otherKindsComeBackToo() async throws {
        let bytes = Array(UInt8.min...UInt8.max)
        try await TestDatabase.connect().perform { session in
            let rows = try session.run(
                """
                select $1::boolean, $2::boolean, $3::float8, $4::float8, $5::bytea, $6::text,
                    encode($5::bytea, 'hex')
                """,
                [
                    .bool(true), .bool(false), .double(0.1), .double(-.infinity), .bytes(bytes),
                    .null,
                ])
            #expect(rows.bool(0, 0) == true)
            #expect(rows.bool(0, 1) == false)
            #expect(rows.double(0, 2) == 0.1)
            #expect(rows.double(0, 3) == -.infinity)
            #expect(rows.bytes(0, 4) == bytes)
            #expect(rows.isNull(0, 5) == true)
            #expect(rows.optionalString(0, 5) == nil)
            #expect(rows.string(0, 6).hasPrefix("00010203"))
            #expect(rows.columns == 7)
        }
    }

    @Test func bytesAreReadInTheServersOlderFormToo() async throws {
        let bytes: [UInt8] = [0, 1, 39, 92, 200, 255]
        let back = try await TestDatabase.connect().perform { session in
            try session.transaction { session in
                try session.run("set local bytea_output = 'escape'")
                return try session.run("select $1::bytea", [.bytes(bytes)]).bytes(0, 0)
            }
        }
        #expect(back == bytes)
    }

    @Test(arguments: [PostgresValue.text("a\0b"), .textArray(["a", "b\0"])])
    func aNulCharacterIsRefusedAndCutsNothing(value: PostgresValue) async throws {
        let connection = try await TestDatabase.connect()
        let error = try await failure {
            try await connection.perform { try $0.run("select $1", [value]).count }
        }
        #expect(error.sqlstate == "22021")
        #expect(connection.isUsable)
    }

    @Test func affectedRowsAreCounted() async throws {
        try await TestDatabase.withSchema { conninfo in
            try await TestDatabase.connect(conninfo).perform { session in
                try session.run("create table thing (id int)")
                let inserted = try session.run("insert into thing select generate_series(1, 7)")
                #expect(inserted.affected == 7)
                #expect(inserted.count == 0)
                let deleted = try session.run("delete from thing where id > 4")
                #expect(deleted.affected == 3)
                let left = try session.run("select from thing")
                #expect(left.affected == 4)
            }
        }
    }

    @Test func readingWhatIsNotThereIsOurBug() async {
        await #expect(processExitsWith: .failure) {
            try await TestDatabase.connect().perform { _ = try $0.run("select null").string(0, 0) }
        }
        await #expect(processExitsWith: .failure) {
            try await TestDatabase.connect().perform { _ = try $0.run("select 1").isNull(1, 0) }
        }
        await #expect(processExitsWith: .failure) {
            try await TestDatabase.connect().perform { _ = try $0.run("select 'x'").int(0, 0) }
        }
        await #expect(processExitsWith: .success) {
            try await TestDatabase.connect().perform { _ = try $0.run("select 1").int(0, 0) }
        }
    }
}
