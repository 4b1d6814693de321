/// The life of a reminder. The raw value is the letter the database keeps.
package enum ReminderState: Character, CaseIterable, Sendable {
    /// To be sent.
    case queued = "q"
    /// A call began and nobody knows whether it took effect. Only asking Amili leads out.
    case uncertain = "u"
    /// Amili has a case.
    case accepted = "a"
    /// Amili said no, in its own words.
    case rejected = "r"
    /// It may not be sent; the reason says why.
    case skipped = "s"
    /// Given up after the last attempt, each of them known not to have taken effect.
    case failed = "f"
    /// Taken back by a human before it was sent.
    case cancelled = "c"
    /// To be done by hand, outside Amili.
    case manual = "m"

    /// The word that lists and JSON use.
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
