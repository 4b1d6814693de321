import LogEvents
package import Logging
package import Reminders

/// A long-running worker: claims parts and hands their invoices to Amili until it is stopped.
///
/// It sees a `Ledger` and a `Delivery`: neither SQL nor HTTP.
package struct Worker: Sendable {
    /// Why a worker ended.
    package enum Ending: Sendable, Equatable {
        /// Stopped, everything written back and given back.
        case stopped
        /// Nothing is queued or uncertain any more. Only with `once`.
        case nothingLeft
        /// The rest is stuck or paused and waits for a human. Only with `once`.
        case waitingForHuman
    }

    private let ledger: any Ledger
    private let delivery: any Delivery
    private let time: any Timekeeper
    private let limits: WorkerLimits
    private let name: String
    private let log: Logger
    private let jitter: @Sendable () -> Double
    private let newTraceID: @Sendable () -> TraceID
    private let history: HistoryBook
    private let troubles: Troubles
    private let pacer: Pacer
    /// Shared by all lives, so that a new one knows Amili's time before its first answer.
    private let amiliClock = AmiliClock()
    private let workCounts = WorkCounts()
    private let giveUp: @Sendable () -> Void
    private let watch: WorkerWatch

    /// Makes a worker that does nothing before `run`.
    /// - Precondition: `limits.violations` is empty.
    /// - Parameters:
    ///   - name: the worker's name for operators, such as host and process id.
    ///   - history: the database's past as this machine knows it.
    ///   - giveUp: ends the process when a life of this worker stands still and does not end.
    ///   - watch: gets what others may know of this worker.
    ///   - jitter: draws numbers in 0..<1.
    ///   - newTraceID: draws the trace id of each part in hand.
    package init(
        ledger: any Ledger, delivery: any Delivery, time: any Timekeeper, limits: WorkerLimits,
        name: String, history: HistoryBook, log: Logger,
        giveUp: @escaping @Sendable () -> Void = {}, watch: WorkerWatch = WorkerWatch(),
        jitter: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) },
        newTraceID: @escaping @Sendable () -> TraceID = { TraceID.random() }
    ) {
        precondition(limits.violations.isEmpty, "limits are checked where they are read")
        self.ledger = ledger
        self.delivery = delivery
        self.time = time
        self.limits = limits
        self.name = name
        self.history = history
        self.log = log
        troubles = Troubles(log)
        pacer = Pacer(margin: limits.rateMargin)
        self.jitter = jitter
        self.newTraceID = newTraceID
        self.giveUp = giveUp
        self.watch = watch
    }

    /// Works until stopped. A life that ends in death is followed by another under a new id.
    /// Cancelling the task is the last stage of stopping.
    /// - Parameter once: whether to end when there is nothing left to do.
    package func run(until stop: Stop, once: Bool = false) async -> Ending {
        defer { watch.enters(.ended, at: time.now()) }
        return await withTaskCancellationHandler {
            await lives(until: stop, once: once)
        } onCancel: {
            stop.advance(to: .aborting)
        }
    }

    /// Registers, lives, and registers again after a death. Retries a failed registration with
    /// growing pauses.
    private func lives(until stop: Stop, once: Bool) async -> Ending {
        var failures = 0
        while !stop.isStopping {
            let before = time.now()
            watch.enters(.registering, at: before)
            do {
                let id = try await ledger.register(name)
                failures = 0
                let life = life(id, stop, since: before)
                watch.enters(.working, at: time.now())
                log.tell(.workerRegistered, ["worker": "\(id)"])
                if let ending = await live(life, once: once) { return ending }
                log.tell(.declaredDead, ["worker": "\(id)"])
            } catch {
                failures += 1
                troubles.note(error, "register", at: time.now())
                let wait = Backoff(base: .milliseconds(200), cap: .seconds(5))
                await pause(wait.wait(setbacks: failures, jitter: jitter()), unless: stop)
            }
        }
        return .stopped
    }

    /// Makes the context of one life.
    /// - Parameter before: a moment before the registration was sent.
    private func life(_ id: WorkerID, _ stop: Stop, since before: BootInstant) -> WorkerContext {
        let activity = Activity(time, limits, workCounts)
        var log = self.log
        log[metadataKey: "worker"] = "\(id)"
        return WorkerContext(
            id: id, ledger: WatchedLedger(ledger, activity, watch, time),
            delivery: WatchedDelivery(delivery, activity, watch, time), time: time,
            limits: limits,
            lease: LeaseState(span: limits.sendingSpan, now: before), stop: stop,
            lettersInFlight: LettersInFlight(limits.inFlight), pacer: pacer, amiliClock: amiliClock,
            troubles: troubles, activity: activity, watch: watch,
            log: log, jitter: jitter, newTraceID: newTraceID)
    }

    /// Runs the tasks of one life until the claimer ends.
    /// - Returns: nil if this life ended in death.
    private func live(_ context: WorkerContext, once: Bool) async -> Ending? {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await Heartbeat(context).beat() }
            group.addTask { await PeerMonitor(context).run() }
            group.addTask { await Maintenance(context).run() }
            group.addTask { await Poller(context).run() }
            group.addTask { await Watchdog(context, workCounts, giveUp: giveUp).run() }
            let ending = await Claimer(context, history).run(once: once)
            watch.enters(.leaving, at: time.now())
            group.cancelAll()
            await group.waitForAll()
            guard let ending, !context.lease.isDead else { return nil }
            // Parts that it could not give back are rescued at once, like those of a dead worker.
            await context.persist("retire") { try await ledger.retire(context.id) }
            return ending
        }
    }

    /// Waits, but no longer than until `stop` begins.
    private func pause(_ span: Duration, unless stop: Stop) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { [time] in try? await time.sleep(for: span) }
            group.addTask { await stop.reachedOrCancelled(.draining) }
            _ = await group.next()
            group.cancelAll()
        }
    }
}
