import ArgumentParser
import Reminders

/// `paminn manual`: reminders on the route by hand. Nothing of them goes to Amili.
struct ManualCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "manual",
        abstract: "Reminders that are made by hand, and never go to Amili.",
        discussion: """
            `paminn enqueue FILE --creditor H --route manual` makes them. Print the letter or mail \
            the text that `show` gives, and mark it done.
            """,
        subcommands: [List.self, Show.self, Done.self, CancelOne.self])

    /// Prints the state that one invoice's reminder is in now.
    static func say(
        _ state: ReminderState, _ invoice: String, _ common: CommonOptions
    ) {
        if common.json {
            var line = JSONLine()
            line.add("invoice_number", invoice)
            line.add("state", state.word)
            Terminal.say(line.line)
        } else {
            Terminal.say(
                state == .manual
                    ? "Invoice \(invoice) is to be done by hand."
                    : "Invoice \(invoice) is \(state.word) now.")
        }
    }
}
