import Amili
import ArgumentParser
import ConsoleStore
import Database
import Descriptors
import LogEvents
import Logging
import QueueStore
import Reminders
import Status
import Stores
import Worker

/// `paminn work`: runs one worker until it is stopped, or with `--once` until nothing is left to
/// do.
struct Work: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Claims what is enqueued and hands it to Amili, until it is stopped.",
        discussion: """
            Run as many of these as you like, on as many machines. SIGTERM, SIGINT and SIGHUP \
            (unless it was ignored from the start, as by nohup): claim nothing more, \
            finish what is on the wire, write it back, exit 0. A second signal, or PAMINN_DRAIN \
            (25s), cuts off what is on the wire; its outcome is then asked for by another worker.

            \(SettingsText.help(for: .worker))

            Examples:
              paminn work
              paminn work --once
            """)
    @Flag(help: "Work until nothing is queued or uncertain, then exit.") var once = false
    @OptionGroup var common: CommonOptions

    /// - Throws: `Failure`: (78) if a setting does not hold; (74) if PAMINN_STATUS_LISTEN cannot be
    ///   listened on; (75) if calls were cut off, or with
    ///   `--once` if the rest waits for a human; what `DatabaseWait` throws if the database cannot
    ///   be reached in time.
    func run() async throws {
        LogStream.outliveReaders()
        let settings = Settings()
        try settings.check(for: .worker)
        let limits = try settings.limits()
        let drain = try settings.drain()
        let log = try LineLog.logger("paminn", json: try settings.logsJSON() || common.json)
        let (before, now) = OpenFiles.raise()
        let status = try ProcessStatus(.worker, settings)
        defer { status.close() }
        let spans = try settings.spanSender(log)
        let watch = WorkerWatch(status.registry, spans: spans?.sink)
        var amili = try settings.amili(limits)
        amili.spans = spans?.sink
        let client = try AmiliClient(amili) { trace in
            watch.tokenEnded(trace, at: SystemTime().now())
        }
        log.tell(
            .descriptors, ["descriptors": "\(now)", "descriptors_before": "\(before)"])
        await OpenFiles.openTimers()
        // Says where letters go before any can be sent.
        announce(client.destination, limits)
        let stop = Stop()
        let sending = Task { await spans?.run() }
        status.registry.add {
            [MetricSample("paminn_spans_dropped_total", [], Double(spans?.dropped ?? 0))]
        }
        try await tell(of: watch, client, stop, limits, by: status, log)
        // The worker tries for a lease to write outcomes back; one more statement may be under way
        // then.
        let signals = Signals(stop, drain: drain, cut: limits.lease + .seconds(20))
        let ending: Worker.Ending
        do {
            ending = try await work(settings, limits, client, stop, (status, watch), log)
        } catch is DatabaseWait.Stopped {
            ending = .stopped
        }
        signals.end()
        client.close()
        sending.cancel()
        await sending.value
        try say(ending, wasCut: stop.stage == .aborting)
    }

    /// Runs the worker on open stores. After the second signal no statement takes longer than 5 s.
    /// The database's clock is trusted more than this machine's, which may be hours wrong.
    /// - Throws: `DatabaseWait.Stopped` if the program is stopped before the database is reached.
    private func work(
        _ settings: Settings, _ limits: WorkerLimits, _ client: AmiliClient, _ stop: Stop,
        _ told: (status: ProcessStatus, watch: WorkerWatch), _ log: Logger
    ) async throws -> Worker.Ending {
        let wait = DatabaseWait.logged(
            try settings.databaseWait(), log, isStopping: { stop.isStopping })
        let tellOfPooler: @Sendable () -> Void = {
            log.tell(
                .pooler,
                [
                    "remedy": "Set PAMINN_DATABASE_DIRECT_URL; else work is found by polling."
                ])
        }
        return try await Opening.stores(
            settings, connections: 4,
            queueLimits: QueueLimits(
                rateShare: 1 - limits.rateMargin, ratedParts: limits.ratedPartsInHand),
            role: .worker, wait: wait, listensInVain: tellOfPooler
        ) { stores in
            let hurrying = Task {
                await stop.reachedOrCancelled(.aborting)
                if stop.stage == .aborting { stores.database.hurry(.seconds(5)) }
            }
            defer { hurrying.cancel() }
            if let now = try? await stores.console.health().databaseSeconds {
                client.trust(databaseSeconds: now)
            }
            told.status.tell(of: stores.database)
            let history = try StateFile(directory: settings.stateDirectory)
            let worker = Worker(
                ledger: stores.queue, delivery: client, time: SystemTime(), limits: limits,
                name: ThisProcess.name, history: history.book, log: log,
                giveUp: { Ending.end(Failure.Code.tryAgain.rawValue) }, watch: told.watch)
            let keeper = LoopKeeper(told.watch, stop, patience: limits.standStill)
            defer { keeper.end() }
            told.status.isReady()
            return await worker.run(until: stop, once: once)
        }
    }

    /// Begins to tell of the worker on the status server and to the service manager.
    /// - Throws: `Failure` (74) if PAMINN_STATUS_LISTEN cannot be listened on.
    private func tell(
        of watch: WorkerWatch, _ client: AmiliClient, _ stop: Stop, _ limits: WorkerLimits,
        by status: ProcessStatus, _ log: Logger
    ) async throws {
        status.registry.add {
            StatusSamples.worker(watch.vitals) + [
                MetricSample("paminn_calls_in_flight", [], Double(client.callsInFlight))
            ]
        }
        try await status.begin(
            WorkerHealth(
                watch: watch, limits: limits, stop: stop, footing: status.database.footing), log)
        Task {
            await stop.reachedOrCancelled(.draining)
            status.isStopping()
        }
    }

    /// Prints one line, or one JSON object, about where letters go and within which bounds.
    private func announce(_ destination: String, _ limits: WorkerLimits) {
        if common.json {
            var line = JSONLine()
            line.add("sends_to", destination)
            line.add("worker", ThisProcess.name)
            line.add("in_flight", limits.inFlight)
            line.add("send_within_ms", Int(limits.sendWithin.wholeNanoseconds / 1_000_000))
            Terminal.say(line.line)
        } else {
            Terminal.say(
                "paminn work: sends to \(destination), as \(ThisProcess.name),"
                    + " at most \(limits.inFlight) calls at a time,"
                    + " each letter within \(limits.sendWithin.wholeNanoseconds / 1_000_000) ms"
                    + " of the last look at its invoice")
        }
    }

    /// - Parameter wasCut: calls were cut off before they were answered.
    /// - Throws: `Failure` (75) if something is left that this worker was to do.
    private func say(_ ending: Worker.Ending, wasCut: Bool) throws {
        if wasCut {
            throw Failure(
                .tryAgain, "Stopped before all calls had been answered",
                "What was on the wire is uncertain; the next worker asks Amili about it.")
        }
        switch ending {
        case .stopped: LineLog.say("paminn work: stopped; everything is written back")
        case .nothingLeft: LineLog.say("paminn work: nothing is queued or uncertain")
        case .waitingForHuman:
            throw Failure(
                .tryAgain, "What is left waits for a human (paused or stuck)",
                "See `paminn status`.")
        }
    }
}
