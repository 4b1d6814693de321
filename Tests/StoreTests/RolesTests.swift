import Foundation
import Postgres
import TestSupport
import Testing

@testable import ConsoleStore
@testable import Database
@testable import EnqueueStore

/// What `sql/roles.sql` lets each program do, and what it keeps from it.
@Suite struct RolesTests {
    // MARK: What each may do

    @Test func everyCatalogueIsSomebodys() {
        let known = Set(CataloguedStatement.all.flatMap { [$0.catalogue, $0.testDescription] })
        for (role, names) in RoleTable.statements {
            #expect(names.filter { !known.contains($0) }.isEmpty, "\(role) runs what is no more")
        }
        let orphans = Set(
            CataloguedStatement.all.filter { RoleTable.roles(of: $0).isEmpty }
                .map(\.testDescription))
        #expect(orphans == RoleTable.ownersAlone)
    }

    /// The start of the executor checks the rights; nothing is read or written.
    @Test(arguments: RoleTable.pairs)
    func aProgramMayRunItsStatements(pair: RoleTable.Pair) async throws {
        let sql = StatementText(name: pair.statement.testDescription, pair.statement.text).sql
        try await Self.world.session(as: pair.role) { session in
            try session.script("prepare probe as \(sql)")
            defer { try? session.script("deallocate probe") }
            let parameters = try session.run(
                "select cardinality(parameter_types) from pg_prepared_statements")
            let nulls = Array(repeating: "null", count: Int(parameters.int(0, 0)))
            let arguments = nulls.isEmpty ? "" : "(\(nulls.joined(separator: ", ")))"
            try session.script("explain execute probe\(arguments)")
        }
    }

    @Test(arguments: ["paminn_producer", "paminn_console"], LoadTable.allCases)
    func whoLoadsMayCopy(role: String, table: LoadTable) async throws {
        try await Self.world.session(as: role) { session in
            for column in table.columns {
                let may = try session.run(
                    "select has_column_privilege($1, $2, 'insert')",
                    [.text(table.rawValue), .text(column.name)]
                ).bool(0, 0)
                #expect(may, "\(table.rawValue).\(column.name)")
            }
        }
    }

    @Test(arguments: ["paminn_producer", "paminn_worker", "paminn_console", "paminn_owner"])
    func everyProgramFindsItsSchema(role: String) async throws {
        let database = Database(
            try await Self.world.conninfo() + " options=-crole=\(role)", applicationName: "roles")
        defer { database.close() }
        try await database.checkSchema()
    }

