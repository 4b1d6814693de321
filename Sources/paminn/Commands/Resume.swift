import AccessStore
import ArgumentParser
import ConsoleStore
import OperatorStore
import Reminders
import Stores

/// `paminn resume`: opens the gate of all Amili, or lets a paused run go on.
struct Resume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Opens the gate of all Amili, or lets one paused run go on.",
        discussion: """
            One creditor alone: `paminn creditor resume HANDLE`.

            Examples:
              paminn resume --all
              paminn resume 12
            """)
    @Argument(help: "A run that was paused.") var run: RunID?
    @Flag(help: "Everything that goes to Amili.") var all = false
    @OptionGroup var common: CommonOptions

    func validate() throws {
        if all == (run != nil) { throw ValidationError("Say --all, or a run's number") }
    }

    /// Prints the gate afterwards.
    /// - Throws: `Failure` (65) if the run is not paused.
    func run() async throws {
        try await Opening.stores { stores in
            if let run {
                guard try await stores.operators.resume(run: run) else {
                    throw Failure(.input, "Run \(run) is not paused", "See `paminn status`.")
                }
                try await stores.access.audit(
                    ThisProcess.user, .resumedRun,
                    creditor: try await stores.console.creditor(of: run),
                    run: run)
                Terminal.note("run \(run) goes on")
            } else {
                try await stores.operators.setPaused(false, creditor: nil, by: ThisProcess.user)
                try await stores.access.audit(ThisProcess.user, .resumedAll)
            }
            try await GateReport.say(stores, common)
        }
    }
}
