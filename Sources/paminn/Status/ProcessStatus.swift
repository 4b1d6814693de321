import Database
import Glibc
import Logging
import NIOConcurrencyHelpers
import Reminders
import Status

/// What a long-running program tells of itself: its metrics and its health on PAMINN_STATUS_LISTEN,
/// and notices to the service manager that started it. Without either it does nothing.
final class ProcessStatus: Sendable {
    private struct Running {
        var server: StatusServer?
        var notices: Task<Void, Never>?
        var termination: TerminationWatch?
    }

    let registry = MetricRegistry()
    let database: StatusDatabase
    private let listen: (host: String, port: Int)?
    private let manager: ServiceManager?
    private let running = NIOLockedValueBox(Running())

    /// - Throws: `Failure` (78) if a setting does not hold.
    init(_ process: StatusProcess, _ settings: Settings) throws(Failure) {
        listen = try settings.statusListen()
        database = StatusDatabase(try settings.database())
        func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
        manager = ServiceManager(
            socket: variable("NOTIFY_SOCKET"), watchdog: variable("WATCHDOG_USEC"),
            watched: variable("WATCHDOG_PID"))
        let (figures, build) = (ProcessFigures(), StatusSamples.build(process))
        let (database, patience) = (database, try settings.standStill())
        registry.add {
            figures.samples() + [
                build,
                MetricSample(
                    "paminn_log_lines_dropped_total", [], Double(LogStream.standardError.linesLost)),
            ]
        }
        registry.add { StatusSamples.fleet(await database.fleet.value(), patience: patience) }
    }

    /// Adds the metrics of the database that the program works on.
    func tell(of database: Database) {
        registry.add { StatusSamples.database(database.figures) }
    }

    /// Begins to listen, and to tell the service manager that the process lives.
    /// - Throws: `Failure` (74) if the address cannot be listened on.
    func begin(_ health: any HealthSource, _ log: Logger) async throws(Failure) {
        registry.add { [MetricSample("paminn_ready", [], await health.ready().isBad ? 0 : 1)] }
        if let (host, port) = listen {
            do throws(StatusServer.CannotListen) {
                let server = try await StatusServer.listen(
                    host: host, port: port, StatusEndpoints(registry, health))
                running.withLockedValue { $0.server = server }
                log.info("status", metadata: ["listening": "\(host):\(server.port)"])
            } catch {
                throw Failure(
                    .inputOutput, "Cannot listen on \(host):\(port): \(error.why)",
                    "Free the port, or set PAMINN_STATUS_LISTEN.")
            }
        }
        guard let manager else { return }
        let notices = Task { await Self.tell(manager, health) }
        running.withLockedValue { $0.notices = notices }
    }

    /// The shortest time between two lines for the service manager.
    private static let tellEvery = Duration.seconds(10)

    /// Tells the service manager that the process lives, at half of its watchdog's time and only
    /// while that is so, and what it does.
    private static func tell(_ manager: ServiceManager, _ health: any HealthSource) async {
        let pause = manager.watchdog.map { min($0 / 2, tellEvery) } ?? tellEvery
        var told: (line: String, at: ContinuousClock.Instant)?
        while !Task.isCancelled {
            if manager.watchdog != nil, !health.live().isBad { manager.lives() }
            let line = health.summary
            if told.map({ $0.line != line && .now - $0.at >= tellEvery }) ?? true {
                manager.status(line)
                told = (line, .now)
            }
            try? await Task.sleep(for: pause)
        }
    }

    /// Tells the service manager that the program does its work.
    func isReady() { manager?.ready() }

    /// Tells the service manager that the program is ending.
    func isStopping() { manager?.stopping() }

    /// Lets the service manager hear at the first signal that the program is ending.
    func tellsOfTermination() {
        guard let manager else { return }
        let watch = TerminationWatch { manager.stopping() }
        running.withLockedValue { $0.termination = watch }
    }

    /// Ends all of it.
    func close() {
        let running = running.withLockedValue { $0 }
        running.notices?.cancel()
        running.termination?.end()
        running.server?.stop()
        database.close()
    }
}
