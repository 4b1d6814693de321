import ArgumentParser
import ConsoleStore
import OperatorStore
import Stores

extension CreditorCommand {
    /// `paminn creditor activate`: takes a human's word that Amili has activated the creditor.
    /// Amili is not asked.
    struct Activate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Marks a creditor as active at Amili, so that its invoices may be enqueued.",
            discussion: """
                Example:
                  paminn creditor activate demo
                """)
        @Argument var handle: String
        @OptionGroup var common: CommonOptions
        func run() async throws {
            try await Opening.stores { stores in
                let creditor = try await Opening.creditor(handle, in: stores)
                _ = try await stores.operators.activate(creditor.handle, by: ThisProcess.user)
                try await CreditorCommand.print(handle, stores, common)
            }
        }
    }
}
