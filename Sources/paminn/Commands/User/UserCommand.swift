import AccessStore
import ArgumentParser
import Stores

/// `paminn user`: the users of the web page. There is no other way to make one. Each subcommand
/// prints the users that it is about.
struct UserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user", abstract: "Who may use the web page, and for which creditors.",
        discussion: """
            Passwords come from the terminal or from standard input, never from a command line.
            """,
        subcommands: [
            Add.self, List.self, Grant.self, Revoke.self, Disable.self, Enable.self,
            Password.self,
        ])

    /// Makes one change to a user, records it, and prints the user.
    /// - Parameter facts: for the record, after the login; no personal data.
    /// - Throws: `Failure`: (65) if the login is taken or unknown, (78) if a creditor is unknown.
    static func change(
        _ login: String, _ common: CommonOptions, _ action: AuditAction, _ facts: String? = nil,
        _ body: (Stores) async throws -> Void
    ) async throws {
        try await Opening.stores { stores in
            do {
                try await body(stores)
                let named = [login, facts].compactMap { $0 }.joined(separator: ": ")
                try await stores.access.audit(ThisProcess.user, action, facts: named)
            } catch AccountProblem.loginTaken {
                throw Failure(.input, "The login ‘\(login)’ is taken", "Choose another.")
            } catch AccountProblem.noSuchUser {
                throw Failure(.input, "There is no user ‘\(login)’", "See `paminn user list`.")
            } catch AccountProblem.noSuchCreditor(let handle) {
                throw Failure(
                    .settings, "There is no creditor ‘\(handle)’", "See `paminn creditor list`.")
            }
            try await print(login, stores, common)
        }
    }

    /// Prints one user, or all.
    /// - Parameter login: nil for all.
    static func print(
        _ login: String?, _ stores: Stores, _ common: CommonOptions
    ) async throws {
        let users = try await stores.access.users(login)
        if common.json {
            for user in users {
                var line = JSONLine()
                line.add("login", user.login)
                line.add("role", user.role.rawValue)
                line.add("disabled", .bool(user.isDisabled))
                line.add("creditors", .list(user.creditors))
                Terminal.say(line.line)
            }
            return
        }
        if users.isEmpty {
            Terminal.say("No users yet. Add one with `paminn user add`.")
            return
        }
        let rows = users.map { user in
            [
                user.login, user.role.rawValue, user.isDisabled ? "disabled" : "active",
                user.creditors.isEmpty ? "(none)" : user.creditors.joined(separator: ", "),
            ]
        }
        for line in Terminal.table(["LOGIN", "ROLE", "STATE", "CREDITORS"], rows) {
            Terminal.say(line)
        }
    }
}
