package typealias CreditorID = Int64
package typealias RunID = Int64
package typealias WorkerID = Int64

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
    /// known yet ends a settle delay from now at the earliest, and a lost time may be over. Before a
    /// letter of a claim leaves, its slots do the same.
    /// - Parameter amiliNow: seconds since 1970.
    func noteLookUp(
        _ part: ClaimedPart, by worker: WorkerID, amiliNow: Int64, settleDelay: Duration
    ) async throws
    /// Leave for up to `wanted` calls within the next second, or the reason why not. The first
    /// slots for letters of a claim write down when Amili was asked (`part.lookedUpAt`): a case that
    /// is older is none of its letters'.
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
    func becomePioneer(_ part: ClaimedPart) async throws -> Bool

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
        for span: Duration, reason: String, amiliNow: Int64?
    ) async throws -> Duration?
    /// Stops a run's sends until a human resumes it.
    func pauseRun(_ run: RunID, reason: String) async throws

    /// Waits for new work, or for as long as `longest`.
    /// - Returns: whether there may be new work.
    func awaitWork(_ longest: Duration) async -> Bool
    /// Looks whether anything is due, without doing it. A worker that is busy need not ask.
    func look(_ worker: WorkerID, settleDelay: Duration) async throws -> WorkLook
    func workLeft() async throws -> WorkLeft
}

package struct Beat: Sendable {
    package let count: Int64
    /// The parts that the book says this worker holds, by key and attempt.
    package let held: [PartClaim]
    package init(count: Int64, held: [PartClaim]) {
        self.count = count
        self.held = held
    }
}

/// One claim of one part: what fences every write-back.
package struct PartClaim: Hashable, Sendable {
    package let run: RunID
    package let first: Int
    package let attempt: Int
    package init(run: RunID, first: Int, attempt: Int) {
        self.run = run
        self.first = first
        self.attempt = attempt
    }
}

package struct Sighting: Sendable, Equatable {
    package let worker: WorkerID
    package let beat: Int64
    package init(worker: WorkerID, beat: Int64) {
        self.worker = worker
        self.beat = beat
    }
}

/// Where a database stands in its history. Two of one system compare by timeline, then position.
package struct HistoryPoint: Sendable, Equatable {
    /// The cluster's identifier, and what tells a restored dump from the original within it.
    package let system: String
    package let timeline: Int64
    /// Write-ahead log position, bytes.
    package let position: Int64
    package init(system: String, timeline: Int64, position: Int64) {
        self.system = system
        self.timeline = timeline
        self.position = position
    }
    /// Is this point one that `earlier` cannot have been followed by? A later timeline is no step
    /// back in itself: that the fleet stood still for it, the ledger knows.
    package func isStepBack(from earlier: HistoryPoint) -> Bool {
        system != earlier.system || timeline < earlier.timeline || position < earlier.position
    }
}

package struct ClaimedPart: Sendable {
    package var claim: PartClaim
    package var last: Int
    package var creditor: CreditorID
    /// What logs call the creditor.
    package var handle: String
    package var party: AmiliParty
    /// Cancelled: nothing is sent any more, but what is in doubt is still asked about.
    package var stopped: Bool
    /// Is the time over in which "not there" says nothing, by the database's clock at the claim?
    package var doubtIsOver: Bool
    /// What is left of that time; zero if there is no doubt.
    package var doubtLeft: Duration
    /// When that time is over by Amili's clock, seconds since 1970; nil if that is not known. Both
    /// clocks must agree, for one of them may be set forward.
    package var amiliDoubtUntil: Int64?
    /// The worker's own: Amili's clock at this moment, if it is known.
    package var amiliNow: Int64?
    /// The worker's own: Amili's clock at the first look-up of this claim, seconds since 1970.
    package var lookedUpAt: Int64?
    package var queued: Int
    package var uncertain: Int
    package var setbacks: Int
    package var canary: InvoiceNumber?
    package var today: CalendarDate
    package var graceBankDays: Int
    /// When the run was made, microseconds since 1970 by the database's clock: a database that was
    /// set back may give its number to another.
    package var runBorn: Int64
    /// What the ledger has forgotten.
    package var lostTimes: [LostTime]
    package var history: HistoryPoint
    /// Workers that died while a letter of this part may have been on the wire, with nothing of it
    /// settled since.
    package var crashes: Int
    /// It may be what ended a worker: its letters go alone, so that no other part can be blamed
    /// for it.
    package var isSuspect: Bool { crashes > 0 }
    /// Nothing of it could be sent before Amili is asked.
    package var isAllInDoubt: Bool { queued == 0 && uncertain > 0 }

    package init(
        claim: PartClaim, last: Int, creditor: CreditorID, handle: String, party: AmiliParty,
        stopped: Bool, doubtIsOver: Bool, doubtLeft: Duration, queued: Int, uncertain: Int,
        setbacks: Int, canary: InvoiceNumber?, today: CalendarDate, graceBankDays: Int,
        runBorn: Int64 = 0, amiliDoubtUntil: Int64? = nil, lostTimes: [LostTime] = [],
        history: HistoryPoint, crashes: Int = 0
    ) {
        self.claim = claim
        self.last = last
        self.creditor = creditor
        self.handle = handle
        self.party = party
        self.stopped = stopped
        self.doubtIsOver = doubtIsOver
        self.doubtLeft = doubtLeft
        self.queued = queued
        self.uncertain = uncertain
        self.setbacks = setbacks
        self.canary = canary
        self.today = today
        self.graceBankDays = graceBankDays
        self.runBorn = runBorn
        self.amiliDoubtUntil = amiliDoubtUntil
        self.lostTimes = lostTimes
        self.history = history
        self.crashes = crashes
    }
}

