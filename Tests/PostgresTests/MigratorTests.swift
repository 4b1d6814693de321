import Postgres
import Testing

@Suite(.timeLimit(.minutes(10)))
struct MigratorTests {
    private func migration(_ fileName: String, _ sql: String) throws -> Migration {
        try #require(Migration(fileName: fileName, sql: sql))
    }

    private func three() throws -> [Migration] {
        [
            try migration(
                "0001_first.sql", "create table thing (id int); insert into thing values (1);"),
            try migration("0002_second.sql", "insert into thing values (2)"),
            try migration("0010_third.sql", "-- breaking\ninsert into thing values (3);\n"),
        ]
    }

    @Test func aFileNameSaysNumberAndName() throws {
        let migration = try migration("0042_more_tables_2.sql", "select 1")
        #expect(migration.number == 42)
        #expect(migration.name == "more_tables_2")
        #expect(!migration.isBreaking)
        for name in [
            "", "1_x.sql", "0001.sql", "0001_.sql", "0000_x.sql", "0001-x.sql", "0001_X.sql",
            "0001_x.sql~", "00a1_x.sql", "0001_å.sql", "+001_x.sql",
        ] {
            #expect(Migration(fileName: name, sql: "") == nil, "\(name)")
        }
    }

    @Test func onlyTheWholeFirstLineMakesAMigrationBreaking() throws {
        #expect(try migration("0001_x.sql", "-- breaking\nselect 1").isBreaking)
        #expect(try migration("0001_x.sql", "-- breaking").isBreaking)
        #expect(try !migration("0001_x.sql", "-- breaking news\nselect 1").isBreaking)
        #expect(try !migration("0001_x.sql", "select 1;\n-- breaking\n").isBreaking)
    }

    @Test func aSecondRunAppliesNothing() async throws {
        try await TestDatabase.withSchema { conninfo in
            let connection = try await TestDatabase.connect(conninfo)
            let (migrator, all) = (Migrator(connection), try three())
            #expect(try await migrator.check(all) == .behind(missing: [1, 2, 10]))
            #expect(try await migrator.status(all).allSatisfy { $0.appliedAt == nil })
            #expect(try await migrator.apply(Array(all[..<2])) == [1, 2])
            #expect(try await migrator.check(all) == .behind(missing: [10]))
            #expect(try await migrator.apply(all) == [10])
            #expect(try await migrator.apply(all) == [])
            #expect(try await migrator.check(all) == .current)
            #expect(try await TransactionTests.count(connection) == 3)
            let status = try await migrator.status(all)
            #expect(status.map { $0.0.number } == [1, 2, 10])
            let form = /20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ/
            for row in status { #expect(row.appliedAt?.wholeMatch(of: form) != nil) }
        }
    }

    @Test func twoMigratorsAtOnceApplyEachMigrationOnce() async throws {
        try await TestDatabase.withSchema { conninfo in
            let all = try three()
            let applied = try await withThrowingTaskGroup(of: [Int].self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        try await Migrator(TestDatabase.connect(conninfo)).apply(all)
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(applied.sorted() == [1, 2, 10])
            let connection = try await TestDatabase.connect(conninfo)
            #expect(try await TransactionTests.count(connection) == 3)
        }
    }

    @Test func aSchemaAheadSaysWhetherItBreaksUs() async throws {
        try await TestDatabase.withSchema { conninfo in
            let migrator = Migrator(try await TestDatabase.connect(conninfo))
            let all = try three()
            _ = try await migrator.apply(Array(all[..<2]))
            #expect(try await migrator.check(Array(all[..<1])) == .ahead(breaking: false))
            _ = try await migrator.apply(all)
            #expect(try await migrator.check(Array(all[..<2])) == .ahead(breaking: true))
            #expect(try await migrator.check(Array(all[..<1])) == .ahead(breaking: true))
        }
    }

    @Test func aMigrationThatFailsLeavesTheOnesBeforeAndNothingOfItself() async throws {
        try await TestDatabase.withSchema { conninfo in
            let connection = try await TestDatabase.connect(conninfo)
            let migrator = Migrator(connection)
            let all = [
                try three()[0],
                try migration("0002_bad.sql", "insert into thing values (2); select 1 / 0;"),
            ]
            let error = try await failure { try await migrator.apply(all) }
            #expect(error.sqlstate == "22012")
            #expect(try await migrator.check(all) == .behind(missing: [2]))
            #expect(try await TransactionTests.count(connection) == 1)
        }
    }

    @Test func aMigrationHasALimitForItsLocks() async throws {
        try await TestDatabase.withSchema { conninfo in
            let migrator = Migrator(try await TestDatabase.connect(conninfo))
            let probe = try migration(
                "0001_probe.sql", "create table probe as select current_setting('lock_timeout')")
            #expect(try await migrator.apply([probe]) == [1])
            let setting = try await TestDatabase.connect(conninfo).perform {
                try $0.run("select * from probe").string(0, 0)
            }
            #expect(setting == "5s")
        }
    }
}
