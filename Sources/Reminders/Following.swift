// After the letter: what the worker asks of Amili besides look-ups and letters, and where it
// writes down what it learns. Nothing here sends, and no letter's fate rests on it.

/// Amili, asked about what became of its cases and of a creditor.
package protocol FollowingDelivery: Sendable {
    /// One page of a creditor's cases, at most 100: one call.
    /// - Parameter page: from 1.
    func cases(
        _ list: CaseList, page: Int, of party: AmiliParty, startBy: BootInstant
    ) async -> FollowReport<CasePage>
    /// How Amili sees the creditor: one call.
    /// - Parameter details: what Amili may know of it, so that none of it comes back in its words.
    func creditor(
        _ party: AmiliParty, knowing details: ActivationDetails, startBy: BootInstant
    ) async -> FollowReport<CreditorAtAmili>
    /// Hands in what Amili demands of an active creditor: one call, harmless to repeat.
    /// - Parameter version: what `creditor` said it was.
    func handIn(
        _ details: ActivationDetails, of party: AmiliParty, version: String?,
        startBy: BootInstant
    ) async -> FollowReport<HandedIn>
}

/// In which order a creditor's cases are listed.
package enum CaseList: Sendable, Equatable {
    /// What changed last comes first. Whatever changes while it is read moves to the front and
    /// pushes the rest back: something may be read twice, and nothing is passed over.
    case lastChangedFirst
    /// By id, which never changes; new cases come at the end.
    case byID
}

