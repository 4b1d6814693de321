import Logging
import Reminders

/// One claimed part, from the claim to done or given back: look up, veto, send, settle.
///
/// Lives within one task; only its lanes run beside it, and they see nothing of it.
final class PartRun {
    let crew: Crew
    var part: ClaimedPart
    /// Gives the part back once Amili was asked, and sends nothing of it.
    private let asksOnly: Bool
    /// To be sent, first position last, so that the next one is popped.
    var queue: [OpenReminder] = []
    /// In doubt when they were read, or since.
    var doubtful: [OpenReminder] = []
    /// Answered in a way that wants a look-up before it can be believed.
    var questionable: [Questionable] = []
    /// Accepted by answers that may have been to other letters.
    var unproven: [Unproven] = []
    /// Outcomes that the ledger has not got yet.
    private(set) var settlements: [Settlement] = []
    var evidence: [Evidence] = []
    /// When the oldest of `settlements` was noted.
    private var unsettledSince = BootInstant(nanoseconds: 0)
    var lostLease = false
    /// Outcomes that the ledger could not be given to the very end.
    private var isUnwritten = false
    /// A moment before the last read, and before the last look-up, was sent.
    private(set) var readAt = BootInstant(nanoseconds: 0)
    /// The same of the first read, from which those in doubt know their invoices.
    private(set) var firstReadAt = BootInstant(nanoseconds: 0)
    var askedAt: BootInstant?
    /// The database's clock minus this machine's boot time, seconds.
    private(set) var databaseOffset: Int64 = 0
    /// Before the first letter of this pass, by the database's clock: since when those that get
    /// into doubt in it are.
    private var doubtBegan: Int64 = 0
    /// The same by Amili's own clock, as it was written down; nil before.
    var askedAmili: Int64?
    /// Calls of this part that ended without an answer of Amili's, running.
    var failures = 0
    /// Did anything move in this pass?
    var progressed = false
    /// Has this part the right to send letters, one at a time, although there is no canary?
    var isPioneer = false

    /// A reminder that Amili refused although an earlier call of ours may have taken effect, or
    /// called a duplicate.
    struct Questionable {
        let reminder: OpenReminder
        /// What it becomes if Amili has nothing of it.
        let otherwise: Settlement
        /// For a 409: Amili's clock when the letter left, at the earliest. Seconds since 1970.
        var conflictSince: Int64?
    }

    /// A reminder whose letter was answered with a case on a connection that had not rested.
    struct Unproven {
        let reminder: OpenReminder
        /// What the answer makes of it, if the look-up finds that case of that invoice.
        let settlement: Settlement
    }

    /// The life of a slot, and of the last look at an invoice.
    var sendWithin: Duration { crew.limits.sendWithin }
    static let lookUpLife = Duration.seconds(60)
    /// Outcomes wait so long for others to be written back with, and no more than so many do.
    static let settleEvery = Duration.milliseconds(250)
    static let settleBatch = 100

    init(_ crew: Crew, _ part: ClaimedPart, asksOnly: Bool = false) {
        self.crew = crew
        self.part = part
        self.asksOnly = asksOnly
    }

    /// Ends with the part done, given back, or lost to another.
    /// - Returns: false if it could not be written back: it is still in hand then.
    func run() async -> Bool {
        let how = await pass()
        await flush()
        crew.breakers.release(part)
        if isUnwritten { return false }
        guard !lostLease, let how else { return true }
        let claim = part.claim
        let given: Void? = await crew.persist("give back") {
            try await crew.ledger.giveBack(claim, by: crew.id, how)
        }
        return given != nil
    }

    /// - Returns: how the part is to be given back; nil if nothing of it is open, or it is lost.
    private func pass() async -> Return? {
        guard await read() else { return unreadable }
        while true {
            if part.stopped { cancelQueued() }
            if lostLease || (queue.isEmpty && doubtful.isEmpty) { return nil }
            if !crew.maySend { return .ready }
            // Only one of the creditor's parts may send: the others need not ask, either.
            if doubtful.isEmpty, crew.breakers.mustWait(part, now: crew.time.now()) {
                return .waiting(backoff(), setback: true)
            }
            if let how = await ask() { return how }
            if asksOnly, !queue.isEmpty { return .ready }
            if !queue.isEmpty, part.canary == nil {
                if hasFoundCase {
                    // There is a canary now: written down, it vouches for the next answer.
                    await flush()
                    continue
                }
                if let how = await pioneer() { return how }
            }
            let end = queue.isEmpty ? .sentAll : await sendQueue()
            if !questionable.isEmpty || !unproven.isEmpty { await settleQuestionable() }
            await flush()
            if part.stopped { cancelQueued() }
            if queue.isEmpty { return doubtful.isEmpty ? nil : askAgainLater }
            if case .giveBack(let how) = end { return how }
        }
    }

    private var hasFoundCase: Bool { settlements.contains { $0.state == .accepted } }

    /// Only doubtful ones are left: they wait for their next question.
    private var askAgainLater: Return {
        .waiting(min(backoff(), part.doubtLeft), setback: !progressed)
    }

    /// The ledger cannot be read, or not be asked for a slot: somebody else, or later.
    var unreadable: Return { .waiting(backoff(), setback: true) }

    func backoff() -> Duration {
        crew.limits.backoff.wait(setbacks: part.setbacks + 1, jitter: crew.jitter())
    }

    // MARK: The first letter of a creditor

