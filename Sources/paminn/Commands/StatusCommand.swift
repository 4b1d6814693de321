import ArgumentParser
import ConsoleStore
import Reminders
import Stores

/// `paminn status`: prints how far runs have come.
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "How far runs have come, and what failed.",
        discussion: """
            Examples:
              paminn status
              paminn status 12 --watch
            """)
    @Argument(help: "A run's number; without it, the open and the latest runs.") var run: RunID?
    @Flag(help: "Show it anew every second until the run is done.") var watch = false
    @OptionGroup var common: CommonOptions

    func run() async throws {
        try await Opening.stores { stores in
            if watch, let run = try await watched(stores) {
                try await StatusReport.watch(stores, run: run, common)
            } else {
                try await StatusReport.say(stores, run: run, common)
            }
        }
    }

    /// The run to watch: the one named, or the latest; nil if there is none.
    private func watched(_ stores: Stores) async throws -> RunID? {
        if let run { return run }
        return try await stores.console.runs().first?.id
    }
}
