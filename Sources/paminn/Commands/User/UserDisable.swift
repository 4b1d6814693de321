import AccessStore
import ArgumentParser
import Stores

extension UserCommand {
    /// `paminn user disable`: ends the user's sessions. What was granted to the user stays on
    /// record.
    struct Disable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Keeps a user out, and ends their sessions at once.",
            discussion: """
                A download or a page that shows news ends within seconds.

                Example:
                  paminn user disable anna
                """)
        @Argument var login: String
        @OptionGroup var common: CommonOptions
        func run() async throws {
            try await UserCommand.change(login, common, .userDisabled) {
                try await $0.access.setDisabled(true, user: login)
            }
        }
    }
}
