import Logging
import NIOConcurrencyHelpers
import Reminders

/// Everything that the parts share within one life of a worker.
struct WorkerContext: Sendable {
    let id: WorkerID
    let ledger: any Ledger
    let delivery: any Delivery
    let time: any Timekeeper
    let limits: WorkerLimits
    let lease: LeaseState
    let stop: Stop
    let lettersInFlight: LettersInFlight
    let localGates = LocalGates()
    let pacer: Pacer
    let ledgerPace = LedgerPace()
    /// Rings when this worker has rescued parts: they are to be asked about at once.
    let rescues = Signal()
    let lastLook = LastLook()
    let dueParts = DueParts()
    /// Rings when a look has seen something to sweep, to rescue or to try again.
    let chores = Signal()
    let amiliClock: AmiliClock
    let troubles: Troubles
    let answers = AnswerBook()
    let activity: Activity
    /// When to give up what cannot be written back; nil until the last stage of stopping.
    let writeBackDeadline = NIOLockedValueBox<BootInstant?>(nil)
    let log: Logger
    /// 0..<1, drawn anew at each call.
    let jitter: @Sendable () -> Double

    var standing: WorkerStanding {
        WorkerStanding(stage: stop.stage, isDead: lease.isDead, sendBy: lease.sendBy)
    }
    var mayBegin: Bool { standing.mayBegin }
    var maySend: Bool { standing.maySend(at: time.now()) }
    var mayConfirm: Bool { standing.mayConfirm(at: time.now()) }

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
                if stop.stage == .aborting { startWriteBackDeadline() }
                if let end = writeBackDeadline.withLockedValue({ $0 }), time.now() >= end {
                    return nil
                }
                await time.rest(for: backoff.wait(setbacks: failures, jitter: jitter()))
            }
        }
    }

    /// Others declare us dead after the lease and ask Amili themselves: no use in trying longer.
    func startWriteBackDeadline() {
        let end = time.now() + limits.lease
        writeBackDeadline.withLockedValue { $0 = $0 ?? end }
    }
}
