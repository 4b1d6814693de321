import Foundation

/// The roles of Påminn's programs in the databases of tests, and the logins that programs use.
package enum TestRoles {
    /// The file as an installer runs it.
    package static let file = Place.repository + "/sql/roles.sql"

    /// Runs `sql/roles.sql` in a migrated database.
    /// - Parameter connection: of a superuser.
    package static func grant(on connection: String) async throws {
        let finished = try await ChildProcess.run(
            "/usr/bin/psql",
            ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", connection, "-f", file])
        guard finished.ending == .exited(0) else {
            throw TestDatabase.Unusable(description: "sql/roles.sql: \(finished.errors)")
        }
    }

    /// The same, and makes the login users, once for each server.
    package static func grantWithLogins(on connection: String) async throws {
        try await grant(on: connection)
        try await TestDatabase.query(makeLogins, on: connection)
    }

    // MARK: Logins

    /// The login of each program, by the word after `paminn`. An operator's commands need what the
    /// page needs.
    private static let logins: [String: String] = {
        let words = [
            "paminn-worker": ["work"], "paminn-console": ["console", "inbox"],
            "paminn-producer": ["enqueue", "status", "invoices"],
            "paminn-operator": [
                "cancel", "pause", "resume", "release", "resubmit", "uncertain", "stuck",
                "incidents", "evidence", "manual", "audit", "doctor", "export",
            ],
            "paminn-owner": ["migrate", "creditor", "user", "rate", "spellings", "erase"],
        ]
        return Dictionary(
            uniqueKeysWithValues: words.flatMap { login, words in words.map { ($0, login) } })
    }()

    /// Two tests may be here at once: who comes second waits for the first, and finds all made.
    private static let makeLogins = """
        do $$
        begin
            if exists (select from pg_roles where rolname = 'paminn-worker') then return; end if;
            create role "paminn-worker" login in role paminn_worker;
            create role "paminn-console" login in role paminn_console;
            create role "paminn-producer" login in role paminn_producer;
            create role "paminn-operator" login in role paminn_console, pg_monitor;
            create role "paminn-owner" login in role paminn_owner;
            alter role "paminn-owner" set role paminn_owner;
        exception when duplicate_object or unique_violation then
            null;
        end
        $$;
        """

    /// All login users.
    package static let users = Set(logins.values).sorted()

    /// The mark of an environment whose programs sign in as their roles. It is not handed on.
    package static let mark = "PAMINN_TEST_LOGINS"

    /// The environment of a program, whose way to the database is that of its login.
    /// - Parameter words: the program and its arguments; it may be a shell that starts ours.
    static func environment(
        of words: [String], _ given: [String: String]
    ) -> [String: String] {
        var environment = given
        guard environment.removeValue(forKey: mark) != nil, let login = login(of: words) else {
            return environment
        }
        for name in ["PAMINN_DATABASE_URL", "PAMINN_DATABASE_DIRECT_URL"] {
            // Of two values for one keyword, libpq takes the later.
            if let way = environment[name], way.contains("user=postgres") {
                environment[name] = "\(way) user=\(login)"
            }
        }
        return environment
    }

    private static func login(of words: [String]) -> String? {
        words.joined(separator: " ").split { " \n\"';".contains($0) }
            .compactMap { logins[String($0)] }.first
    }
}
