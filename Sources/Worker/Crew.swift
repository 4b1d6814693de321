import Logging
import Reminders

/// What every part's handling shares within one life of a worker.
struct Crew: Sendable {
    let id: WorkerID
    let ledger: any Ledger
    let delivery: any Delivery
    let time: any Timekeeper
    let limits: WorkerLimits
    let standing: Standing
    let stop: Stop
    let wire: Places
    let streaks = Streaks()
    let breaker = Locked(Breaker())
    let brakes = Brakes()
    let troubles: Troubles
    /// When to give up what cannot be written back; nil until the last stage of stopping.
    let patienceEnds = Locked<BootInstant?>(nil)
    let log: Logger
    /// 0..<1, drawn anew at each call.
    let jitter: @Sendable () -> Double

    /// May anything new be begun?
    var mayBegin: Bool { !stop.isStopping && !standing.isDead }

    /// May a letter be sent now? Not while our beats do not get through, either.
    var maySend: Bool { mayBegin && time.now() < standing.sendBy }

    /// Tries until the ledger has it: an outcome is never dropped because a database is away. The
    /// ledger's writes are deaf to cancellation, which belongs to the calls on the wire alone.
    /// - Returns: nil only when stopping has come to its last stage and its patience ended.
    func persist<Value>(_ what: String, _ write: () async throws -> Value) async -> Value? {
        let backoff = Backoff(base: .milliseconds(100), cap: .seconds(2))
        var failures = 0
        while true {
            do {
                return try await write()
            } catch {
                failures += 1
                troubles.note(error, what, at: time.now())
                // The parts may be out of hand by now, and with them whoever waited for this stage.
                if stop.stage == .aborting { losePatience() }
                if let end = patienceEnds.with({ $0 }), time.now() >= end { return nil }
                await time.rest(for: backoff.wait(setbacks: failures, jitter: jitter()))
            }
        }
    }

    /// Others declare us dead after the lease and ask Amili themselves: no use in trying longer.
    func losePatience() {
        let end = time.now() + limits.lease
        patienceEnds.with { $0 = $0 ?? end }
    }
}

/// Gates that this process has closed itself: its own slots from before are void at once, those of
/// others within their second.
final class Brakes: Sendable {
    enum Scope: Hashable {
        case all
        case creditor(CreditorID)
        case run(RunID)
    }
    private let pulledAt = Locked<[Scope: BootInstant]>([:])

    func pull(_ scope: Scope, at now: BootInstant) {
        pulledAt.with { $0[scope] = now }
    }

    /// May a call still leave in a slot that was asked for at `reserved`?
    func allow(_ part: ClaimedPart, reserved: BootInstant) -> Bool {
        let scopes: [Scope] = [.all, .creditor(part.creditor), .run(part.claim.run)]
        return pulledAt.with { pulledAt in
            scopes.allSatisfy { pulledAt[$0].map { $0 < reserved } ?? true }
        }
    }
}

/// Equal rejections running, per run.
final class Streaks: Sendable {
    private struct Count {
        var streak = RejectionStreak()
        /// Said once: what was on the wire then comes back with the same words.
        var isTold = false
    }
    private let counts = Locked<[RunID: Count]>([:])

    func accepted(_ run: RunID) {
        counts.with { $0[run]?.streak.accepted() }
    }

    /// - Returns: whether the run must be paused and a human asked.
    func rejected(_ run: RunID, _ message: String) -> Bool {
        counts.with { counts in
            var count = counts[run, default: Count()]
            defer { counts[run] = count }
            guard count.streak.rejected(message), !count.isTold else { return false }
            count.isTold = true
            return true
        }
    }

    /// A part of the run is claimed: if it had been paused, it goes on, and begins anew.
    func begin(_ run: RunID) {
        counts.with { counts in
            if counts[run]?.isTold == true { counts[run] = nil }
        }
    }
}
