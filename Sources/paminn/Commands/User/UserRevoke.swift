import AccessStore
import ArgumentParser
import Stores

extension UserCommand {
    /// `paminn user revoke`: takes one creditor away from a user.
    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Takes a creditor from a user, at once.",
            discussion: """
                Example:
                  paminn user revoke anna --creditor demo
                """)
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
}
