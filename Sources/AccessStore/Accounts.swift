import Database
import Postgres
package import Reminders

extension AccessStore {
    /// Adds a user and grants them the creditors, or changes nothing.
    /// - Parameters:
    ///   - login: See `ConsoleUser.login`; the table refuses any other.
    ///   - password: A scrypt hash.
    ///   - creditors: Handles.
    /// - Throws: `AccountProblem.loginTaken` or `.noSuchCreditor`.
    package func addUser(
        _ login: String, role: ConsoleRole, password: String, creditors: [String]
    ) async throws {
        try await pool.perform { session in
            try session.transaction { session in
                let added = try session.run(
                    AccountStatement.addUser,
                    [
                        "login": .text(login), "role": .text(role.rawValue),
                        "password": .text(password),
                    ])
                guard added.count == 1 else { throw AccountProblem.loginTaken }
                try Self.grant(creditors, to: login, in: session)
            }
        }
    }

    /// Grants creditors, by their handles, to a user: all of them or none. One that was granted
    /// before stays granted.
    /// - Throws: `AccountProblem.noSuchUser` or `.noSuchCreditor`.
    package func grant(_ creditors: [String], to login: String) async throws {
        try await pool.perform { session in
            try session.transaction { session in
                let found = try session.run(AccountStatement.users, ["login": .text(login)])
                guard found.count == 1 else { throw AccountProblem.noSuchUser }
                try Self.grant(creditors, to: login, in: session)
            }
        }
    }

    private static func grant(
        _ creditors: [String], to login: String, in session: borrowing PostgresSession
    ) throws {
        for handle in creditors {
            let granted = try session.run(
                AccountStatement.grant, ["login": .text(login), "handle": .text(handle)])
            guard granted.count == 1 else { throw AccountProblem.noSuchCreditor(handle) }
        }
    }

    /// Revokes a creditor, by its handle, from a user.
    /// - Returns: false if it was not granted.
    package func revoke(_ creditor: String, from login: String) async throws -> Bool {
        try await pool.perform { session in
            try session.run(
                AccountStatement.revoke, ["login": .text(login), "handle": .text(creditor)]
            ).count == 1
        }
    }

    /// Lists users by login.
    /// - Parameter login: nil for all.
    package func users(_ login: String? = nil) async throws -> [ConsoleUser] {
        try await pool.perform { session in
            let rows = try session.run(
                AccountStatement.users, ["login": login.map { .text($0) } ?? .null])
            return (0..<rows.count).map { row in
                let (id, login) = (rows.int(row, "id"), rows.string(row, "login"))
                guard let role = ConsoleRole(rawValue: rows.string(row, "role")) else {
                    preconditionFailure("the table has no other roles")
                }
                return ConsoleUser(
                    id: id, login: login, role: role, isDisabled: rows.bool(row, "is_disabled"),
                    creditors: rows.string(row, "handles").split(separator: " ").map(String.init),
                    password: rows.string(row, "password"))
            }
        }
    }

    /// Disables or enables a user. Either way every session of the user ends at once, and the
    /// user's browsers are forgotten.
    /// - Throws: `AccountProblem.noSuchUser`.
    package func setDisabled(_ isDisabled: Bool, user login: String) async throws {
        try await change(
            by: AccountStatement.setDisabled,
            ["login": .text(login), "is_disabled": .bool(isDisabled)])
    }

    /// Sets a user's password. Every session of the user ends and the user's browsers are
    /// forgotten, so that anybody who knew the old password is out.
    /// - Parameter password: A scrypt hash.
    /// - Throws: `AccountProblem.noSuchUser`.
    package func setPassword(_ password: String, user login: String) async throws {
        try await change(
            by: AccountStatement.setPassword,
            ["login": .text(login), "password": .text(password)])
    }

    /// Changes one user and ends their sessions, in one transaction.
    private func change(
        by statement: AccountStatement, _ arguments: StatementArguments
    ) async throws {
        try await pool.perform { session in
            try session.transaction { session in
                let changed = try session.run(statement, arguments)
                guard changed.count == 1 else { throw AccountProblem.noSuchUser }
                let user = PostgresValue.int(changed.int(0, "id"))
                try session.run(AccountStatement.endSessions, ["console_user": user])
                try session.run(AccountStatement.endBrowsers, ["console_user": user])
            }
        }
    }

    // MARK: Sessions

