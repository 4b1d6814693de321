/// The state of a reminder. The raw value is the letter that the database stores.
package enum ReminderState: Character, CaseIterable, Sendable {
    /// To be sent.
    case queued = "q"
    /// A call began, and nobody knows whether it took effect. Only a look-up, or a human who has
    /// looked at Amili, ends this state.
    case uncertain = "u"
    /// Amili has a case.
    case accepted = "a"
    /// Amili refused it, in its own words.
    case rejected = "r"
    /// It may not be sent; the reason says why.
    case skipped = "s"
    /// Given up after the last attempt. None of the attempts took effect.
    case failed = "f"
    /// A human cancelled it before it was sent.
    case cancelled = "c"
    /// To be made by hand, outside Amili.
    case manual = "m"

    /// The word for it in lists and JSON.
    package var word: String {
        switch self {
        case .queued: "queued"
        case .uncertain: "uncertain"
        case .accepted: "accepted"
        case .rejected: "rejected"
        case .skipped: "skipped"
        case .failed: "failed"
        case .cancelled: "cancelled"
        case .manual: "manual"
        }
    }

    package var isFinal: Bool { self != .queued && self != .uncertain }
}
