import AccessStore
import ArgumentParser
import Console
import ConsoleStore
import Dispatch
import Logging
import Stores

/// `paminn console`: serves the web page until a signal ends it.
struct ConsoleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "console",
        abstract: "Serves the web page for bookkeepers and operators.",
        discussion: """
            The first user comes from `paminn user add`. SIGTERM, SIGINT and SIGHUP (unless it \
            was ignored from the start, as by nohup): requests under way are answered first.

            \(SettingsText.help(for: .console))

            Example:
              paminn console
            """)
    @OptionGroup var common: CommonOptions

    /// - Throws: `Failure` (78) if a setting does not hold, (74) if the address cannot be listened
    ///   on; what `DatabaseWait` throws if the database cannot be reached in time.
    func run() async throws {
        LogStream.outliveReaders()
        let hangup = Signals.hangupAsTermination()
        defer { hangup?.cancel() }
        let settings = Settings()
        try settings.check(for: .console)
        let console = try settings.console()
        let log = try LineLog.logger(
            "paminn.console", json: try settings.logsJSON() || common.json)
        let status = try ProcessStatus(.console, settings)
        defer { status.close() }
        let health = ConsoleHealth(status.database.footing)
        let turning = Task { await health.keepTurning() }
        defer { turning.cancel() }
        try await status.begin(health, log)
        let wait = DatabaseWait.logged(
            try settings.databaseWait(), log, isStopping: { false })
        try await Opening.stores(settings, connections: 8, role: .console, wait: wait) { stores in
            if try await stores.access.users().isEmpty {
                Terminal.note(
                    "Nobody can sign in yet. Make a user with `paminn user add LOGIN"
                        + " --role operator --creditor HANDLE`.")
            }
            status.tell(of: stores.database)
            try await serve(console, stores, ConsoleMetrics(status.registry), log) {
                health.listens()
                status.isReady()
                status.tellsOfTermination()
            }
        }
    }

    /// Serves, and prints the address once the page can be opened: one line, or one JSON object
    /// with `listening` and `url`.
    /// - Parameter listens: called then.
    private func serve(
        _ settings: ConsoleSettings, _ stores: Stores, _ metrics: ConsoleMetrics, _ log: Logger,
        listens: @escaping @Sendable () -> Void
    ) async throws {
        do {
            let stores = ConsoleStores(stores.console, stores.operators, stores.access)
            try await WebConsole(stores, settings, log: log, metrics: metrics).run { port in
                listens()
                let host = settings.host.contains(":") ? "[\(settings.host)]" : settings.host
                let address = settings.publicURL ?? "http://\(host):\(port)"
                if common.json {
                    var line = JSONLine()
                    line.add("listening", "\(host):\(port)")
                    line.add("url", address)
                    Terminal.say(line.line)
                } else {
                    Terminal.say("paminn console: open \(address)/ (listening on \(host):\(port))")
                }
            }
        } catch let error as WebConsole.CannotListen {
            throw Failure(
                .inputOutput, "Cannot listen on \(settings.host):\(settings.port): \(error.why)",
                "Free the port, or set PAMINN_CONSOLE_LISTEN.")
        }
    }
}