    /// Opens a session, and deletes all users' sessions whose time is over.
    /// - Parameters:
    ///   - hash: SHA-256 of the token, which only the browser knows.
    ///   - language: `sv` or `en`.
    ///   - old: The hash of this browser's earlier session, which ends.
    package func openSession(
        _ hash: String, user: Int64, language: String, limits: SessionLimits,
        insteadOf old: String? = nil
    ) async throws {
        try await pool.perform { session in
            try session.transaction { session in
                if let old {
                    try session.run(AccountStatement.endSession, ["token_hash": .text(old)])
                }
                try session.run(AccountStatement.sweepSessions, limits.arguments)
                try session.run(
                    AccountStatement.openSession,
                    [
                        "token_hash": .text(hash), "console_user": .int(user),
                        "language": .text(language),
                    ])
            }
        }
    }

    /// Finds an open session, with the creditors granted to its user.
    /// - Parameter isSeen: Whether the user asked for something, which keeps the session from being
    ///   idle. A page that refreshes by itself passes false.
    /// - Returns: nil if there is none, its time is over, or its user is disabled.
    package func session(
        _ hash: String, limits: SessionLimits, isSeen: Bool = true
    ) async throws -> ConsoleSession? {
        try await pool.perform { session in
            let key: StatementArguments = ["token_hash": .text(hash)]
            let found = try session.run(AccountStatement.session, key + limits.arguments)
            guard found.count == 1, let role = ConsoleRole(rawValue: found.string(0, "role")) else {
                return nil
            }
            if isSeen, found.bool(0, "is_note_due") {
                try session.run(AccountStatement.seeSession, key)
            }
            let user = found.int(0, "id")
            let grants = try session.run(AccountStatement.grants, ["console_user": .int(user)])
            return ConsoleSession(
                user: user, login: found.string(0, "login"), role: role,
                language: found.string(0, "language"),
                creditors: try (0..<grants.count).map { row in
                    try GrantedCreditor(
                        id: grants.id(row, "id"), handle: grants.string(row, "handle"),
                        name: grants.string(row, "name"),
                        activation: grants.word(row, "activation", as: ActivationState.self))
                })
        }
    }

    /// Sets the language of a session, `sv` or `en`.
    package func setLanguage(_ language: String, session hash: String) async throws {
        try await pool.perform { session in
            _ = try session.run(
                AccountStatement.setLanguage,
                ["token_hash": .text(hash), "language": .text(language)])
        }
    }

    /// Ends a session and forgets the names that were searched for in it.
    package func endSession(_ hash: String) async throws {
        try await pool.perform { session in
            try session.transaction { session in
                try session.run(AccountStatement.endSession, ["token_hash": .text(hash)])
                try Self.forgetNames(in: session)
            }
        }
    }

    /// Ends the sessions whose time is over, and forgets the names that were searched for in them.
    package func sweepSessions(limits: SessionLimits) async throws {
        try await pool.perform { session in
            try session.transaction { session in
                try session.run(AccountStatement.sweepSessions, limits.arguments)
                try Self.forgetNames(in: session)
            }
        }
    }

    private static func forgetNames(in session: borrowing PostgresSession) throws {
        try session.run(AccountStatement.forgetSelectedNames)
        try session.run(AccountStatement.forgetDraftedNames)
    }

    // MARK: Searches by name

    /// Keeps a searched name under an id. A session keeps its latest fifty.
    package func addSearch(_ id: String, session hash: String, name: String) async throws {
        try await pool.perform { session in
            try session.transaction { session in
                try session.run(
                    AccountStatement.addSearch,
                    ["id": .text(id), "session": .text(hash), "name": .text(name)])
                try session.run(
                    AccountStatement.forgetSearches, ["session": .text(hash), "limit": .int(50)])
            }
        }
    }

    /// The name that a session searched for under this id.
    /// - Returns: nil if the session made no such search, or it is no longer kept.
    package func search(_ id: String, session hash: String) async throws -> String? {
        try await pool.perform { session in
            let found = try session.run(
                AccountStatement.search, ["id": .text(id), "session": .text(hash)])
            return found.count == 1 ? found.string(0, "name") : nil
        }
    }

    // MARK: The audit

    /// Adds an action to the audit, even if the task is cancelled meanwhile.
    /// - Parameters:
    ///   - login: The user who acted.
    ///   - facts: Details, in English, without personal data.
    ///   - address: The client's address; nil if it is not known.
    package func audit(
        _ login: String, _ action: AuditAction, creditor: CreditorID? = nil, run: RunID? = nil,
        facts: String? = nil, address: String? = nil
    ) async throws {
        try await pool.performToEnd { session in
            _ = try session.run(
                AccountStatement.audit,
                [
                    "login": .text(login), "action": .text(action.rawValue),
                    "creditor": .id(creditor),
                    "run": .id(run),
                    "facts": facts.map { .text($0) } ?? .null,
                    "address": address.map { .text($0) } ?? .null,
                ])
        }
    }
}
