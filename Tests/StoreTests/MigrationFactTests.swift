import Schema
import TestSupport
import Testing

/// The facts of the migrations beside what each does in a database, which it finds as the ones
/// before it have left it.
@Suite struct MigrationFactTests {
    /// The lock and the work that a migration was seen to do, of a table that was there before.
    private struct Seen {
        let lock: TableLock?
        let work: TableWork
    }

    /// How PostgreSQL names the locks that others wait for in `pg_locks`.
    private static let modes: [(String, TableLock)] = [
        ("ShareUpdateExclusiveLock", .shareUpdateExclusive), ("ShareLock", .share),
        ("ShareRowExclusiveLock", .shareRowExclusive), ("ExclusiveLock", .exclusive),
        ("AccessExclusiveLock", .accessExclusive),
    ]

    /// The counts of scans go on through several transactions of a session.
    private static let before = """
        create temp table before on commit drop as
        select oid, c.relname, relkind, relfilenode,
            coalesce(s.seq_scan + coalesce(s.idx_scan, 0), 0) as scans
        from pg_class c left join pg_stat_xact_user_tables s on s.relid = oid
        where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p', 'v')
        """

    /// Asked in the migration's own transaction, for what it has read is told nowhere else. A
    /// partition's lock is its table's. Rows are changed where rows are read under ROW EXCLUSIVE.
    private static let after = """
        select coalesce(p.relname, b.relname), string_agg(distinct l.mode, ','),
            case when bool_or(c.relfilenode <> b.relfilenode) then 'rewrites'
                when sum(s.seq_scan + coalesce(s.idx_scan, 0) - b.scans) > 0
                    then case when bool_or(l.mode = 'RowExclusiveLock') then 'changes'
                        else 'reads' end
                else 'none' end
        from before b
        left join pg_inherits i on i.inhrelid = b.oid
        left join before p on p.oid = i.inhparent
        join pg_locks l on l.relation = b.oid and l.pid = pg_backend_pid()
            and l.database = (select oid from pg_database where datname = current_database())
        left join pg_class c on c.oid = b.oid
        left join pg_stat_xact_user_tables s on s.relid = b.oid
        group by 1
        """

    /// Runs all migrations, each in a transaction.
    /// - Returns: by number, what each did by table.
    private func run(on conninfo: String) async throws -> [Int: [String: Seen]] {
        let steps = Schema.migrations.map { migration in
            """
            begin; \(Self.before);
            \(migration.text)
            select '=\(migration.file.prefix(4))'; \(Self.after); commit;
            """
        }
        let script = "set client_min_messages = warning; \(steps.joined(separator: "\n"))"
        let said = try await TestDatabase.query(script, on: conninfo)
        var seen: [Int: [String: Seen]] = [:]
        var number = 0
        for line in said.split(separator: "\n") {
            if line.hasPrefix("="), let next = Int(line.dropFirst()) {
                number = next
                seen[number] = [:]
                continue
            }
            let cells = line.split(separator: "|").map(String.init)
            guard cells.count == 3, let work = TableWork(rawValue: cells[2]) else { continue }
            let held = cells[1].split(separator: ",").map(String.init)
            seen[number]?[cells[0]] = Seen(
                lock: Self.modes.last { held.contains($0.0) }?.1, work: work)
        }
        return seen
    }

    @Test func eachMigrationHasFacts() {
        let numbers = Schema.migrations.compactMap { Int($0.file.prefix(4)) }
        #expect(Set(Schema.facts.keys) == Set(numbers))
        for (number, facts) in Schema.facts {
            #expect(Set(facts.map(\.table)).count == facts.count, "\(number) tells a table twice")
        }
    }

    @Test func eachLockThatOthersWaitForIsAmongTheFactsAndNoOther() async throws {
        try await TestDatabase.withEmptyDatabase { conninfo in
            let seen = try await run(on: conninfo)
            #expect(seen.count == Schema.migrations.count)
            for (number, tables) in seen {
                let told = (Schema.facts[number] ?? []).filter { $0.lock != nil }
                let held = tables.filter { $0.value.lock != nil }
                #expect(
                    Set(told.map { "\($0.table) \($0.lock?.rawValue ?? "")" })
                        == Set(held.map { "\($0.key) \($0.value.lock?.rawValue ?? "")" }),
                    "migration \(number)")
            }
        }
    }

    /// The tables are empty here, so that a plan may pass one over: what is told may be more than
    /// what was seen, but only of a table that the migration names.
    @Test func whatIsReadAndChangedIsAmongTheFacts() async throws {
        try await TestDatabase.withEmptyDatabase { conninfo in
            for (number, tables) in try await run(on: conninfo) {
                let facts = Schema.facts[number] ?? []
                for (table, seen) in tables {
                    let told = facts.first { $0.table == table }?.work ?? .none
                    #expect(told >= seen.work, "migration \(number), \(table): \(seen.work)")
                }
                #expect(
                    facts.allSatisfy { tables[$0.table] != nil },
                    "migration \(number) tells of a table that it does not touch")
            }
        }
    }
}
