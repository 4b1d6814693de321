import AccessStore
import ArgumentParser
import QueueStore
import Reminders
import Stores

/// `paminn stand-still`: tells the fleet that the database was set back, for the one case that
/// workers cannot see.
struct StandStill: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stand-still",
        abstract: "Makes a database that was restored from a backup safe to send from.",
        discussion: """
            The database has forgotten which letters went after the backup. Workers find that out \
            by themselves from what PostgreSQL and their own PAMINN_STATE_DIRECTORY tell; not so \
            after a copy of all files, on machines that are new. Type this before the first worker \
            starts. No letter goes for PAMINN_SETTLE_DELAY, which must be set here as workers have it; \
            then each part asks Amili first, as ever, and a case that was made since the backup counts as ours. Nothing but that time \
            is lost by typing it in vain.

            Examples:
              paminn stand-still
              paminn stand-still --since 2026-03-01T04:00:00Z
            """)
    @Option(
        help: """
            When the backup was made, YYYY-MM-DD or RFC 3339; default: the last time that the \
            database remembers. Needed if workers have sent from it already.
            """)
    var since: String?
    @OptionGroup var common: CommonOptions

    /// - Throws: `Failure` (64) if `--since` cannot be read or lies in the future.
    private func moment() throws -> Timestamp? {
        try since.map {
            try PastMoment.read(
                $0, option: "--since", meaning: "Give the time at which the backup was made.")
        }
    }

    /// Prints the gate afterwards.
    func run() async throws {
        let settings = Settings()
        let (delay, since) = (try settings.settleDelay(), try moment())
        try await Opening.stores(settings) { stores in
            try await stores.queue.standStill(
                for: delay, amiliNow: nil, since: since.map { Int64($0.wholeSeconds) })
            try await stores.access.audit(
                ThisProcess.user, .stoodStill, facts: since.map { "since \($0)" })
            try await GateReport.say(stores, common)
        }
    }
}
