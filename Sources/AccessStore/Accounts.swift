import Database
import Postgres
package import Reminders

/// What a user of the web page may do.
package enum ConsoleRole: String, CaseIterable, Sendable {
    /// Sends, cancels and sees, for the creditors given to them.
    case bookkeeper
    /// The same, and the switches of the whole fleet.
    case `operator`
}

package struct ConsoleUser: Sendable {
    package let id: Int64
    package let login: String
    package let role: ConsoleRole
    package let isDisabled: Bool
    /// Handles of the creditors given to them.
    package let creditors: [String]
    /// As scrypt made it, with its parameters; never shown.
    package let password: String
}

/// A creditor that a signed-in user may see.
package struct GrantedCreditor: Sendable, Equatable {
    package let id: CreditorID
    package let handle: String
    package let name: String
    package let activation: ActivationState
}

package struct ConsoleSession: Sendable {
    package let user: Int64
    package let login: String
    package let role: ConsoleRole
    /// `sv` or `en`.
    package let language: String
    package let creditors: [GrantedCreditor]
}

/// How long a session lives.
package struct SessionLimits: Sendable {
    package var idle: Duration = .seconds(8 * 3600)
    package var whole: Duration = .seconds(24 * 3600)
    package init() {}
}

package enum AccountProblem: Error, Sendable, Equatable {
    case loginTaken
    case noSuchUser
    case noSuchCreditor(String)
}

extension AccessStore {
    /// Adds a user and gives them the creditors, or does nothing.
    /// - Parameters:
    ///   - login: as `console_user` takes it.
    ///   - password: as scrypt made it.
    package func addUser(
        _ login: String, role: ConsoleRole, password: String, creditors: [String]
    ) async throws {
        try await pool.perform { session in
            try session.transaction { session in
                let added = try session.run(
                    AccountStatement.addUser, [.text(login), .text(role.rawValue), .text(password)])
                guard added.count == 1 else { throw AccountProblem.loginTaken }
                try Self.grant(creditors, to: login, in: session)
            }
        }
    }

    package func grant(_ creditors: [String], to login: String) async throws {
        try await pool.perform { session in
            try session.transaction { session in
                guard try session.run(AccountStatement.users, [.text(login)]).count == 1 else {
                    throw AccountProblem.noSuchUser
                }
                try Self.grant(creditors, to: login, in: session)
            }
        }
    }

    private static func grant(
        _ creditors: [String], to login: String, in session: borrowing PostgresSession
    ) throws {
        for handle in creditors {
            let granted = try session.run(AccountStatement.grant, [.text(login), .text(handle)])
            guard granted.count == 1 else { throw AccountProblem.noSuchCreditor(handle) }
        }
    }

    /// - Returns: whether it was granted before.
    package func revoke(_ creditor: String, from login: String) async throws -> Bool {
        try await pool.perform { session in
            try session.run(AccountStatement.revoke, [.text(login), .text(creditor)]).count == 1
        }
    }

    /// - Parameter login: nil for all.
    package func users(_ login: String? = nil) async throws -> [ConsoleUser] {
        try await pool.perform { session in
            let rows = try session.run(
                AccountStatement.users, [login.map { .text($0) } ?? .null])
            return (0..<rows.count).map { row in
                guard let role = ConsoleRole(rawValue: rows.string(row, 2)) else {
                    preconditionFailure("the table has no other roles")
                }
                return ConsoleUser(
                    id: rows.int(row, 0), login: rows.string(row, 1), role: role,
                    isDisabled: rows.bool(row, 3),
                    creditors: rows.string(row, 4).split(separator: " ").map(String.init),
                    password: rows.string(row, 5))
            }
        }
    }

    /// Disabling ends every session of the user at once.
    package func setDisabled(_ isDisabled: Bool, user login: String) async throws {
        try await change(
            login, by: AccountStatement.setDisabled, [.text(login), .bool(isDisabled)])
    }

    /// Ends every session of the user: whoever knew the old password is out.
    package func setPassword(_ password: String, user login: String) async throws {
        try await change(
            login, by: AccountStatement.setPassword, [.text(login), .text(password)])
    }

    private func change(
        _ login: String, by statement: AccountStatement, _ values: [PostgresValue]
    ) async throws {
        try await pool.perform { session in
            try session.transaction { session in
                let changed = try session.run(statement, values)
                guard changed.count == 1 else { throw AccountProblem.noSuchUser }
                try session.run(AccountStatement.endSessions, [.int(changed.int(0, 0))])
                try session.run(AccountStatement.endBrowsers, [.int(changed.int(0, 0))])
            }
        }
    }

