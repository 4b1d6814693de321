/// The worker's book, as the deciding code sees it: what is to be done, who does it, what became
/// of it. Two implementations: PostgreSQL, and the tests' simulated one.
///
/// Every call may throw; a call that threw may have taken effect, and the caller must be right
/// either way. Only `claim` and `settle` change what a letter's fate rests on. What writes is deaf
/// to cancellation: a task is cancelled for the sake of its calls on the wire, and what became of
/// them is written down all the same.
package protocol Ledger: FollowingLedger, AnswerLedger {
    /// A new worker, alive, beat 0. A worker never comes back under an old id.
    func register(_ name: String) async throws -> WorkerID
    /// Counts the beat up. nil: somebody declared this worker dead, for good.
    func beat(_ worker: WorkerID) async throws -> Beat?
    /// Tells what the worker is about, beside its beat. Nothing of a letter's fate rests on it.
    func note(_ pulse: Pulse, of worker: WorkerID) async throws
    /// Whether what is due goes on, in the whole fleet.
    func progress() async throws -> WorkProgress
    /// The end of a worker that gave everything back in good order.
    func retire(_ worker: WorkerID) async throws
    /// The living workers and their beat counters.
    func sightings() async throws -> [Sighting]
    /// Compare-and-set: dead, unless its counter has moved since `beat` was seen.
    func declareDead(_ worker: WorkerID, beat: Int64) async throws -> Bool
    /// Makes every unsettled reminder of dead workers' parts uncertain and the parts ready; stuck,
    /// if its worker died with a letter of it on the wire, and `SuspectPart.limit` workers have.
    /// - Parameter amiliNow: Amili's clock at this moment, seconds since 1970, if it is known.
    /// - Returns: the number of parts rescued.
    func rescue(settleDelay: Duration, amiliNow: Int64?) async throws -> Int
    /// Gives parts that have been stuck for `SuspectPart.stuckFor` one more try.
    /// - Returns: how many.
    func retryStuck() async throws -> Int
    /// Wakes waiting parts that are due, releases held runs that are due and ends finished runs.
    /// What lies further ahead than it may, for the ledger's clock was set back, moves back too.
    /// Idempotent: any worker, any time.
    /// - Returns: by how much the clock was found set back, if it was.
    @discardableResult
    func tend(settleDelay: Duration) async throws -> Duration?

    /// At most one part, the first by turn; its commit is the write-ahead intent of its letters.
    /// - Parameter purpose: to look up claims only a part of which nothing is queued.
    func claim(_ worker: WorkerID, to purpose: Purpose) async throws -> Claim
    /// The part's open reminders with their invoices, in position order, read after the claim.
    func read(_ part: ClaimedPart, by worker: WorkerID) async throws -> PartReading
    /// Writes down when Amili was asked, by its own clock: a doubt whose end by that clock is not
    /// known yet ends a settle delay from now at the earliest, and a lost time may be over. The
    /// first slots for letters of a claim note the same time.
    /// - Parameter amiliNow: seconds since 1970.
    func noteLookUp(
        _ part: ClaimedPart, by worker: WorkerID, amiliNow: Int64, settleDelay: Duration
    ) async throws
    /// Leave for up to `wanted` calls within the next second, or the reason why not. The first
    /// slots for letters of a claim write down when Amili was asked (`part.lookedUpAt`): a case
    /// that is older is none of its letters'.
    func reserve(
        _ wanted: Int, to purpose: Purpose, for part: ClaimedPart, by worker: WorkerID
    ) async throws -> Reservation
    /// Writes outcomes back in one transaction with the part's counters. Safe to repeat.
    func settle(
        _ part: ClaimedPart, by worker: WorkerID, _ settlements: [Settlement],
        evidence: [Evidence], settleDelay: Duration
    ) async throws -> Settled
    /// Gives the part back in good order: what was not sent stays queued.
    func giveBack(_ claim: PartClaim, by worker: WorkerID, _ how: Return) async throws
    /// The right to send the first letter of a creditor without any case; one part at a time has
    /// it, and none while a reminder in another of the creditor's parts is in doubt: that may be
    /// the first letter.
    func claimFirstLetter(_ part: ClaimedPart) async throws -> Bool

    /// Closes the gate of one creditor, or of all Amili (nil), for a while; parks its parts.
    /// - Parameter words: what Amili or the wire said, without personal data.
    func closeGate(
        _ creditor: CreditorID?, for span: Duration, cause: GateCause, words: String?
    ) async throws
    /// Closes the gate of all Amili, and notes where the database stands now: what was sent since
    /// the point it went back to is unknown to it, and whatever was in flight then must settle. The
    /// time between is lost: cases made then are taken for ours.
    /// - Parameter amiliNow: Amili's clock at this moment, seconds since 1970, if it is known: the
    ///   ledger's may be set forward meanwhile.
    /// - Returns: by how much the ledger's clock was found set back just before, if it was.
    @discardableResult
    func standStill(
        for span: Duration, amiliNow: Int64?
    ) async throws -> Duration?
    /// Stops a run's sends until a human resumes it.
    func pauseRun(_ run: RunID, _ pause: RunPause) async throws

    /// Waits for new work, or for as long as `longest`.
    /// - Returns: whether there may be new work.
    func awaitWork(_ longest: Duration) async -> Bool
    /// Looks whether anything is due, without doing it. A worker that is busy need not ask.
    func look(_ worker: WorkerID, settleDelay: Duration) async throws -> WorkLook
    func workLeft() async throws -> WorkLeft
}
