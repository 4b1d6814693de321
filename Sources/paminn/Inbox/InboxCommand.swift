import ArgumentParser
import ConsoleStore
import Glibc
import LogEvents
import Logging
import Stores

/// `paminn inbox`: loads the batches that host applications ask for by SQL.
struct InboxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inbox",
        abstract: "Loads the batches that host applications hand over by SQL.",
        discussion: """
            A host application inserts its lines into paminn_v1.inbox and calls paminn_v1.enqueue \
            in its own transaction (deploy/HOST.md). This loads them as `paminn enqueue` loads a \
            file, until a signal ends it. Whenever it is ended, no batch is half loaded, and none \
            is loaded twice. One is enough; a second one takes over if the first is gone.

            Examples:
              paminn inbox
              paminn inbox --once --json
            """)
    @Flag(help: "Load what waits, and end.") var once = false
    @OptionGroup var common: CommonOptions

    /// - Throws: `Failure` (78) if a setting does not hold, (77) if a right is lacking; what
    ///   `DatabaseWait` throws if the database cannot be reached in time; with `--once` what keeps
    ///   a batch from being loaded.
    func run() async throws {
        LogStream.outliveReaders()
        // A transaction that is cut off is rolled back, and its batch is loaded by the next start.
        signal(SIGTERM, SIG_IGN)
        signal(SIGINT, SIG_IGN)
        let watch = TerminationWatch { Ending.end(0) }
        defer { watch.end() }
        let settings = Settings()
        let log = try LineLog.logger(
            "paminn.inbox", json: try settings.logsJSON() || common.json)
        let wait = DatabaseWait.logged(try settings.databaseWait(), log, isStopping: { false })
        try await Opening.stores(settings, role: .console, wait: wait) { stores in
            let inbox = Inbox(stores, log)
            if once {
                try await inbox.loadAll { outcome in
                    Terminal.say(common.json ? outcome.json : outcome.line)
                }
            } else {
                LineLog.say("paminn inbox: loads what host applications hand over")
                await inbox.keepLoading()
            }
        }
    }
}
