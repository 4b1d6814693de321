import LogEvents
import Logging
import Reminders

/// Sends the beats that prove this worker alive. Gives back parts that the ledger counts as this
/// worker's although it does not hold them.
struct Heartbeat {
    private let context: WorkerContext
    init(_ context: WorkerContext) { self.context = context }

    /// Beats until cancelled or dead. After a failure it tries again four times as fast.
    func beat() async {
        while !Task.isCancelled, !context.lease.isDead {
            let sent = context.time.now()
            var pause = context.limits.heartbeat
            do {
                let beat = try await context.ledger.beat(
                    context.id, amiliNow: context.amiliClock.time?.least(at: sent))
                guard let beat else {
                    context.lease.die()
                    return
                }
                await giveBack(context.lease.beat(sent: sent, held: beat.held))
                try await tell()
                context.troubles.ledgerWorks(at: context.time.now())
            } catch {
                if Task.isCancelled { return }
                let isEstranged = (error as? any LedgerTrouble)?.isEstranged ?? false
                if isEstranged { context.lease.suspend() }
                context.troubles.note(error, "beat", at: context.time.now())
                pause = pause / 4
            }
            try? await context.time.sleep(for: pause)
        }
    }

    /// Writes the pulse if it has changed: an idle fleet's rows stay as they are.
    private func tell() async throws {
        guard let pulse = context.activity.pulse(holding: context.lease.inHand) else { return }
        try await context.ledger.note(pulse, of: context.id)
        context.activity.told(pulse)
    }

    /// Gives back claims that nobody in this process works on. A failure is left to the next beat.
    private func giveBack(_ orphans: [PartClaim]) async {
        for orphan in orphans {
            context.log.tell(
                .claimReturned,
                ["run": "\(orphan.run)", "part": "\(orphan.first)"])
            try? await context.ledger.giveBack(orphan, by: context.id, .ready)
        }
    }
}
