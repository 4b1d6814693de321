import AccessStore
import ArgumentParser
import Stores

extension UserCommand {
    /// `paminn user grant`: all of the creditors, or none if one is unknown.
    struct Grant: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lets a user see a creditor.",
            discussion: """
                Example:
                  paminn user grant anna --creditor demo --creditor other
                """)
        @Argument var login: String
        @Option(help: "The creditor; give it once for each.") var creditor: [String]
        @OptionGroup var common: CommonOptions
        func run() async throws {
            try await UserCommand.change(
                login, common, .userGranted, creditor.joined(separator: " ")
            ) { try await $0.access.grant(creditor, to: login) }
        }
    }
}
