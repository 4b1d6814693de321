package import Logging
package import Reminders

/// A long-running worker: claims parts and hands their invoices to Amili until it is stopped.
///
/// It sees a `Ledger` and a `Delivery`: neither SQL nor HTTP.
package struct Worker: Sendable {
    package enum Ending: Sendable, Equatable {
        /// Stopped, everything written back and given back.
        case stopped
        /// Nothing is queued or uncertain any more (only when asked to stop then).
        case nothingLeft
        /// The rest waits for a human: stuck or paused (only when asked to stop then).
        case waitingForHuman
    }

    private let ledger: any Ledger
    private let delivery: any Delivery
    private let time: any Timekeeper
    private let limits: WorkerLimits
    private let name: String
    private let log: Logger
    private let jitter: @Sendable () -> Double
    private let history: HistoryBook
    private let troubles: Troubles
    private let pacer: Pacer
    /// Shared by all lives: a new one knows Amili's time before its first answer.
    private let amiliClock = AmiliClock()
    private let deeds = Deeds()
    private let giveUp: @Sendable () -> Void

    /// - Parameters:
    ///   - name: as operators know it, e.g. host and process id.
    ///   - history: what this machine knows of the database's past.
    ///   - giveUp: ends the process when a life of this worker stands still and does not end.
    ///   - jitter: numbers in 0..<1.
    package init(
        ledger: any Ledger, delivery: any Delivery, time: any Timekeeper, limits: WorkerLimits,
        name: String, history: HistoryBook, log: Logger,
        giveUp: @escaping @Sendable () -> Void = {},
        jitter: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }
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
        self.giveUp = giveUp
    }

    /// Lives until stopped; a life that ends in death is followed by another under a new id.
    /// Cancelling the task is the last stage of stopping.
    /// - Parameter once: end when there is nothing left to do.
    package func run(until stop: Stop, once: Bool = false) async -> Ending {
        await withTaskCancellationHandler {
            await lives(until: stop, once: once)
        } onCancel: {
            stop.advance(to: .aborting)
        }
    }

    private func lives(until stop: Stop, once: Bool) async -> Ending {
        var failures = 0
        while !stop.isStopping {
            let before = time.now()
            do {
                let id = try await ledger.register(name)
                failures = 0
                let life = life(id, stop, since: before)
                log.notice("worker registered", metadata: ["worker": "\(id)"])
                if let ending = await live(life, once: once) { return ending }
                log.error("worker was declared dead", metadata: ["worker": "\(id)"])
            } catch {
                failures += 1
                troubles.note(error, "register", at: time.now())
                let wait = Backoff(base: .milliseconds(200), cap: .seconds(5))
                await pause(wait.wait(setbacks: failures, jitter: jitter()), unless: stop)
            }
        }
        return .stopped
    }

    private func life(_ id: WorkerID, _ stop: Stop, since before: BootInstant) -> Crew {
        let activity = Activity(time, limits, deeds)
        var log = self.log
        log[metadataKey: "worker"] = "\(id)"
        return Crew(
            id: id, ledger: WatchedLedger(ledger, activity),
            delivery: WatchedDelivery(delivery, activity), time: time, limits: limits,
            standing: Standing(span: limits.sendingSpan, now: before), stop: stop,
            lettersInFlight: LettersInFlight(limits.inFlight), pacer: pacer, amiliClock: amiliClock,
            troubles: troubles, activity: activity,
            log: log, jitter: jitter)
    }

    /// - Returns: nil if this life ended in death.
    private func live(_ crew: Crew, once: Bool) async -> Ending? {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await Heart(crew).beat() }
            group.addTask { await Watch(crew).run() }
            group.addTask { await Tending(crew).run() }
            group.addTask { await Poller(crew).run() }
            group.addTask { await Watchdog(crew, deeds, giveUp: giveUp).run() }
            let ending = await Claiming(crew, history).run(once: once)
            group.cancelAll()
            await group.waitForAll()
            guard let ending, !crew.standing.isDead else { return nil }
            // Parts that it could not give back are rescued at once, as a dead worker's are.
            await crew.persist("retire") { try await ledger.retire(crew.id) }
            return ending
        }
    }

    private func pause(_ span: Duration, unless stop: Stop) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { [time] in try? await time.sleep(for: span) }
            group.addTask { await stop.reachedOrCancelled(.draining) }
            _ = await group.next()
            group.cancelAll()
        }
    }
}

/// The highest point of the database's history that was seen, kept across restarts by `remember`.
package final class HistoryBook: Sendable {
    private let highest: Locked<HistoryPoint?>
    private let isLastKept = Locked(true)
    private let remember: @Sendable (HistoryPoint) -> Bool

    /// - Parameter remember: called with each new point; must not block for long. Returns false if
    ///   the point could not be kept for the next process.
    package init(
        _ known: HistoryPoint? = nil,
        remember: @escaping @Sendable (HistoryPoint) -> Bool = { _ in true }
    ) {
        highest = Locked(known)
        self.remember = remember
    }

    /// - Returns: false if the database cannot be at this point after what was seen before.
    func follows(_ point: HistoryPoint) -> Bool {
        let isForward = highest.with { highest in
            let isForward = highest.map { !point.isStepBack(from: $0) } ?? true
            highest = point
            return isForward
        }
        let isKept = remember(point)
        isLastKept.with { $0 = isKept }
        return isForward
    }

    /// Is the last point kept for the next process?
    var isKept: Bool { isLastKept.with { $0 } }
}
