/// A part in the hands of one worker, as it was at the claim.
package struct ClaimedPart: Sendable {
    /// The most reminders of a part. One look-up asks about all of them and a canary, and Amili
    /// lists 100 cases at once.
    package static let mostReminders = 99
    /// How long the answer to a look-up lets letters of the part go.
    package static let lookUpLife = Duration.seconds(60)
    package var claim: PartClaim
    /// The position of the part's last reminder; the first is `claim.first`.
    package var last: Int
    package var creditor: CreditorID
    /// The creditor's name in logs.
    package var handle: String
    package var party: AmiliParty
    /// Whether the run was cancelled. Then no letter is sent any more, but Amili is still asked
    /// about the reminders in doubt.
    package var stopped: Bool
    /// Whether the settle delay of the part's doubts had passed at the claim, by the database's
    /// clock. Until then an answer without a case proves nothing.
    package var doubtIsOver: Bool
    /// The rest of that delay; zero if it has passed or there is no doubt.
    package var doubtLeft: Duration
    /// The end of the delay by Amili's clock, seconds since 1970; nil if it is not known. A doubt
    /// ends only when both clocks have passed their ends, because one of them may be set forward.
    package var amiliDoubtUntil: Int64?
    /// Amili's clock at this moment, if it is known. The worker sets it, not the ledger.
    package var amiliNow: Int64?
    /// Amili's clock at the first look-up of this claim, seconds since 1970. The worker sets it,
    /// not the ledger.
    package var lookedUpAt: Int64?
    /// The trace that this claim's calls and log lines belong to. The worker sets it, not the
    /// ledger; nil before that.
    package var traceID: TraceID?
    /// The number of reminders in this state at the claim; `uncertain` likewise.
    package var queued: Int
    package var uncertain: Int
    /// The number of claims in a row that got nowhere, at most 30; see `Backoff`.
    package var setbacks: Int
    /// nil: the creditor has no canary, or the part was not read yet.
    package var canary: InvoiceNumber?
    /// Today's date in Sweden, by the database's clock.
    package var today: CalendarDate
    /// See `Eligibility.graceBankDays`.
    package var graceBankDays: Int
    /// The time at which the run was made, microseconds since 1970 by the database's clock. It
    /// tells two runs apart if a database that was set back gives the same number again.
    package var runBorn: Int64
    /// The times that the ledger has forgotten.
    package var lostTimes: [LostTime]
    /// The point at which the database stood at the claim.
    package var history: HistoryPoint
    /// The number of workers that died while a letter of this part may have been on the wire, since
    /// a letter of it was last settled.
    package var crashes: Int
    /// Whether the part may have ended a worker. The letters of a suspect part go alone, so that no
    /// other part can be blamed for the next crash.
    package var isSuspect: Bool { crashes > 0 }
    /// Whether every open reminder of the part is in doubt: nothing can be sent before Amili is
    /// asked.
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
