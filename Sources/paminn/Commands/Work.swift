import Amili
import ArgumentParser
import Dispatch
import Glibc
import Logging
import Reminders
import Store
import Worker

struct Work: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Claims what is enqueued and hands it to Amili, until it is stopped.",
        discussion: """
            Run as many of these as you like, on as many machines. SIGTERM: claim nothing more, \
            finish what is on the wire, write it back, exit 0. A second signal, or PAMINN_DRAIN \
            (25s), cuts off what is on the wire; its outcome is then asked for by another worker.

            Settings, with their defaults: PAMINN_IN_FLIGHT 32 (1 to 1024), PAMINN_CALL_DEADLINE \
            30s, PAMINN_LEASE 10s (at least 3 heartbeats), PAMINN_HEARTBEAT 3s, \
            PAMINN_SETTLE_DELAY 10m (at least lease + 2 call deadlines + TCP user timeout, which \
            is the call deadline but 1s to 15s), PAMINN_MAX_ATTEMPTS 8, PAMINN_BACKOFF 1s..5m, \
            PAMINN_STATE_DIRECTORY (remembers how far the database had come).
            """)
    @Flag(help: "Work until nothing is queued or uncertain, then exit.") var once = false
    @OptionGroup var common: CommonOptions

    func run() async throws {
        let settings = Settings()
        let limits = try settings.limits()
        let drain = try settings.drain()
        let client = try AmiliClient(try settings.amili(limits))
        let log = try LineLog.logger("paminn", json: try settings.logsJSON() || common.json)
        // Before anything can be sent: where to.
        announce(client.destination, limits)
        let stop = Stop()
        let signals = Signals(stop, drain: drain)
        let ending = try await Opening.store(settings, connections: 4) { store in
            let history = try StateFile(directory: settings.stateDirectory)
            let worker = Worker(
                ledger: store, delivery: client, time: SystemTime(), limits: limits,
                name: ThisProcess.name, history: history.book, log: log)
            return await worker.run(until: stop, once: once)
        }
        signals.end()
        client.close()
        try say(ending, wasCut: stop.stage == .aborting)
    }

    private func announce(_ destination: String, _ limits: WorkerLimits) {
        if common.json {
            var line = JSONLine()
            line.add("sends_to", destination)
            line.add("worker", ThisProcess.name)
            line.add("in_flight", limits.inFlight)
            Terminal.say(line.line)
        } else {
            Terminal.say(
                "paminn work: sends to \(destination), as \(ThisProcess.name),"
                    + " at most \(limits.inFlight) calls at a time")
        }
    }

    private func say(_ ending: Worker.Ending, wasCut: Bool) throws {
        if wasCut {
            throw Failure(
                .tryAgain, "Stopped before all calls had been answered",
                "What was on the wire is uncertain; the next worker asks Amili about it.")
        }
        switch ending {
        case .stopped: Terminal.note("paminn work: stopped; everything is written back")
        case .nothingLeft: Terminal.note("paminn work: nothing is queued or uncertain")
        case .waitingForHuman:
            throw Failure(
                .tryAgain, "What is left waits for a human (paused or stuck)",
                "See `paminn status`.")
        }
    }
}

/// Signals as messages: the first drains, the second or the deadline cuts off.
// Sendable: `sources` is written in `init` alone.
private final class Signals: @unchecked Sendable {
    private var sources: [any DispatchSourceSignal] = []
    private let queue = DispatchQueue(label: "signals")

    init(_ stop: Stop, drain: Duration) {
        for number in [SIGTERM, SIGINT] {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler { [queue] in
                if stop.isStopping {
                    stop.advance(to: .aborting)
                } else {
                    stop.advance(to: .draining)
                    let limit = DispatchTimeInterval.milliseconds(Int(drain.seconds * 1000))
                    queue.asyncAfter(deadline: .now() + limit) { stop.advance(to: .aborting) }
                }
            }
            source.resume()
            sources.append(source)
        }
    }

    func end() { for source in sources { source.cancel() } }
}
