package struct ClaimedPart: Sendable {
    package var claim: PartClaim
    package var last: Int
    package var creditor: CreditorID
    /// The creditor's name in logs.
    package var handle: String
    package var party: AmiliParty
    /// Cancelled: nothing is sent any more, but what is in doubt is still asked about.
    package var stopped: Bool
    /// Is the time over in which "not there" says nothing, by the database's clock at the claim?
    package var doubtIsOver: Bool
    /// The rest of that time; zero if there is no doubt.
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
    /// The times that the ledger has forgotten.
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
