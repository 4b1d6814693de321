import Reminders

/// The phase of a part: its next step, or the event that it waits for. Letters are on the wire in
/// `sending` only.
enum PartPhase: Sendable, Equatable {
    /// In hand, with nothing asked for yet.
    case claimed
    /// The ledger reads the open reminders.
    case reading(ReadReason)
    /// The ledger decides whether this part may send its creditor's first letter.
    case claimingFirstLetter(FirstLetterReason)
    /// The ledger gives the slot of a look-up.
    case reservingLookUp(LookUpReason)
    /// The slot of a look-up lies ahead. Without one, the ledger is asked again after a pause.
    case waitingForLookUp(LookUpReason, LookUpSlot?)
    /// Amili is asked.
    case lookingUp(LookUpReason)
    /// The ledger writes down when Amili was asked.
    case notingLookUp(LookUpReason, LookUpAnswer, isBeforeFindings: Bool)
    /// Slots, letters and outcomes, until there is a reason to end.
    case sending
    /// All outcomes go to the ledger, and gates close, before the next step.
    case writingBack(AfterWriting)
    case givingBack
    case ended

    /// Whether every letter of the part has been answered.
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

    /// Why the open reminders are read.
    enum ReadReason: Sendable, Equatable {
        case first
        case beforeLookUp(LookUpReason)
        /// The last answer has ended doubts, and a human may have decided about those reminders
        /// meanwhile.
        case afterDoubt(LookUpReason, amiliNow: Int64)
    }

    /// The step that needs the right to the creditor's first letter.
    enum FirstLetterReason: Sendable, Equatable {
        case beforeLookUp(LookUpReason)
        case beforeSending
    }

    /// Why Amili is asked.
    enum LookUpReason: Sendable, Equatable {
        case beforeSending
        /// To decide about answers that cannot be believed as they are. Keeps how sending ended.
        case confirming(SendingEnd)
    }

    /// The step after everything was written back.
    enum AfterWriting: Sendable, Equatable {
        case findings(LookUpReason, amiliNow: Int64, readsAgain: Bool)
        /// A case was found that can be the canary of the next look-up.
        case newLookUp
        case confirming(SendingEnd)
        case sending(SendingEnd)
        /// nil: there is nothing to give back.
        case leaving(Return?)
    }

    /// A slot that lies ahead.
    struct LookUpSlot: Sendable, Equatable {
        /// A moment before it was asked for.
        let asked: BootInstant
        /// How long the ledger took.
        let took: Duration
    }

    /// Amili's answer to a look-up.
    struct LookUpAnswer: Sendable, Equatable {
        let cases: [FoundCase]
        /// Seconds since 1970 by Amili's clock.
        let amiliNow: Int64
    }
}
