import Logging
import NIOConcurrencyHelpers
import Reminders
import Texts

/// Finds stand-stills: something is due, its gate is open, this worker lives, and nothing was sent,
/// asked or settled for `WorkerLimits.standStill`. It logs what the worker waits for. A worker that
/// is itself the cause ends its life, and the process if even that does not end. A life that ended
/// otherwise, declared dead by others, has to come to its end, too.
///
/// It asks the ledger in a separate task and waits for no answer, because a ledger that does not
/// answer is one of the causes that it must find.
struct Watchdog {
    private let context: WorkerContext
    private let workCounts: WorkCounts
    private let giveUp: @Sendable () -> Void
    private let asked = NIOLockedValueBox(Asked())

    private struct Asked {
        var isAsking = false
        var known: (progress: WorkProgress, at: BootInstant)?
        var lastAt: BootInstant?
    }

    /// The pause between two questions to the ledger. An answer holds for twice as long.
    private static let askEvery = Duration.seconds(5)
    /// The pause while an idle worker's own looks find nothing due.
    private static let askQuietlyEvery = Duration.seconds(30)
    /// The pause between two lines of counts in the log.
    static let tellCountsEvery = Duration.seconds(60)

    /// - Parameter giveUp: ends the process; called if this life does not end.
    init(
        _ context: WorkerContext, _ workCounts: WorkCounts,
        giveUp: @escaping @Sendable () -> Void
    ) {
        self.context = context
        self.workCounts = workCounts
        self.giveUp = giveUp
    }

    private var bound: Duration { context.limits.standStill }

    func run() async {
        await withDiscardingTaskGroup { await watch(&$0) }
    }

    /// Looks once a second, or more often if the bound is short, and ends the life once this worker
    /// has been the cause for the whole bound.
    private func watch(_ group: inout DiscardingTaskGroup) async {
        var toldCountsAt = context.time.now()
        var oursSince: BootInstant?
        var deadSince: BootInstant?
        while !Task.isCancelled {
            try? await context.time.sleep(for: min(.seconds(1), bound / 5))
            if Task.isCancelled { return }
            let now = context.time.now()
            if now - toldCountsAt >= Self.tellCountsEvery {
                toldCountsAt = now
                tellCounts()
            }
            if context.lease.isDead {
                deadSince = deadSince ?? now
                if let since = deadSince, lingers(since: since, at: now) { return giveUpLife() }
                continue
            }
            let isOurs = look(at: now, &group)
            oursSince = isOurs ? oursSince ?? now : nil
            if let since = oursSince, now - since >= bound, !context.stop.isStopping {
                await endLife()
                return
            }
        }
    }

    /// Looks for a stand-still, and logs it.
    /// - Returns: whether this worker is itself the cause.
    private func look(at now: BootInstant, _ group: inout DiscardingTaskGroup) -> Bool {
        let idle = context.activity.idle(at: now)
        guard idle >= bound else {
            if idle < bound / 2 {
                context.troubles.goesOn(at: now)
                context.watch.standsStill(false)
            }
            return false
        }
        let waits = context.activity.waits(
            longerThan: bound / 2, holding: context.lease.inHand, at: now)
        let long = waits.filter { Duration.seconds($0.seconds) >= bound }
        if long.contains(where: \.kind.isLedger) {
            tell(idle, waits, at: now)
            return true
        }
        guard let progress = progress(at: now, &group),
            case .standsStill = progress.verdict(after: bound)
        else { return false }
        tell(idle, waits, at: now)
        return !long.isEmpty
    }

    /// Asks the ledger anew in a separate task, if that is due.
    /// - Returns: the ledger's last answer; nil if it is too old.
    private func progress(
        at now: BootInstant, _ group: inout DiscardingTaskGroup
    ) -> WorkProgress? {
        let pause = context.lastLook.isNothingDue(at: now) ? Self.askQuietlyEvery : Self.askEvery
        let (isDue, known) = asked.withLockedValue { asked -> (Bool, WorkProgress?) in
            let isDue = !asked.isAsking && asked.lastAt.map { now - $0 >= pause } ?? true
            if isDue {
                asked.isAsking = true
                asked.lastAt = now
            }
            let known = asked.known.flatMap {
                now - $0.at <= Self.askEvery * 2 ? $0.progress : nil
            }
            return (isDue, known)
        }
        if isDue {
            group.addTask { [context, asked] in
                let progress = try? await context.ledger.progress()
                let now = context.time.now()
                asked.withLockedValue { asked in
                    asked.isAsking = false
                    if let progress { asked.known = (progress, now) }
                }
            }
        }
        return known
    }

    private func tell(_ idle: Duration, _ waits: [WorkerWait], at now: BootInstant) {
        let list = waits.map { wait in
            let part = wait.part.map { " (run \($0.run), part \($0.first))" } ?? ""
            return "\(wait.kind.english)\(part) for \(wait.seconds) s"
        }.joined(separator: "; ")
        context.watch.standsStill(true)
        context.troubles.note(
            .standStill, "nothing is sent, asked or settled, although something is due", at: now,
            [
                "seconds": "\(idle.wholeSeconds)",
                "waits_for": "\(list.isEmpty ? "no thread waits for anything long" : list)",
                "remedy": "Run `paminn doctor`; restart this worker if it lasts.",
            ])
    }

    // MARK: The end of a life

    /// Whether a dead life does not come to its end: nothing was done for the whole bound, and
    /// something in it has waited for as long. Writes that fail and are tried again are no such
    /// wait.
    private func lingers(since death: BootInstant, at now: BootInstant) -> Bool {
        now - death >= bound && context.activity.idle(at: now) >= bound
            && !context.stop.isStopping
            && !context.activity.waits(
                longerThan: bound, holding: context.lease.inHand, at: now
            ).isEmpty
    }

    /// Ends this life. The next one, or another worker, rescues the parts that it holds, and asks
    /// about their letters before it sends any.
    private func endLife() async {
        context.log.critical(
            "this worker stands still by its own fault; it begins anew under another number",
            metadata: ["seconds": "\(bound.wholeSeconds)"])
        context.lease.die()
        // The sleep is cancelled when the parts in hand have come to their end.
        try? await context.time.sleep(for: bound)
        if !Task.isCancelled { giveUpLife() }
    }

    private func giveUpLife() {
        context.log.critical(
            "it does not even end; the process ends",
            metadata: ["remedy": "Have the service manager start it again."])
        giveUp()
    }

    // MARK: Counts

    private func tellCounts() {
        let counts = workCounts.take()
        guard !counts.isNothing else { return }
        var facts: Logger.Metadata = [
            "look_ups": "\(counts.lookUps)", "letters": "\(counts.letters)",
            "parts": "\(context.lease.inHand.count)",
        ]
        for (state, count) in counts.settled { facts[state.word] = "\(count)" }
        context.log.info("worked for a minute", metadata: facts)
    }
}
