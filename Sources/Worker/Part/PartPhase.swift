import Reminders

/// The phase of a part: its next step, or the thing that it waits for. Letters are on the wire in
/// `sending` only.
enum PartPhase: Sendable, Equatable {
    /// In hand; nothing was asked for yet.
    case claimed
    /// The ledger reads the open reminders.
    case reading(ReadReason)
    /// The ledger decides whether this part may send its creditor's first letter.
    case claimingFirstLetter(FirstLetterReason)
    /// The ledger gives the slot of a look-up.
    case reservingLookUp(LookUpReason)
    /// The slot of a look-up is ahead, or the ledger is to be asked for one again.
    case waitingForLookUp(LookUpReason, LookUpSlot?)
    /// Amili is asked.
    case lookingUp(LookUpReason)
    /// The ledger writes down when Amili was asked.
    case notingLookUp(LookUpReason, LookUpAnswer, isBeforeFindings: Bool)
    case sending
    /// Everything that was found out goes to the ledger, and gates close, before anything else.
    case writingBack(AfterWriting)
    case givingBack
    case ended

    /// Has every letter of the part been answered?
    var isPastSending: Bool {
        switch self {
        case .reading(.beforeLookUp(let reason)), .claimingFirstLetter(.beforeLookUp(let reason)),
            .reservingLookUp(let reason), .waitingForLookUp(let reason, _),
            .lookingUp(let reason), .notingLookUp(let reason, _, _):
            reason == .confirming(.sentAll)
        case .writingBack(let next): next == .confirming(.sentAll) || next == .sending(.sentAll)
        case .givingBack, .ended: true
        case .claimed, .reading, .claimingFirstLetter, .sending: false
        }
    }

    enum ReadReason: Sendable, Equatable {
        case first
        case beforeLookUp(LookUpReason)
        /// Some are out of doubt by the last answer: a human may have decided about them meanwhile.
        case afterDoubt(LookUpReason, amiliNow: Int64)
    }

    enum FirstLetterReason: Sendable, Equatable {
        case beforeLookUp(LookUpReason)
        case beforeSending
    }

    enum LookUpReason: Sendable, Equatable {
        case beforeSending
        /// To find out about answers that cannot be believed as they are; how sending ended.
        case confirming(SendingEnd)
    }

    enum AfterWriting: Sendable, Equatable {
        case findings(LookUpReason, amiliNow: Int64, readsAgain: Bool)
        /// A case was found that vouches for the next answer.
        case newLookUp
        case confirming(SendingEnd)
        case sending(SendingEnd)
        /// nil: there is nothing to give back.
        case leaving(Return?)
    }

    struct LookUpSlot: Sendable, Equatable {
        /// A moment before it was asked for.
        let asked: BootInstant
        /// How long the ledger took.
        let took: Duration
    }

    struct LookUpAnswer: Sendable, Equatable {
        let cases: [FoundCase]
        /// Seconds since 1970 by Amili's clock.
        let amiliNow: Int64
    }
}
