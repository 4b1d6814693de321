import OperatorStore
import Postgres
import Reminders
import TestSupport
import Testing

@testable import Database
@testable import Stores

/// From an empty database to this program's, and other programs' databases.
@Suite struct SchemaTests {
    @Test func twoMigratorsAtOnceBothSucceedAndEachMigrationHappensOnce() async throws {
        try await TestDatabase.withEmptyDatabase { conninfo in
            let (one, two) = (
                Database(conninfo, applicationName: "one"),
                Database(conninfo, applicationName: "two")
            )
            defer {
                one.close()
                two.close()
            }
            async let first = one.migrate()
            async let second = two.migrate()
            let applied = try await first + second
            try await one.checkSchema()
            let status = try await one.migrationStatus()
            #expect(applied.sorted() == status.map(\.name).sorted(), "each by one of them")
            #expect(status.count > 2 && status.allSatisfy { $0.appliedAt != nil })
        }
    }

    /// Two that insert the same reasons in the same instant would meet in the unique code.
    @Test func ofTwoMigratorsOnlyOneWritesTheReasonsAtATime() async throws {
        try await TestDatabase.withEmptyDatabase { conninfo in
            let stores = Stores(Database(conninfo, applicationName: "t"))
            defer { stores.close() }
            _ = try await stores.database.migrate()
            try await TestDatabase.query(
                """
                create table beside (others int);
                create function watch() returns trigger language plpgsql as $$ begin
                    perform pg_sleep(0.3);
                    insert into beside select count(*) from pg_stat_activity
                    where datname = current_database() and pid <> pg_backend_pid()
                        and query ~ 'insert into reason' and state = 'active';
                    return null;
                end $$;
                create trigger watch before insert on reason execute function watch();
                truncate reason
                """, on: conninfo)
            async let first = stores.database.migrate()
            async let second = stores.database.migrate()
            let applied = try await first + second
            #expect(applied.isEmpty)
            let beside = try await TestDatabase.query("select others from beside", on: conninfo)
            #expect(beside == "0\n0\n")
        }
    }

    @Test func anEmptyDatabaseIsTooOld() async throws {
        try await TestDatabase.withEmptyDatabase { conninfo in
            let stores = Stores(Database(conninfo, applicationName: "t"))
            defer { stores.close() }
            let status = try await stores.database.migrationStatus()
            #expect(status[0].name == "first_tables" && status.allSatisfy { $0.appliedAt == nil })
            await #expect {
                try await stores.database.checkSchema()
            } throws: { error in
                guard case .older(let missing)? = error as? SchemaProblem else {
                    return false
                }
                return missing.first == 1 && missing.count == status.count
            }
        }
    }

    @Test func aDatabaseThatABreakingMigrationChangedIsTooNew() async throws {
        try await StoreHarness.prepare { harness in
            let next =
                "insert into schema_migration (number, name, breaking) values (9998, 'x', $1)"
            try await harness.run(next, [.bool(false)])
            try await harness.database.checkSchema()
            try await harness.run("update schema_migration set breaking = true where number = 9998")
            await #expect(throws: SchemaProblem.newer) {
                try await harness.database.checkSchema()
            }
        }
    }

    @Test func aWordThatALaterProgramAddedIsANewerSchema() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(1)
            try await harness.run("alter table incident drop constraint incident_kind")
            try await harness.run(
                """
                insert into incident (creditor, run, pos, kind)
                values (\(fixture.creditor), \(fixture.run), 1, 'later')
                """)
            await #expect(throws: SchemaProblem.newer) {
                try await harness.operators.incidents(all: true)
            }
        }
    }

    @Test func aMigratedDatabaseSpeaksTheProgramsReasons() async throws {
        try await StoreHarness.prepare { harness in
            try await harness.run("update reason set swedish = 'gammal'")
            #expect(try await harness.database.migrate() == [])
            #expect(
                try await harness.number("select count(*) from reason where swedish = 'gammal'")
                    == 0
            )
        }
    }

    // MARK: Partitions

    private static let partitions = """
        select c.relname from pg_inherits join pg_class c on c.oid = inhrelid
        where inhparent = 'evidence'::regclass order by 1
        """

    @Test func evidenceOfThisMonthAndTheNextHasAPlaceMadeAhead() async throws {
        try await StoreHarness.prepare { harness in
            let made = try await harness.ask(Self.partitions)
            #expect(made.count == 3 && made.contains(["evidence_default"]))
            let fixture = try await harness.begin(1)
            let part = try await harness.claimed(by: fixture.worker)
            _ = try await harness.settle(
                part, by: fixture.worker, [], evidence: [Evidence(.lookup, why: "looked")])
            #expect(try await harness.number("select count(*) from evidence") == 1)
            #expect(try await harness.number("select count(*) from evidence_default") == 0)
            _ = try await harness.database.migrate()
            #expect(try await harness.ask(Self.partitions) == made)
        }
    }

    @Test func tendingMakesThePlacesThatAreMissing() async throws {
        try await StoreHarness.prepare { harness in
            let made = try await harness.ask(Self.partitions)
            for name in made.compactMap({ $0[0] }) where name != "evidence_default" {
                try await harness.run("drop table \(name)")
            }
            // Next month's evidence is there already, in the default place: it stays there.
            try await harness.run(
                """
                insert into evidence (at, creditor, run, kind)
                values (date_trunc('month', now() at time zone 'UTC') at time zone 'UTC'
                    + interval '40 days', 1, 1, 'state')
                """)
            try await harness.tendAsLookedAt()
            let again = try await harness.ask(Self.partitions)
            #expect(again == Array(made.prefix(1)) + [["evidence_default"]])
        }
    }

    @Test func aPlaceThatCannotBeMadeHarmsNobody() async throws {
        try await StoreHarness.prepare { harness in
            let made = try await harness.ask(Self.partitions)
            try await harness.run("drop table \(try #require(made[1][0]))")
            try await harness.holding("lock table evidence in access share mode") {
                try await harness.tendAsLookedAt()
            }
            #expect(try await harness.ask(Self.partitions).count == 2)
        }
    }
}
