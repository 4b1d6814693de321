import Logging
import Reminders

/// Everything that the parts share within one life of a worker.
struct Crew: Sendable {
    let id: WorkerID
    let ledger: any Ledger
    let delivery: any Delivery
    let time: any Timekeeper
    let limits: WorkerLimits
    let standing: Standing
    let stop: Stop
    let lettersInFlight: LettersInFlight
    let streaks = Streaks()
    let breakers = Breakers()
    let brakes = Brakes()
    let pacer: Pacer
    let ledgerPace = LedgerPace()
    /// Rings when this worker has rescued parts: they are to be asked about at once.
    let rescues = Gong()
    let amiliClock: AmiliClock
    let troubles: Troubles
    let answers = AnswerBook()
    let activity: Activity
    /// When to give up what cannot be written back; nil until the last stage of stopping.
    let patienceEnds = Locked<BootInstant?>(nil)
    let log: Logger
    /// 0..<1, drawn anew at each call.
    let jitter: @Sendable () -> Double

    /// May anything new be begun?
    var mayBegin: Bool { !stop.isStopping && !standing.isDead }

    /// May a letter be sent now? Not while our beats do not get through, either.
    var maySend: Bool { mayBegin && time.now() < standing.sendBy }

    /// May Amili be asked about what was sent? A worker that drains may: it begins nothing by it.
    var mayConfirm: Bool {
        stop.stage < .aborting && !standing.isDead && time.now() < standing.sendBy
    }

    /// Takes dead workers' parts out of their hands.
    func rescue() async throws {
        let rescued = try await ledger.rescue(
            settleDelay: limits.settleDelay, amiliNow: amiliClock.now(at: time.now()))
        guard rescued > 0 else { return }
        log.error("parts of dead workers rescued", metadata: ["parts": "\(rescued)"])
        rescues.strike()
    }

    /// - Parameter step: nil if it was not.
    func tellClockSetBack(by step: Duration?) {
        guard let step else { return }
        log.error(
            "the database's clock was set back; what waits for it moves back too",
            metadata: [
                "seconds": "\(step.wholeSeconds)",
                "remedy": "Let the database's machine keep time by NTP.",
            ])
    }

    /// Sleeps until a call may leave: at its slot, or later if the last one was late to its own.
    /// - Parameter startBy: no call leaves later, and none waits in vain for it.
    /// - Returns: nil if it cannot leave in time, or the task is cancelled.
    func waitToLeave(
        notBefore slot: BootInstant, startBy: BootInstant
    ) async -> Pacer.Departure? {
        let ahead = slot - time.now()
        if ahead > .zero { try? await time.sleep(for: ahead) }
        let departure = pacer.leave(notBefore: slot, now: time.now())
        var leaves = departure.planned
        // An earlier call may have left late, and this one may wake late.
        while !Task.isCancelled, leaves < startBy {
            let now = time.now()
            if leaves > now { try? await time.sleep(for: leaves - now) }
            let woken = time.now()
            leaves = pacer.leave(again: departure, now: woken)
            if leaves <= woken { return departure }
        }
        pacer.stays(departure)
        return nil
    }

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
    private struct State {
        var pulledAt: [Scope: BootInstant] = [:]
        /// How many are closing it at the moment.
        var held: [Scope: Int] = [:]
    }
    private let state = Locked(State())

    /// Closes the gate by `write`. While that is on its way the ledger still gives slots for it:
    /// they are void too.
    func pull<Value>(
        _ scope: Scope, _ time: any Timekeeper, until write: () async -> Value
    ) async -> Value {
        state.with { $0.held[scope, default: 0] += 1 }
        let value = await write()
        let now = time.now()
        state.with { state in
            state.held[scope, default: 1] -= 1
            state.pulledAt[scope] = now
        }
        return value
    }

    /// May a call still leave in a slot that was asked for at `reserved`?
    func allow(_ part: ClaimedPart, reserved: BootInstant) -> Bool {
        let scopes: [Scope] = [.all, .creditor(part.creditor), .run(part.claim.run)]
        return state.with { state in
            scopes.allSatisfy { scope in
                state.held[scope, default: 0] == 0
                    && state.pulledAt[scope].map { $0 < reserved } ?? true
            }
        }
    }
}

/// Equal rejections running, per run.
final class Streaks: Sendable {
    private struct Count {
        var streak = RejectionStreak()
        /// When the run was paused for it: what was on the wire then comes back with the same
        /// words, and only what was begun later is news.
        var pausedAt: BootInstant?
    }
    private let counts = Locked<[RunID: Count]>([:])

    func accepted(_ run: RunID) {
        counts.with { $0[run]?.streak.accepted() }
    }

    /// - Parameter began: when the letter was handed over.
    /// - Returns: whether the run must be paused and a human asked.
    func rejected(_ run: RunID, _ message: String, began: BootInstant) -> Bool {
        counts.with { counts in
            var count = counts[run, default: Count()]
            defer { counts[run] = count }
            if let pausedAt = count.pausedAt {
                guard began > pausedAt else { return false }
                count = Count()
            }
            guard count.streak.rejected(message) else { return false }
            count.pausedAt = BootInstant(nanoseconds: .max)
            return true
        }
    }

    /// It is paused now; what begins later began after somebody has resumed it.
    func paused(_ run: RunID, at now: BootInstant) {
        counts.with { $0[run]?.pausedAt = now }
    }
}
