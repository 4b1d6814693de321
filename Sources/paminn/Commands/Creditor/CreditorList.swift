import ArgumentParser

extension CreditorCommand {
    /// `paminn creditor list`.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists all creditors.",
            discussion: """
                Example:
                  paminn creditor list
                """)
        @OptionGroup var common: CommonOptions
        func run() async throws {
            try await Opening.stores { try await CreditorCommand.print(nil, $0, common) }
        }
    }
}
