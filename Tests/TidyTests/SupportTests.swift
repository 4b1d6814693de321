import Glibc
import TestSupport
import Testing

/// The tools that other tests trust.
@Suite struct SupportTests {
    @Test func aChildsOutputErrorsAndExitStatusAreKept() async throws {
        let finished = try await ChildProcess.run(
            "/bin/sh", ["-c", "cat; echo \"$WORD\" >&2; exit 3"], environment: ["WORD": "no"],
            input: "yes")
        #expect(finished.ending == .exited(3))
        #expect(finished.output == "yes")
        #expect(finished.errors == "no\n")
    }

    @Test func aChildKnowsTheEnvironmentButNotTheSettings() async throws {
        setenv("PAMINN_OF_THE_TEST", "leaked", 1)
        let finished = try await ChildProcess.run(
            "/bin/sh", ["-c", "echo ${PATH:+path} ${PAMINN_OF_THE_TEST:-none} $PAMINN_OWN"],
            environment: ["PAMINN_OWN": "given"])
        #expect(finished.output == "path none given\n")
    }

    @Test func aChildCanBeKilledWithoutASecondThought() async throws {
        let child = try ChildProcess("/bin/sh", ["-c", "echo up; exec sleep 1000"])
        try await eventually("the child's first line") { await child.output == "up\n" }
        #expect(await child.isRunning)
        await child.send(signal: 9)
        #expect(try await child.wait().ending == .killed(bySignal: 9))
        #expect(await !child.isRunning)
    }

    @Test func aChildThatDoesNotEndInTimeIsAnError() async throws {
        await #expect(throws: NeverHappened.self) {
            try await ChildProcess.run("/bin/sleep", ["1000"], within: .milliseconds(20))
        }
    }

    @Test func aProgramThatIsNotThereIsAnError() {
        #expect(throws: (any Error).self) { try ChildProcess("/nowhere/at/all") }
    }

    @Test func whatHoldsAlreadyIsNotWaitedFor() async throws {
        try await eventually(within: .zero, "the truth") { true }
        await #expect(throws: NeverHappened.self) {
            try await eventually(within: .zero, "a lie") { false }
        }
    }

    @Test func aFreePortCanBeListenedTo() throws {
        let first = try FreePort.find()
        #expect(first > 1023)
    }
}

/// Needs the database of `Tests/cluster`.
@Suite struct TestDatabaseTests {
    @Test func aTestsDatabaseIsEmptyAndItsOwn() async throws {
        let name = try await TestDatabase.withEmptyDatabase { connection in
            try await TestDatabase.query("create table t ()", on: connection)
            return try await TestDatabase.query("select current_database()", on: connection)
        }
        let left = try await TestDatabase.query(
            "select count(*) from pg_database where datname = '\(name.dropLast())'",
            on: TestDatabase.server())
        #expect(name.hasPrefix("test_"))
        #expect(left == "0\n")
    }

    @Test func aTestsSchemaIsEmptyAndItsOwn() async throws {
        let name = try await TestDatabase.withEmptySchema { connection in
            try await TestDatabase.query(
                "create table t (); select current_schema()", on: connection)
        }
        let left = try await TestDatabase.query(
            "select count(*) from pg_namespace where nspname = '\(name.dropLast())'",
            on: TestDatabase.server())
        #expect(name.hasPrefix("test_"))
        #expect(left == "0\n")
    }

    @Test func wrongSQLIsAnError() async throws {
        await #expect(throws: TestDatabase.Unusable.self) {
            try await TestDatabase.query("selec 1", on: TestDatabase.server())
        }
    }
}
