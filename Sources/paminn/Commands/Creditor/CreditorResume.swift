import ArgumentParser

extension CreditorCommand {
    /// `paminn creditor resume`: ends a pause, and opens a gate that the program closed. A gate
    /// that was closed because the database went back in time stays closed for its time.
    struct ResumeOne: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "resume", abstract: "Opens this creditor's gate again.",
            discussion: """
                Example:
                  paminn creditor resume demo
                """)
        @Argument var handle: String
        @OptionGroup var common: CommonOptions
        func run() async throws { try await CreditorCommand.set(false, handle, common) }
    }
}
