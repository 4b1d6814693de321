import AccessStore
import ArgumentParser
import ConsoleStore
import Reminders
import Stores

/// `paminn export`: prints everything that is held about one customer of a creditor. It is personal
/// data, and stands nowhere but in the answer.
struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "All that is held about one customer, for one who asks (GDPR, article 15).",
        discussion: """
            Invoices, reminders, cases, what is on record of them, drafts and choices; no user's \
            login. It is written to standard output, or to a new file that only you can read. The \
            audit keeps who asked, and not about whom.

            Examples:
              paminn export --creditor demo --customer 20107
              echo 20107 | paminn export --creditor demo --customer - --json --output 20107.json
            """)
    @OptionGroup var whose: CustomerOptions
    @Option(help: "A file that is made anew, mode 0600; - is standard output.")
    var output = "-"
    @OptionGroup var common: CommonOptions

    /// - Throws: `Failure`: (78) if there is no such creditor, (65) if it has no such customer,
    ///   (74) if the file cannot be written.
    func run() async throws {
        let asked = try whose.number(for: "export")
        try await Opening.stores { stores in
            let row = try await Opening.creditor(whose.creditor, in: stores)
            // Before anything is read, so that no answer goes unrecorded.
            try await stores.access.audit(
                ThisProcess.user, .exportedCustomer, creditor: row.id)
            let file = output == "-" ? nil : try PrivateFile(output)
            let count = try await stores.console.export(customer: asked, of: row.id) { records in
                for record in records {
                    let text = common.json ? Self.json(record) : Self.text(record)
                    if let file { try file.say(text) } else { Terminal.say(text) }
                }
            }
            guard count > 0 else { throw whose.noSuchCustomer }
            try file?.keep()
        }
    }

    /// One JSON object.
    private static func json(_ record: CustomerRecord) -> String {
        "{\"table\":\(JSONLine.quoted(record.table)),\"row\":\(record.json)}"
    }

    /// The table's name, its columns below it, and an empty line.
    private static func text(_ record: CustomerRecord) -> String {
        let columns = record.told.split(separator: "\n").map { "  " + $0 }
        return ([record.table] + columns + [""]).joined(separator: "\n")
    }
}
