import ArgumentParser

/// `paminn invoices`: the invoice list, and imports into it.
struct InvoicesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "invoices", abstract: "The invoice list, and imports into it.",
        subcommands: [List.self, Import.self], defaultSubcommand: List.self)
}
