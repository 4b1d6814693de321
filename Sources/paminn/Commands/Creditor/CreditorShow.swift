import ArgumentParser

extension CreditorCommand {
    /// `paminn creditor show`.
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows one creditor.",
            discussion: """
                Example:
                  paminn creditor show demo
                """)
        @Argument var handle: String
        @OptionGroup var common: CommonOptions
        func run() async throws {
            try await Opening.stores { stores in
                _ = try await Opening.creditor(handle, in: stores)
                try await CreditorCommand.print(handle, stores, common)
            }
        }
    }
}