/// One case, as a list shows it.
package struct FollowedCase: Sendable, Equatable {
    /// `InvoiceNumber.key` of the invoice it is about.
    package let invoiceKey: String
    package let caseID: String
    package let standing: AmiliStanding
    package let isOpen: Bool
    /// Seconds since 1970 by Amili's clock.
    package let createdAt: Int64
    package let updatedAt: Int64
    package init(
        invoiceKey: String, caseID: String, standing: AmiliStanding, isOpen: Bool,
        createdAt: Int64, updatedAt: Int64
    ) {
        self.invoiceKey = invoiceKey
        self.caseID = caseID
        self.standing = standing
        self.isOpen = isOpen
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

package struct CasePage: Sendable, Equatable {
    /// Most cases of one page.
    package static let size = 100
    package let cases: [FollowedCase]
    /// Cases of the whole list.
    package let total: Int
    /// Seconds since 1970 by Amili's clock, when it answered.
    package let amiliNow: Int64
    package init(cases: [FollowedCase], total: Int, amiliNow: Int64) {
        self.cases = cases
        self.total = total
        self.amiliNow = amiliNow
    }
}

package struct CreditorAtAmili: Sendable, Equatable {
    package let isActive: Bool
    /// Which version of the creditor Amili told of (its `_etag`).
    package let version: String?
    package init(isActive: Bool, version: String?) {
        self.isActive = isActive
        self.version = version
    }
}

/// What Amili made of the details.
package enum HandedIn: Sendable, Equatable {
    /// It has them. `isActive`: what the same answer says of the creditor; nil: nothing.
    case taken(isActive: Bool?)
    /// Not, and never: the details are wrong. None if Amili names nothing.
    case refused([ActivationIssue])
}

package enum FollowOutcome<Value: Sendable & Equatable>: Sendable, Equatable {
    case answered(Value)
    /// The thing asked for has changed meanwhile, or cannot be had just now: later.
    case noAnswer(why: String, retryAfter: Duration?)
    case notSent
    case unauthorized
    case forbidden
    /// 404: Amili knows no such thing.
    case missing
    case tooMany(retryAfter: Duration?)
}

package struct FollowReport<Value: Sendable & Equatable>: Sendable, Equatable {
    package var outcome: FollowOutcome<Value>
    package var trace: CallTrace
    package var isAnswered: Bool { if case .answered = outcome { true } else { false } }
    package init(_ outcome: FollowOutcome<Value>, _ trace: CallTrace = CallTrace()) {
        self.outcome = outcome
        self.trace = trace
    }
}

/// Who asks Amili about what, and when. Compare-and-set on a due time gives a turn to one worker;
/// a turn that nobody ends becomes due again. Only the ledger's own clock decides.
package protocol FollowingLedger: Sendable {
    /// The next thing to ask Amili about, if any is due and its gates are open.
    func takeTurn(_ worker: WorkerID) async throws -> Turn?
    /// Leave for `calls` calls. Together such calls get a tenth of Amili's rate at most.
    func reserve(
        _ calls: Int, for turn: Turn, by worker: WorkerID
    ) async throws -> Reservation
    /// Brings accepted reminders to what Amili says of their cases. What is known of no accepted
    /// reminder is passed over.
    /// - Parameter next: where whoever comes after this page goes on, if this turn ends here.
    /// - Returns: the open cases that are no accepted reminder's; nil if the turn is lost, and
    ///   nothing was written.
    func record(
        _ cases: [FollowedCase], of turn: Turn, next: Turn.Place
    ) async throws -> [FollowedCase]?
    /// The turn is over. What is said under a turn that was lost counts for nothing.
    func end(_ turn: Turn, _ how: TurnEnd) async throws
    /// Nothing more is asked for a while; letters go on.
    func holdPolls(for span: Duration, reason: String) async throws
}

/// The right to ask about one creditor for a while.
package struct Turn: Sendable, Equatable {
    /// How long its holder waits for a slot. No turn is given while the next slot is further away.
    package static let patience = Duration.seconds(5)

    /// How far a list has been read.
    package struct Place: Sendable, Equatable {
        /// From 1: the page to be read next.
        package var page: Int
        /// Amili's clock at the answer of page 1, seconds since 1970; nil before it.
        package var began: Int64?
        /// Cases read so far.
        package var read: Int
        package init(page: Int = 1, began: Int64? = nil, read: Int = 0) {
            self.page = page
            self.began = began
            self.read = read
        }
    }
    package enum Task: Sendable, Equatable {
        /// What has changed since; nil: as far back as is sensible.
        case changes(since: Int64?, Place)
        /// All cases.
        case reconciliation(Place)
        /// The next step of the creditor's way to being active: one call.
        case activation(ActivationDetails, ActivationStep)
    }
    package let creditor: CreditorID
    /// The creditor's name in logs.
    package let handle: String
    package let party: AmiliParty
    /// Fences every write-back: each turn of one creditor and kind has a higher one.
    package let number: Int64
    package let task: Task
    package init(
        creditor: CreditorID, handle: String, party: AmiliParty, number: Int64, task: Task
    ) {
        self.creditor = creditor
        self.handle = handle
        self.party = party
        self.number = number
        self.task = task
    }
}

package enum TurnEnd: Sendable, Equatable {
    /// There is more to read: whoever comes next goes on from the place that was recorded.
    /// `strangers`: open cases that are no accepted reminder's; two of one permit are an incident.
    case more(strangers: [FollowedCase])
    /// All was read. `upTo`: by Amili's clock, whatever changed before was seen.
    case read(upTo: Int64, strangers: [FollowedCase], isWhole: Bool)
    /// It could not be asked now, through no fault of the answer's. `strangers`: of the pages that
    /// were read before.
    case postponed(Duration, strangers: [FollowedCase] = [])
    /// No sensible answer: later, and each time in a row later.
    case failed(strangers: [FollowedCase] = [])
    /// The creditor's activation.
    case activation(ActivationNews)

    /// An interrupted reading, with what the pages before it showed.
    package func with(_ strangers: [FollowedCase]) -> TurnEnd {
        switch self {
        case .postponed(let span, let more): .postponed(span, strangers: strangers + more)
        case .failed(let more): .failed(strangers: strangers + more)
        case .more, .read, .activation: self
        }
    }
}

/// One call each: however seldom one may be made, a creditor's activation gets on by a step a turn.
package enum ActivationStep: Sendable, Equatable {
    /// Ask how Amili sees the creditor. `mayHandIn`: the details go in if it is not active.
    case read(mayHandIn: Bool)
    /// Hand the details in, for the version that was read.
    case handIn(version: String?)
}

package enum ActivationNews: Sendable, Equatable {
    /// Not active, and to be handed in next, for this version.
    case lacksDetails(version: String?)
    /// Amili has the details by now, and does not call the creditor active yet.
    case handedIn
    /// Not active.
    case inactive
    case active
    /// Not for us to change, or to read: pending, and asked again seldom.
    case hindered(ActivationCause)
    case refused(ActivationCause, [ActivationIssue])
}
