import ArgumentParser

extension CreditorCommand {
    /// `paminn creditor pause`: closes one creditor's gate until it is resumed.
    struct PauseOne: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "pause",
            abstract: """
                Stops every send of this creditor, on every worker, within PAMINN_SEND_WITHIN (a \
                second).
                """,
            discussion: """
                Example:
                  paminn creditor pause demo
                """)
        @Argument var handle: String
        @OptionGroup var common: CommonOptions
        func run() async throws { try await CreditorCommand.set(true, handle, common) }
    }
}