    // MARK: Sessions

    /// - Parameters:
    ///   - hash: SHA-256 of the token, which only the browser knows.
    ///   - old: the session that this browser had, which ends.
    package func openSession(
        _ hash: String, user: Int64, language: String, limits: SessionLimits,
        insteadOf old: String? = nil
    ) async throws {
        try await pool.perform { session in
            try session.transaction { session in
                if let old { try session.run(AccountStatement.endSession, [.text(old)]) }
                try session.run(
                    AccountStatement.sweepSessions,
                    [.double(limits.idle.seconds), .double(limits.whole.seconds)])
                try session.run(
                    AccountStatement.openSession, [.text(hash), .int(user), .text(language)])
            }
        }
    }

    /// - Parameter isSeen: somebody asked for something; a page that looks for news by itself keeps
    ///   no session alive.
    /// - Returns: nil if there is none, it has ended, or its user is disabled.
    package func session(
        _ hash: String, limits: SessionLimits, isSeen: Bool = true
    ) async throws -> ConsoleSession? {
        try await pool.perform { session in
            let found = try session.run(
                AccountStatement.session,
                [.text(hash), .double(limits.idle.seconds), .double(limits.whole.seconds)])
            guard found.count == 1, let role = ConsoleRole(rawValue: found.string(0, 2)) else {
                return nil
            }
            if isSeen, found.bool(0, 4) {
                try session.run(AccountStatement.seeSession, [.text(hash)])
            }
            let grants = try session.run(AccountStatement.grants, [.int(found.int(0, 0))])
            return ConsoleSession(
                user: found.int(0, 0), login: found.string(0, 1), role: role,
                language: found.string(0, 3),
                creditors: try (0..<grants.count).map { row in
                    try GrantedCreditor(
                        id: grants.int(row, 0), handle: grants.string(row, 1),
                        name: grants.string(row, 2),
                        activation: grants.word(row, 3, as: ActivationState.self))
                })
        }
    }

    package func setLanguage(_ language: String, session hash: String) async throws {
        try await pool.perform { session in
            _ = try session.run(AccountStatement.setLanguage, [.text(hash), .text(language)])
        }
    }

    /// What the user searched names for goes with it.
    package func endSession(_ hash: String) async throws {
        try await pool.perform { session in
            try session.transaction { session in
                try session.run(AccountStatement.endSession, [.text(hash)])
                try Self.forgetNames(in: session)
            }
        }
    }

    /// Ends the sessions whose time is over, with what was searched for in them.
    package func sweepSessions(limits: SessionLimits) async throws {
        try await pool.perform { session in
            try session.transaction { session in
                try session.run(
                    AccountStatement.sweepSessions,
                    [.double(limits.idle.seconds), .double(limits.whole.seconds)])
                try Self.forgetNames(in: session)
            }
        }
    }

    private static func forgetNames(in session: borrowing PostgresSession) throws {
        try session.run(AccountStatement.forgetSelectedNames)
        try session.run(AccountStatement.forgetDraftedNames)
    }

    // MARK: Searches by name

    /// Keeps the latest fifty of a session.
    package func addSearch(_ id: String, session hash: String, name: String) async throws {
        try await pool.perform { session in
            try session.transaction { session in
                try session.run(
                    AccountStatement.addSearch, [.text(id), .text(hash), .text(name)])
                try session.run(AccountStatement.forgetSearches, [.text(hash), .int(50)])
            }
        }
    }

    /// - Returns: nil if this session made no such search.
    package func search(_ id: String, session hash: String) async throws -> String? {
        try await pool.perform { session in
            let found = try session.run(AccountStatement.search, [.text(id), .text(hash)])
            return found.count == 1 ? found.string(0, 0) : nil
        }
    }

    // MARK: The record

    /// Writes down who did what: no personal data in `facts`.
    package func audit(
        _ login: String, _ action: AuditAction, creditor: CreditorID? = nil, run: RunID? = nil,
        facts: String? = nil, address: String? = nil
    ) async throws {
        try await pool.performToEnd { session in
            _ = try session.run(
                AccountStatement.audit,
                [
                    .text(login), .text(action.rawValue), creditor.map { .int($0) } ?? .null,
                    run.map { .int($0) } ?? .null, facts.map { .text($0) } ?? .null,
                    address.map { .text($0) } ?? .null,
                ])
        }
    }
}
