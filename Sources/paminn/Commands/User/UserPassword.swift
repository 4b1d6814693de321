import AccessStore
import ArgumentParser
import Console
import Stores

extension UserCommand {
    /// `paminn user passwd`: whoever knew the old password is signed out.
    struct Password: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "passwd", abstract: "Sets a user's password, and ends their sessions.",
            discussion: """
                Example:
                  paminn user passwd anna
                """)
        @Argument var login: String
        @OptionGroup var common: CommonOptions
        func run() async throws {
            let sealed = try await Passwords.sealed(try Passphrase.read(for: login))
            try await UserCommand.change(login, common, .userPassword) {
                try await $0.access.setPassword(sealed, user: login)
            }
        }
    }
}