    /// Without a canary no look-up can vouch for its "not there": one letter of the creditor goes,
    /// alone, and its case becomes the canary. Nothing goes while an earlier one is in doubt.
    private func pioneer() async -> Return? {
        doubtful.isEmpty ? await becomePioneer() : askAgainLater
    }

    /// - Returns: nil if this part may send.
    func becomePioneer() async -> Return? {
        let claimed = part
        if !isPioneer {
            isPioneer =
                await crew.persist("pioneer") {
                    try await crew.ledger.becomePioneer(claimed)
                } ?? false
        }
        // Another's first letter is on its way; that takes seconds, or the settle delay.
        return isPioneer ? nil : .waiting(min(backoff(), .seconds(5)), setback: true)
    }

    // MARK: Reading

    /// Reads the open reminders, or reads them anew just before a send.
    /// - Returns: false if the part is lost or the ledger cannot be read.
    func read() async -> Bool {
        let before = crew.time.now()
        do {
            switch try await crew.ledger.read(part, by: crew.id) {
            case .leaseLost:
                lostLease = true
                return false
            case .reminders(let reminders, let canary, let databaseNow):
                readAt = before
                if askedAt == nil { firstReadAt = before }
                databaseOffset = databaseNow - before.nanoseconds / 1_000_000_000
                part.canary = canary
                if canary != nil { isPioneer = false }
                take(reminders, databaseNow)
                return true
            }
        } catch {
            crew.troubles.note(error, "read", at: crew.time.now())
            return false
        }
    }

    private func take(_ reminders: [OpenReminder], _ databaseNow: Int64) {
        if askedAt == nil {
            queue = reminders.filter { $0.state == .queued }.reversed()
            doubtful = reminders.filter { $0.state == .uncertain }
            doubtBegan = databaseNow
            return
        }
        // The part knows better than the ledger what is open, unless somebody else has decided
        // meanwhile: a late proof of a case, or a human. Such reminders are not sent.
        let queued = Dictionary(
            uniqueKeysWithValues: reminders.filter { $0.state == .queued }.map { ($0.position, $0) }
        )
        queue = queue.compactMap { reminder in
            guard let read = queued[reminder.position] else { return nil }
            var copy = reminder
            copy.sharedInvoice = read.sharedInvoice
            return copy
        }
    }

    /// Back to those that are to be sent. A read since `moment`, when this one's invoice was read,
    /// has passed it by: the next letter waits for another.
    func requeue(_ reminder: OpenReminder, readAt moment: BootInstant) {
        queue.append(reminder)
        readAt = min(readAt, moment)
    }

    func inDoubt(_ reminder: OpenReminder) -> OpenReminder {
        var copy = reminder
        copy.state = .uncertain
        // A doubt of an attempt in which Amili was not asked is one in which nothing was sent.
        if reminder.state == .queued {
            copy.amiliDoubtSince = reminder.amiliDoubtSince ?? askedAmili
        }
        copy.doubtSince = reminder.doubtSince ?? doubtBegan
        return copy
    }

    func metadata(_ more: Logger.Metadata = [:]) -> Logger.Metadata {
        more.merging(
            [
                "creditor": "\(part.handle)", "run": "\(part.claim.run)",
                "part": "\(part.claim.first)",
            ]) { first, _ in first }
    }

    // MARK: Settling

    func settle(_ settlement: Settlement) {
        if settlements.isEmpty { unsettledSince = crew.time.now() }
        settlements.append(settlement)
    }

    /// A run that was cancelled sends nothing more; what is in doubt is still asked about.
    func cancelQueued() {
        for reminder in queue {
            settle(
                Settlement(
                    position: reminder.position, state: .cancelled, reason: .cancelledByUser))
        }
        queue = []
    }

    /// A cancelled task cannot wait for more: it would not sleep.
    var isSettleDue: Bool {
        guard !settlements.isEmpty else { return false }
        return settlements.count >= Self.settleBatch || Task.isCancelled
            || crew.time.now() - unsettledSince >= Self.settleEvery
    }

    /// Writes back what is not written yet; keeps trying while the ledger is away.
    func flush() async {
        guard !settlements.isEmpty || !evidence.isEmpty else { return }
        let (settled, facts) = (settlements, evidence)
        assert(Set(settled.map(\.position)).count == settled.count, "one outcome each")
        settlements = []
        evidence = []
        part.amiliNow = crew.amiliClock.now(at: crew.time.now())
        let claimed = part
        let answer = await crew.persist("settle") {
            try await crew.ledger.settle(
                claimed, by: crew.id, settled, evidence: facts,
                settleDelay: crew.limits.settleDelay)
        }
        switch answer {
        case .settled?:
            if settled.contains(where: { $0.state == .uncertain }) {
                part.doubtLeft = crew.limits.settleDelay
                part.doubtIsOver = false
                part.amiliDoubtUntil = claimed.amiliNow.map {
                    max(part.amiliDoubtUntil ?? .min, $0 + crew.limits.settleDelay.wholeSeconds)
                }
            }
        case .leaseLost?:
            lostLease = true
            crew.log.error("lease lost", metadata: metadata(["outcomes": "\(settled.count)"]))
        case nil:
            lostLease = true
            isUnwritten = true
            logUnwritten(settled)
        }
    }

    /// The last resort, when the ledger was away to the end of our patience. The look-up by
    /// whoever rescues the part finds the same.
    private func logUnwritten(_ settlements: [Settlement]) {
        for settlement in settlements where settlement.caseID != nil {
            crew.log.critical(
                "acceptance not written back",
                metadata: metadata([
                    "position": "\(settlement.position)", "case": "\(settlement.caseID ?? "")",
                ]))
        }
    }
}
