import ArgumentParser

extension UserCommand {
    /// `paminn user list`.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists all users.",
            discussion: """
                Example:
                  paminn user list
                """)
        @OptionGroup var common: CommonOptions
        func run() async throws {
            try await Opening.stores { try await UserCommand.print(nil, $0, common) }
        }
    }
}
