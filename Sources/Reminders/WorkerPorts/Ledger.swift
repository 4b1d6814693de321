/// The worker's view of the database: which work is due, who holds it, and what became of it. There
/// are two implementations: PostgreSQL, and the simulated one of the tests.
///
/// Every call may throw, and a call that threw may have taken effect; the caller must be correct
/// either way. Only `claim` and `settle` change the rows on which sending a letter depends. Calls
/// that write ignore cancellation: a task is cancelled to cut off its calls on the wire, and their
/// outcomes must be written down all the same.
package protocol Ledger: FollowingLedger, AnswerLedger {
    /// Registers a new worker, alive, with beat 0. An id is never used again.
    func register(_ name: String) async throws -> WorkerID
    /// Increments the worker's beat counter. It also stores Amili's time: a human may end a doubt
    /// only when that has passed the doubt's end.
    /// - Parameter amiliNow: seconds since 1970, never more than Amili's clock says; nil: unknown.
    /// - Returns: nil if the worker was declared dead, which is final.
    func beat(_ worker: WorkerID, amiliNow: Int64?) async throws -> Beat?
    /// Stores what the worker is doing, for those who watch it. Whether a letter is sent never
    /// depends on it.
    func note(_ pulse: Pulse, of worker: WorkerID) async throws
    /// Tells whether due work is being done, for the whole fleet.
    func progress() async throws -> WorkProgress
    /// Deregisters a worker that has given all its parts back.
    func retire(_ worker: WorkerID) async throws
    /// Lists the living workers and their beat counters.
    func sightings() async throws -> [Sighting]
    /// Declares a worker dead, by compare-and-set.
    /// - Parameter beat: the counter that was seen.
    /// - Returns: false if the counter has moved since.
    func declareDead(_ worker: WorkerID, beat: Int64) async throws -> Bool
    /// Takes the parts of dead workers back. Every reminder that was not settled becomes uncertain.
    /// A part becomes ready, or stuck if its worker died with a letter of it on the wire and
    /// `SuspectPart.limit` workers have died so.
    /// - Parameter amiliNow: Amili's clock at this moment, seconds since 1970, if it is known.
    /// - Returns: the number of parts rescued.
    func rescue(settleDelay: Duration, amiliNow: Int64?) async throws -> Int
    /// Makes parts ready that have been stuck for `SuspectPart.stuckFor`.
    /// - Returns: the number of parts.
    func retryStuck() async throws -> Int
    /// Wakes waiting parts that are due, releases held runs that are due and ends finished runs. If
    /// the ledger's clock was set back, it also moves back all times that lie further ahead than
    /// they may. Idempotent: any worker may call it at any time.
    /// - Returns: how far the clock was found set back, if it was.
    @discardableResult
    func tend(settleDelay: Duration) async throws -> Duration?

    /// Claims at most one part, the first by turn. The commit of the claim is the write-ahead
    /// intent of its letters.
    /// - Parameter purpose: `.lookUp` claims only a part that has no queued reminders.
    func claim(_ worker: WorkerID, to purpose: Purpose) async throws -> Claim
    /// Reads the part's open reminders with their invoices, in the order of their positions. It is
    /// a statement of its own after the claim, so that a payment committed before it is seen.
    func read(_ part: ClaimedPart, by worker: WorkerID) async throws -> PartReading
    /// Stores Amili's clock at a look-up. A doubt whose end by that clock is not known yet then
    /// ends one settle delay later at the earliest, and an open lost time may end. The first slots
    /// for letters of a claim store the same time.
    /// - Parameter amiliNow: seconds since 1970.
    func noteLookUp(
        _ part: ClaimedPart, by worker: WorkerID, amiliNow: Int64, settleDelay: Duration
    ) async throws
    /// Reserves up to `wanted` slots within the next second. The first slots for letters of a claim
    /// store `part.lookedUpAt`: a case older than that cannot come from one of these letters.
    /// - Returns: the slots, or the reason why there are none.
    func reserve(
        _ wanted: Int, to purpose: Purpose, for part: ClaimedPart, by worker: WorkerID
    ) async throws -> Reservation
    /// Writes outcomes and the part's counters in one transaction. Safe to repeat.
    func settle(
        _ part: ClaimedPart, by worker: WorkerID, _ settlements: [Settlement],
        evidence: [Evidence], settleDelay: Duration
    ) async throws -> Settled
    /// Gives the part back. Reminders that were not sent stay queued.
    func giveBack(_ claim: PartClaim, by worker: WorkerID, _ how: Return) async throws
    /// Takes the right to send the first letter of a creditor without a canary. One part at a time
    /// has it. No part gets it while a reminder in another part of the creditor is in doubt,
    /// because that may be the first letter.
    func claimFirstLetter(_ part: ClaimedPart) async throws -> Bool

    /// Closes the gate of one creditor, or of all Amili (nil), for a while. The creditor's parts
    /// are parked.
    /// - Parameter words: Amili's or the transport's words, without personal data.
    func closeGate(
        _ creditor: CreditorID?, for span: Duration, cause: GateCause, words: String?
    ) async throws
    /// Closes the gate of all Amili and stores the point at which the database stands now. The
    /// database does not know what was sent after the point it went back to, and calls in flight
    /// then must settle first. The time between is a lost time: cases made in it are taken for
    /// ours.
    /// - Parameter amiliNow: Amili's clock at this moment, seconds since 1970, if it is known; the
    ///   ledger's clock may be set forward during the pause.
    /// - Returns: how far the ledger's clock was found set back just before, if it was.
    @discardableResult
    func standStill(
        for span: Duration, amiliNow: Int64?
    ) async throws -> Duration?
    /// Stops the letters of a run until a human resumes it.
    func pauseRun(_ run: RunID, _ pause: RunPause) async throws

    /// Waits for new work, for at most `longest`.
    /// - Returns: whether there may be new work.
    func awaitWork(_ longest: Duration) async -> Bool
    /// Tells which work is due, without doing it. Only idle workers need it.
    func look(_ worker: WorkerID, settleDelay: Duration) async throws -> WorkLook
    /// Counts the parts that are not done.
    func workLeft() async throws -> WorkLeft
}
