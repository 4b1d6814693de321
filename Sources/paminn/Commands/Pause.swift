import AccessStore
import ArgumentParser
import OperatorStore
import Stores

/// `paminn pause --all`: closes the gate of all Amili until it is resumed, and records who did.
struct Pause: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Stops every send of every worker within PAMINN_SEND_WITHIN (a second).",
        discussion: """
            One creditor alone: `paminn creditor pause HANDLE`.

            Example:
              paminn pause --all
            """)
    @Flag(help: "Everything that goes to Amili.") var all = false
    @OptionGroup var common: CommonOptions

    func validate() throws {
        if !all { throw ValidationError("Say --all, or `paminn creditor pause HANDLE`") }
    }

    func run() async throws {
        try await Opening.stores { stores in
            try await stores.operators.setPaused(true, creditor: nil, by: ThisProcess.user)
            try await stores.access.audit(ThisProcess.user, .stoppedAll)
            try await GateReport.say(stores, common)
        }
    }
}