    /// What `doctor` and the start of a program look for is what was granted.
    @Test(arguments: ProgramRole.allCases)
    func aProgramKnowsItsRights(program: ProgramRole) async throws {
        let granted = try await TestDatabase.query(
            """
            select p.what || ' ' || string_agg(c.relname, ' ' order by c.relname)
            from pg_class c, (values ('select'), ('insert'), ('update'), ('delete')) p(what)
            where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v')
                and case when p.what = 'delete'
                    then has_table_privilege('\(program.rawValue)', c.oid, p.what)
                    else has_any_column_privilege('\(program.rawValue)', c.oid, p.what) end
            group by p.what
            """, on: try await Self.world.conninfo())
        #expect(
            Set(granted.split(separator: "\n").map(String.init))
                == Set(program.rights.map { "\($0) \($1)" }))
    }

    @Test(arguments: ["paminn_host", "paminn_monitor"])
    func theViewsAreReadWithoutTheirTables(role: String) async throws {
        try await Self.world.session(as: role) { session in
            try session.script("select creditor, state, changed_at from invoice_list")
            try session.script("select run, queue_state, reason_sv from reminder_list")
        }
    }

    // MARK: What each may not do

    @Test(arguments: Refusal.all)
    func whatIsNotGrantedIsRefused(refusal: Refusal) async throws {
        try await Self.world.session(as: refusal.role) { session in
            do {
                try session.transaction { try $0.script(refusal.sql) }
                Issue.record("\(refusal.role) may: \(refusal.sql)")
            } catch {
                #expect((error as? PostgresError)?.sqlstate == "42501", "\(error)")
            }
        }
    }

    /// Of every table that is there, those of later migrations too.
    @Test(arguments: RoleTable.programs)
    func nobodyButTheOwnerMayEmptyOrDropATable(role: String) async throws {
        try await Self.world.session(as: role) { session in
            let found = try session.run(
                """
                select c.relname from pg_class c
                where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v')
                    and (has_table_privilege(c.oid, 'truncate, references, trigger')
                        or pg_has_role(c.relowner, 'member'))
                """)
            #expect(found.count == 0)
        }
    }

    /// Nothing is granted to PUBLIC, on no object of the schema.
    @Test func nobodyElseMayDoAnything() async throws {
        try await Self.world.session(as: "postgres") { session in
            let found = try session.run(
                """
                select relname::text from pg_class, aclexplode(relacl) a
                where relnamespace = 'public'::regnamespace and a.grantee = 0
                union all
                select attname from pg_attribute, aclexplode(attacl) a
                where a.grantee = 0 and attrelid in (
                    select oid from pg_class where relnamespace = 'public'::regnamespace)
                union all
                select proname from pg_proc,
                    aclexplode(coalesce(proacl, acldefault('f', proowner))) a
                where pronamespace = 'public'::regnamespace and a.grantee = 0
                union all
                select nspname from pg_namespace, aclexplode(nspacl) a
                where nspname = 'public' and a.grantee = 0
                union all
                select datname from pg_database, aclexplode(datacl) a
                where datname = current_database() and a.grantee = 0
                """)
            let names = (0..<found.count).map { found.string($0, 0) }
            #expect(names == [])
        }
    }

    // MARK: Again, and later

    @Test func asOftenAsOneLikes() async throws {
        let conninfo = try await Template.shared.copy("roles_twice")
        try await TestRoles.grant(on: conninfo)
        let once = try await TestDatabase.query(Self.everyGrant, on: conninfo)
        #expect(once.contains("paminn_worker"))
        // What was granted by hand goes, and what was taken comes back.
        try await TestDatabase.query(
            "grant delete on run to paminn_console; revoke select on part from paminn_worker",
            on: conninfo)
        #expect(try await TestDatabase.query(Self.everyGrant, on: conninfo) != once)
        try await TestRoles.grant(on: conninfo)
        #expect(try await TestDatabase.query(Self.everyGrant, on: conninfo) == once)
    }

    @Test func whatALaterMigrationMakesIsTheOwnersAlone() async throws {
        let conninfo = try await Template.shared.copy("roles_later")
        try await TestRoles.grant(on: conninfo)
        try await TestDatabase.query(
            """
            set role paminn_owner;
            create table later (id bigint generated always as identity);
            create function later() returns int language sql as 'select 1';
            """, on: conninfo)
        for role in RoleTable.programs {
            let may = try await TestDatabase.query(
                """
                select has_table_privilege('\(role)', 'later', 'select, insert, update, delete')
                    or has_sequence_privilege('\(role)', 'later_id_seq', 'usage, select, update')
                    or has_function_privilege('\(role)', 'later()', 'execute')
                """, on: conninfo)
            #expect(may == "f\n", "\(role)")
        }
    }

    @Test func withoutASchemaItIsRefusedAndChangesNothing() async throws {
        try await TestDatabase.withEmptyDatabase { conninfo in
            _ = await #expect(throws: TestDatabase.Unusable.self) {
                try await TestRoles.grant(on: conninfo)
            }
        }
    }

    /// Acls of the database, its schema, tables, columns, functions and defaults, and the owners.
    private static let everyGrant = """
        select 'database', datacl::text from pg_database where datname = current_database()
        union all
        select 'schema ' || nspname, nspacl::text from pg_namespace where nspname = 'public'
        union all
        select relname, relowner::regrole || ' ' || relacl::text from pg_class
        where relnamespace = 'public'::regnamespace
        union all
        select attrelid::regclass || '.' || attname, attacl::text from pg_attribute
        where attacl is not null
            and attrelid in (select oid from pg_class where relnamespace = 'public'::regnamespace)
        union all
        select proname, proowner::regrole || ' ' || proacl::text from pg_proc
        where pronamespace = 'public'::regnamespace
        union all
        select 'default ' || defaclobjtype::text, defaclacl::text from pg_default_acl
        order by 1, 2
        """

    private static let world = World()

    /// One migrated database with the roles, and a session of each.
    private actor World {
        private var making: Task<String, any Error>?
        private var sessions: [String: Task<PostgresConnection, any Error>] = [:]

        func conninfo() async throws -> String {
            let making =
                making
                ?? Task {
                    let conninfo = try await Template.shared.copy("roles")
                    try await TestRoles.grant(on: conninfo)
                    return conninfo
                }
            self.making = making
            return try await making.value
        }

        /// Runs `body` in a session of the superuser that has taken the role on.
        nonisolated func session(
            as role: String, _ body: @escaping @Sendable (borrowing PostgresSession) throws -> Void
        ) async throws {
            try await connection(role).perform { try body($0) }
        }

        private func connection(_ role: String) async throws -> PostgresConnection {
            let conninfo = try await conninfo()
            let session =
                sessions[role]
                ?? Task {
                    let session = try await StoreHarness.connect(conninfo)
                    try await session.perform { try $0.script("set session authorization \(role)") }
                    return session
                }
            sessions[role] = session
            return try await session.value
        }
    }
}
