import AccessStore
import ArgumentParser
import ConsoleStore
import OperatorStore
import Reminders
import Stores

extension CreditorCommand {
    /// `paminn creditor window`: shows or sets the hours in which a creditor's letters may leave.
    struct Window: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows or sets the hours in which a creditor's letters may leave.",
            discussion: """
                Swedish time, on every day, or with --bank-days on the days on which Swedish banks \
                are open. Outside these hours runs wait. What is in doubt is asked about at any \
                time, because asking sends nothing. `none`, the default: letters leave at any time.

                Examples:
                  paminn creditor window demo
                  paminn creditor window demo 07:00-20:00
                  paminn creditor window demo 08:00-16:30 --bank-days
                  paminn creditor window demo none
                """)
        @Argument var handle: String
        @Argument(help: ArgumentHelp("HH:MM-HH:MM, or none.", valueName: "hours"))
        var hours: String?
        @Flag(help: "On bank days only.") var bankDays = false
        @OptionGroup var common: CommonOptions

        /// - Throws: `ValidationError` for other hours, and for --bank-days without any.
        func validate() throws { _ = try change() }

        private func change() throws -> Change {
            guard let hours, hours != "none" else {
                guard !bankDays else {
                    throw ValidationError("--bank-days belongs to hours, for example 07:00-20:00")
                }
                return hours == nil ? .nothing : .set(nil)
            }
            guard let window = SendWindow(hours, isOnBankDays: bankDays) else {
                throw ValidationError(
                    "Hours are HH:MM-HH:MM, for example 07:00-20:00, the first time before the last"
                        + " and none later than 24:00; or none")
            }
            return .set(window)
        }

        /// - Throws: `Failure` (78) if there is no such creditor.
        func run() async throws {
            let change = try change()
            try await Opening.stores { stores in
                let row = try await Opening.creditor(handle, in: stores)
                if case .set(let window) = change, window != row.window {
                    try await stores.operators.setWindow(window, of: row.id)
                    try await stores.access.audit(
                        ThisProcess.user, .changedWindow, creditor: row.id,
                        facts: "\(WindowLine.recorded(row.window)) →"
                            + " \(WindowLine.recorded(window))")
                }
                say(try await Opening.creditor(handle, in: stores))
            }
        }

        /// In JSON, `letters_from` is when letters leave again, null while they may.
        private func say(_ row: CreditorRow) {
            guard common.json else {
                let from = row.lettersFrom.map { "; the next leave at \($0)" } ?? ""
                let hours = row.window.map(WindowLine.words) ?? "at any time"
                Terminal.say("\(row.handle): letters leave \(hours)\(from)")
                return
            }
            var line = JSONLine()
            line.add("creditor", row.handle)
            WindowLine.add(row.window, row.lettersFrom, to: &line)
            Terminal.say(line.line)
        }

        /// The change that the command asks for.
        private enum Change {
            /// None: the window is only shown.
            case nothing
            /// nil: letters may leave at any time.
            case set(SendWindow?)
        }
    }
}
