import TestSupport
import Testing

/// What a program says whose user lacks a right. That each works with its own role's rights, all
/// other tests of the whole show.
@Suite(.serialized, .timeLimit(.minutes(5))) struct RoleTests {
    @Test(arguments: [
        ("paminn-producer", ["work"], "lacks rights of paminn_worker"),
        ("paminn-worker", ["console"], "lacks rights of paminn_console"),
        ("paminn-worker", ["migrate"], "permission denied"),
        ("paminn-console", ["migrate"], "permission denied"),
        ("paminn-worker", ["user", "list"], "permission denied for table console_user"),
        ("paminn-producer", ["pause", "--all"], "permission denied for table throttle"),
        ("paminn-producer", ["audit"], "permission denied"),
        ("paminn-console", ["rate", "60/60"], "permission denied for table throttle"),
        (
            "paminn-console", ["user", "disable", "anna"],
            "permission denied for table console_user"
        ),
    ])
    func whatIsRefusedIsOneLineWithItsRemedy(
        user: String, command: [String], words: String
    ) async throws {
        try await Installation.with { installation in
            let finished = try await installation.asUser(user).expect(77, command)
            #expect(finished.errors.contains(words), "\(finished.errors)")
            #expect(finished.errors.contains("Run sql/roles.sql"), "\(finished.errors)")
            #expect(
                finished.errors.split(separator: "\n").count { $0.hasPrefix("paminn: ") } == 1,
                "\(finished.errors)")
            #expect(!finished.errors.contains("DETAIL"))
        }
    }

    /// Neither may whoever is a member of nothing connect, nor is the schema taken for an old one.
    @Test func aUserThatIsNobodysMemberIsToldSo() async throws {
        try await Installation.with { installation in
            let database = try await installation.query("select current_database()")
            let user = "nobody_\(database)"
            try await installation.query("create role \(user) login")
            let nobody = installation.asUser(user)
            let out = try await nobody.expect(77, ["status"])
            #expect(out.errors.contains("the user may not connect to this database. Run sql/"))
            try await installation.query("grant connect on database \(database) to \(user)")
            let inside = try await nobody.expect(77, ["status"])
            #expect(inside.errors.contains("permission denied for schema public. Run sql/"))
            try await installation.query("drop owned by \(user); drop role \(user)")
        }
    }

    /// As after a migration without `sql/roles.sql`: doctor goes on, and says what is to be run.
    @Test func doctorGoesOnWithoutATableThatItMayNotSee() async throws {
        try await Installation.with { installation in
            try await installation.query("revoke all on host_request from paminn_console")
            let doctor = try await installation.asUser("paminn-console").expect(1, ["doctor"])
            #expect(doctor.output.contains("skip batches by SQL: this role may not see them"))
            #expect(
                doctor.output.contains("BAD  rights: This role lacks rights on host_request"),
                "\(doctor.output)")
        }
    }

    /// The owner migrates. What that makes is the role's; others may use it once the file was run.
    @Test func aLaterMigrationIsRunAsTheOwner() async throws {
        try await Installation.with { installation in
            try await installation.query(
                "delete from schema_migration where number = 34;"
                    + " drop function make_evidence_partitions(), analyze_loaded()")
            try await installation.expect(0, ["migrate"])
            #expect(
                try await installation.query(
                    "select distinct proowner::regrole from pg_proc"
                        + " where pronamespace = 'public'::regnamespace") == "paminn_owner")
            try await TestRoles.grant(on: installation.database)
            let file = try installation.file("batch.csv", count: 3)
            try await installation.expect(0, ["enqueue", file, "--creditor", "demo"])
            try await installation.expect(0, ["work", "--once"])
            try await installation.expectOneLetterEach(accepted: 3)
        }
    }
}

extension Installation {
    /// The same installation, whose programs sign in as this user.
    func asUser(_ user: String) -> Installation {
        var other = self
        other.environment[TestRoles.mark] = nil
        other.environment["PAMINN_DATABASE_URL"] = "\(database) user=\(user)"
        return other
    }
}
