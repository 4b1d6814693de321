import AccessStore
import ArgumentParser
import Stores

extension UserCommand {
    /// `paminn user enable`: the password is the old one.
    struct Enable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lets a disabled user in again.",
            discussion: """
                Example:
                  paminn user enable anna
                """)
        @Argument var login: String
        @OptionGroup var common: CommonOptions
        func run() async throws {
            try await UserCommand.change(login, common, .userEnabled) {
                try await $0.access.setDisabled(false, user: login)
            }
        }
    }
}
