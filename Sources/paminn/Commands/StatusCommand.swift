import ArgumentParser
import ConsoleStore
import Reminders
import Stores

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "How far runs have come, and what failed.")
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

    /// The run named, or the latest.
    private func watched(_ stores: Stores) async throws -> RunID? {
        if let run { return run }
        return try await stores.console.runs().first?.id
    }
}

extension WorkProgress.Verdict {
    var since: Since? {
        switch self {
        case .moves: nil
        case .noWorker(let since), .standsStill(let since): since
        }
    }

    /// As scripts read it.
    var cause: String? {
        switch self {
        case .moves: nil
        case .noWorker: "no_worker"
        case .standsStill: "unknown"
        }
    }
}
