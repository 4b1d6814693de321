import Postgres
import Reminders
import Schema
import Testing
import Texts

@testable import ConsoleStore
@testable import Database
@testable import Stores

/// What is found wrong with a database that was broken on purpose.
@Suite struct DiagnosisTests {
    @Test func aSoundDatabaseHasNoTroubleButTheTestServers() async throws {
        try await StoreHarness.prepare { harness in
            let diagnosis = try await harness.console.diagnosis()
            #expect(diagnosis.problems.allSatisfy { $0.check == "durability" })
            #expect(diagnosis.skipped.isEmpty)
        }
    }

    @Test func theIndexesAreThoseThatTheMigrationsMake() async throws {
        try await StoreHarness.prepare { harness in
            let found = try await harness.one.perform { session in
                // Without those of partitions.
                let rows = try session.run(
                    """
                    select c.relname as name from pg_index x
                    join pg_class c on c.oid = x.indexrelid
                    join pg_class t on t.oid = x.indrelid
                    where t.relnamespace = current_schema()::regnamespace
                        and not t.relispartition
                    """)
                return (0..<rows.count).map { rows.string($0, "name") }
            }
            #expect(Set(found) == Set(Schema.indexes))
        }
    }

    /// A snapshot is held for as long as its transaction is open.
    @Test func aHeldSnapshotIsSeen() async throws {
        try await StoreHarness.prepare { harness in
            try await harness.holding("update vclock set v = v") {
                let held = try await harness.one.perform { session in
                    let row = try session.run(HealthStatement.snapshot)
                    return row.since(0, at: "since", seconds: "seconds")
                }
                #expect(try #require(held).seconds >= 0)
            }
        }
    }

    @Test(arguments: [
        (599.0, false, false), (600, true, false), (3_600, true, true),
    ])
    func aSnapshotIsWorthALineAfterTenMinutes(
        seconds: Double, isTold: Bool, isBad: Bool
    ) {
        let problem = HealthProblem.heldSnapshot(
            Since(at: "2026-11-20T08:00:00Z", seconds: seconds))
        #expect(problem.isBad == isBad)
        #expect((seconds >= Diagnosis.longSnapshot) == isTold)
    }

    /// A role that sees little is told what was not looked at, and the rest all the same.
    @Test func whatARoleMayNotSeeIsSkippedWithWhy() async throws {
        try await StoreHarness.prepare { harness in
            let role = "few_\(UInt32.random(in: 0 ... .max))"
            try await harness.run("create role \(role) login")
            try await harness.run("grant select on all tables in schema public to \(role)")
            let stores = Stores(
                Database(harness.conninfo + " options=-crole=\(role)", applicationName: "few"))
            defer { stores.close() }
            let diagnosis = try await stores.console.diagnosis()
            #expect(
                diagnosis.skipped.map(\.check) == ["snapshots of other roles", "WAL"])
            #expect(diagnosis.skipped.allSatisfy { $0.why.contains("member of") })
            #expect(diagnosis.dataDirectory == nil)
            #expect(diagnosis.problems.contains { $0.check == "rights" && $0.isBad })
            try await harness.run("drop owned by \(role); ")
            try await harness.run("drop role \(role)")
        }
    }

    @Test(arguments: HealthProblemTests.all)
    func eachProblemHasARemedyInBothLanguages(problem: HealthProblem) {
        for text in [
            problem.english, problem.remedy, problem.swedish, problem.swedishRemedy, problem.check,
        ] {
            #expect(!text.isEmpty)
        }
        #expect(problem.remedy.hasSuffix(".") && problem.swedishRemedy.hasSuffix("."))
        #expect(!problem.english.hasSuffix(".") && !problem.swedish.hasSuffix("."))
    }
}

enum HealthProblemTests {
    private static let since = Since(at: "2026-11-20T08:00:00Z", seconds: 100_000)

    static let all: [HealthProblem] = [
        .runPaused(7, creditor: "fors", since), .creditorRefused("fors"),
        .pollsFail(creditor: "fors", failures: 10, since),
        .gateUnproven(creditor: nil, seconds: 5),
        .gateUnproven(creditor: "fors", seconds: 5), .oldDoubt(since),
        .readOnly, .standby, .cannotWrite(["part"]), .fewConnections(1), .heldSnapshot(since),
        .notDurable, .synchronousCommitOff, .autovacuumOff, .notVacuumed(["part"]),
        .slotAbandoned("s", bytes: 1 << 30, isLost: true), .oldTransactions(1 << 40), .noStandby,
        .muchWAL(64 << 30), .littleDisk(bytes: 1 << 20), .timeZoneUnknown,
        .indexesMissing(["part_due", "part_open"]), .partitionsMissing(["2026-11"]), .otherEra,
        .newerSchema(["0099_later"]),
    ]
}