package enum Claim: Sendable {
    case part(ClaimedPart)
    case nothing(HistoryPoint)
    /// The gate of all Amili is closed, or its calls are spoken for.
    case gateClosed(HistoryPoint)
    /// The database is not where the fleet last saw it: a standby took over, or a backup was
    /// restored. Nothing is claimed until the fleet has stood still.
    case databaseMoved(HistoryPoint)
    /// This worker was declared dead.
    case dead
}

package struct OpenReminder: Sendable {
    package var position: Int
    package var state: ReminderState
    package var attempts: Int
    /// Seconds since 1970 by the database's clock; nil if it never was in doubt.
    package var doubtSince: Int64?
    /// The same by Amili's clock, or a moment before; nil if that is not known.
    package var amiliDoubtSince: Int64?
    /// The number as the reminder knows it; the invoice is nil if somebody removed it.
    package var number: InvoiceNumber
    package var sharedInvoice: SharedInvoice?
    package var invoice: Invoice? { sharedInvoice?.value }
    /// Seconds since 1970 by the database's clock: since a human released the invoice, cases that
    /// were closed before do not stand against a letter.
    package var releasedAt: Int64?
    package init(
        position: Int, state: ReminderState, attempts: Int, doubtSince: Int64?,
        number: InvoiceNumber, invoice: Invoice?, releasedAt: Int64? = nil,
        amiliDoubtSince: Int64? = nil
    ) {
        self.position = position
        self.state = state
        self.attempts = attempts
        self.doubtSince = doubtSince
        self.number = number
        sharedInvoice = invoice.map { SharedInvoice($0) }
        self.releasedAt = releasedAt
        self.amiliDoubtSince = amiliDoubtSince
    }
}

package enum PartReading: Sendable {
    /// `databaseNow`: seconds since 1970 by the database's clock, at the read.
    case reminders([OpenReminder], canary: InvoiceNumber?, databaseNow: Int64)
    case leaseLost
}

/// What slots are wanted for: a cancelled run may still ask about what is in doubt, and a paused
/// one too.
package enum Purpose: Sendable { case send, lookUp }

extension Ledger {
    /// Claims what comes first.
    package func claim(_ worker: WorkerID) async throws -> Claim {
        try await claim(worker, to: .send)
    }
}

package enum Reservation: Sendable, Equatable {
    /// Slots, the first `firstIn` from now, then one every `spacing`.
    case slots(count: Int, firstIn: Duration, spacing: Duration)
    /// The next second is spoken for: ask again after so long.
    case busy(Duration)
    /// The gate of all Amili is closed; `left` of it, nil until a human opens it.
    case closed(left: Duration?)
    /// This creditor's gate is closed, or its run is paused: park the part.
    case parked
    /// The run was cancelled.
    case stopped
    /// This worker was declared dead.
    case dead
    /// The claim is somebody else's now.
    case leaseLost
}

/// What becomes of one reminder.
package struct Settlement: Sendable, Equatable {
    package var position: Int
    package var state: ReminderState
    package var reason: Reason?
    package var caseID: String?
    package var ocr: String?
    package var amiliState: String?
    /// Was a call counted as an attempt?
    package var countsAttempt: Bool
    /// A later proof that nothing happened: the only way from uncertain back to queued.
    package var endsDoubt: Bool
    package init(
        position: Int, state: ReminderState, reason: Reason? = nil, caseID: String? = nil,
        ocr: String? = nil, amiliState: String? = nil, countsAttempt: Bool = false,
        endsDoubt: Bool = false
    ) {
        self.position = position
        self.state = state
        self.reason = reason
        self.caseID = caseID
        self.ocr = ocr
        self.amiliState = amiliState
        self.countsAttempt = countsAttempt
        self.endsDoubt = endsDoubt
    }
}

package enum Settled: Sendable, Equatable {
    /// Counts after the settle; the part is done when both are zero.
    case settled(queued: Int, uncertain: Int)
    /// The claim is somebody else's now: acceptances were recorded, the rest is evidence.
    case leaseLost
}

package enum Return: Sendable, Equatable {
    case ready
    /// `setback`: this pass got nowhere, the next wait is longer.
    case waiting(Duration, setback: Bool)
    case parked
}

/// A line of the append-only record. No personal data.
package struct Evidence: Sendable, Equatable {
    package enum Kind: String, Sendable { case call, lookup, state, human }
    package var kind: Kind
    /// nil: about the whole part.
    package var position: Int?
    package var trace: CallTrace
    package var from: ReminderState?
    package var to: ReminderState?
    package var why: String
    /// Two cases of ours for one permit, or proof that we were wrong: opens an incident.
    package var incident: [String]
    package init(
        _ kind: Kind, position: Int? = nil, trace: CallTrace = CallTrace(),
        from: ReminderState? = nil, to: ReminderState? = nil, why: String,
        incident: [String] = []
    ) {
        self.kind = kind
        self.position = position
        self.trace = trace
        self.from = from
        self.to = to
        self.why = why
        self.incident = incident
    }
}

package struct WorkLeft: Sendable, Equatable {
    /// Parts that will move by themselves: ready, waiting, claimed; held runs too.
    package var moving: Int
    /// Parts that wait for a human: stuck, or parked by a pause.
    package var waitingForHuman: Int
    package init(moving: Int, waitingForHuman: Int) {
        self.moving = moving
        self.waitingForHuman = waitingForHuman
    }
}
