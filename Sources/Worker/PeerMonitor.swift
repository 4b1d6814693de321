import LogEvents
import Logging
import Reminders

/// Watches the other workers' beats, and declares silent workers dead. It has a task of its own, so
/// that its looks stay close together: looks too far apart prove nothing.
struct PeerMonitor {
    private let context: WorkerContext
    init(_ context: WorkerContext) { self.context = context }

    func run() async {
        var watch = FailureDetector(lease: context.limits.lease)
        while !Task.isCancelled, !context.lease.isDead {
            let now = context.time.now()
            let hasOthers = context.lastLook.hasOthers(at: now)
            let isIdle = context.lastLook.isFresh(at: now)
            do {
                if hasOthers { try await look(&watch) }
            } catch {
                if Task.isCancelled { return }
                context.troubles.note(error, "watch", at: context.time.now())
            }
            let isClose = watch.isAnySilent(for: context.limits.suspicion, at: context.time.now())
            let pause =
                isClose || !isIdle
                ? context.limits.watch : context.limits.calmWatch * (hasOthers ? 1 : 2)
            try? await context.time.sleep(for: pause)
        }
    }

    /// Reads all beats once. Rescues the parts of every worker that this look finds dead.
    private func look(_ watch: inout FailureDetector) async throws {
        let asked = context.time.now()
        let others = try await context.ledger.sightings().filter { $0.worker != context.id }
        var isAnyDead = false
        for silent in watch.look(others, asked: asked, answered: context.time.now()) {
            if try await context.ledger.declareDead(silent.worker, beat: silent.beat) {
                context.log.tell(
                    .workerDead, ["dead_worker": "\(silent.worker)"])
                isAnyDead = true
            }
        }
        // At once: letters of the dead have waited for a whole lease already.
        if isAnyDead { try await context.rescue() }
    }
}
