import AccessStore
import ArgumentParser
import Console
import Stores

extension UserCommand {
    /// `paminn user add`: without `--creditor` the user can sign in and sees no creditor.
    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Adds a user.",
            discussion: """
                Examples:
                  paminn user add anna --creditor demo
                  paminn user add erik --role operator --creditor demo < password
                """)
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
}
