import LogEvents
import Logging
import NIOConcurrencyHelpers
import Reminders

/// Everything that the tasks share within one life of a worker.
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
    /// Struck when this worker has rescued parts, which are to be asked about at once.
    let rescues = Signal()
    let lastLook = LastLook()
    let dueParts = DueParts()
    /// Struck when a look has found something to sweep, to rescue or to try again.
    let chores = Signal()
    /// Struck when a part is out of hand: another of a creditor with a rate of its own may follow.
    let partEnds = Signal()
    let amiliClock: AmiliClock
    let troubles: Troubles
    let answers = AnswerBook()
    let activity: Activity
    let watch: WorkerWatch
    /// When to give up writes that keep failing; nil until the last stage of stopping.
    let writeBackDeadline = NIOLockedValueBox<BootInstant?>(nil)
    let log: Logger
    /// Draws a number in 0..<1.
    let jitter: @Sendable () -> Double
    /// Draws the trace id of a part in hand.
    let newTraceID: @Sendable () -> TraceID

    /// The worker's standing at this moment.
    var standing: WorkerStanding {
        WorkerStanding(stage: stop.stage, isDead: lease.isDead, sendBy: lease.sendBy)
    }
    var mayBegin: Bool { standing.mayBegin }
    var maySend: Bool { standing.maySend(at: time.now()) }
    var mayConfirm: Bool { standing.mayConfirm(at: time.now()) }

    /// Makes the parts of dead workers ready for others, and wakes the claimer to ask about them.
    func rescue() async throws {
        let rescued = try await ledger.rescue(
            settleDelay: limits.settleDelay, amiliNow: amiliClock.now(at: time.now()))
        guard rescued > 0 else { return }
        log.tell(.partsRescued, ["parts": "\(rescued)"])
        rescues.strike()
    }

    /// Logs that the database's clock was set back.
    /// - Parameter step: by how much; nil if it was not.
    func tellClockSetBack(by step: Duration?) {
        guard let step else { return }
        log.tell(
            .databaseClockBack,
            [
                "seconds": "\(step.wholeSeconds)",
                "remedy": "Let the database's machine keep time by NTP.",
            ])
    }

    /// Sleeps until a call may leave: at its slot, or later if earlier calls were late to theirs.
    /// - Parameter startBy: no call leaves after this moment, and no wait goes on that cannot end
    ///   before.
    /// - Returns: nil if the call cannot leave in time, or the task is cancelled.
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

    /// Repeats a write until the ledger has it: no outcome is dropped because a database is away.
    /// The ledger's writes ignore cancellation, which is meant for the calls on the wire alone.
    /// - Parameter what: the action, for the log.
    /// - Returns: nil only after `writeBackDeadline`, which the last stage of stopping sets.
    func persist<Value>(_ what: String, _ write: () async throws -> Value) async -> Value? {
        let backoff = Backoff(base: .milliseconds(100), cap: .seconds(2))
        var failures = 0
        while true {
            do {
                return try await write()
            } catch {
                failures += 1
                troubles.note(error, what, at: time.now())
                // The task that waits for this stage may have ended with the parts in hand.
                if stop.stage == .aborting { startWriteBackDeadline() }
                if let end = writeBackDeadline.withLockedValue({ $0 }), time.now() >= end {
                    return nil
                }
                await time.rest(for: backoff.wait(setbacks: failures, jitter: jitter()))
            }
        }
    }

    /// Lets writes be given up after a lease from now. By then others declare this worker dead and
    /// ask Amili themselves, so that longer tries are of no use.
    func startWriteBackDeadline() {
        let end = time.now() + limits.lease
        writeBackDeadline.withLockedValue { $0 = $0 ?? end }
    }
}
