import AccessStore
import ArgumentParser
import Console
import Glibc
import Stores

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

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Adds a user.")
        @Argument(help: "What they sign in as: a-z, 0-9, dot, hyphen and underscore.")
        var login: String
        @Option(help: "bookkeeper (the default), or operator: also the switches of the fleet.")
        var role = ConsoleRole.bookkeeper
        @Option(help: "A creditor that they may see; give it once for each.")
        var creditor: [String] = []
        @OptionGroup var common: CommonOptions

        func validate() throws {
            let allowed = Set("abcdefghijklmnopqrstuvwxyz0123456789._-")
            guard (1...64).contains(login.count), login.first.map({ !"._-".contains($0) }) == true,
                login.allSatisfy({ allowed.contains($0) })
            else {
                throw ValidationError(
                    "A login is 1 to 64 of a-z, 0-9, dot, hyphen and underscore, and begins with"
                        + " a letter or a digit")
            }
        }

        func run() async throws {
            let password = try Passphrase.read(for: login)
            let sealed = try await Passwords.sealed(password)
            let facts = ([role.rawValue] + creditor).joined(separator: " ")
            try await UserCommand.change(login, common, .userAdded, facts) { stores in
                try await stores.access.addUser(
                    login, role: role, password: sealed, creditors: creditor)
            }
            if creditor.isEmpty {
                Terminal.note(
                    "They see no creditor yet: `paminn user grant \(login) --creditor HANDLE`.")
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists all users.")
        @OptionGroup var common: CommonOptions
        func run() async throws {
            try await Opening.stores { try await UserCommand.print(nil, $0, common) }
        }
    }

    struct Grant: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lets a user see a creditor.")
        @Argument var login: String
        @Option(help: "The creditor; give it once for each.") var creditor: [String]
        @OptionGroup var common: CommonOptions
        func run() async throws {
            try await UserCommand.change(
                login, common, .userGranted, creditor.joined(separator: " ")
            ) { try await $0.access.grant(creditor, to: login) }
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Takes a creditor from a user, at once.")
        @Argument var login: String
        @Option(help: "The creditor.") var creditor: String
        @OptionGroup var common: CommonOptions
        func run() async throws {
            try await UserCommand.change(login, common, .userRevoked, creditor) { stores in
                guard try await stores.access.revoke(creditor, from: login) else {
                    throw Failure(
                        .input, "‘\(login)’ was not given ‘\(creditor)’", "See `paminn user list`.")
                }
            }
        }
    }

    struct Disable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Keeps a user out, and ends their sessions at once.",
            discussion: "A download or a page that shows news ends within seconds.")
        @Argument var login: String
        @OptionGroup var common: CommonOptions
        func run() async throws {
            try await UserCommand.change(login, common, .userDisabled) {
                try await $0.access.setDisabled(true, user: login)
            }
        }
    }

    struct Enable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lets a disabled user in again.")
        @Argument var login: String
        @OptionGroup var common: CommonOptions
        func run() async throws {
            try await UserCommand.change(login, common, .userEnabled) {
                try await $0.access.setDisabled(false, user: login)
            }
        }
    }

    struct Password: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "passwd", abstract: "Sets a user's password, and ends their sessions.")
        @Argument var login: String
        @OptionGroup var common: CommonOptions
        func run() async throws {
            let sealed = try await Passwords.sealed(try Passphrase.read(for: login))
            try await UserCommand.change(login, common, .userPassword) {
                try await $0.access.setPassword(sealed, user: login)
            }
        }
    }

    private static func change(
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

    private static func print(
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

extension ConsoleRole: ExpressibleByArgument {}

/// A password from the terminal, unseen and twice, or from standard input, once.
private enum Passphrase {
    static func read(for login: String) throws -> String {
        let isTerminal = isatty(0) == 1
        let password = ask("Password: ", unseen: isTerminal)
        guard Passwords.lengths.contains(password.count) else {
            throw Failure(
                .input,
                "A password has \(Passwords.lengths.lowerBound) to"
                    + " \(Passwords.lengths.upperBound) characters",
                isTerminal ? "Choose a longer one." : "Try: paminn user add … < FILE")
        }
        guard !CommonPasswords.holds(password, login: login) else {
            throw Failure(
                .input, "This password is one of those that are guessed first",
                "Choose another, such as four words that have nothing to do with each other.")
        }
        if isTerminal, ask("Once more: ", unseen: true) != password {
            throw Failure(.input, "The two differ", "Try again.")
        }
        return password
    }

    private static func ask(_ prompt: String, unseen: Bool) -> String {
        guard unseen else { return readLine() ?? "" }
        Terminal.prompt(prompt)
        var before = termios()
        tcgetattr(0, &before)
        var quiet = before
        quiet.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(0, TCSANOW, &quiet)
        defer {
            tcsetattr(0, TCSANOW, &before)
            Terminal.note("")
        }
        return readLine() ?? ""
    }
}
