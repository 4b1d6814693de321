package import Reminders

/// The doubt about one letter: a call may have taken effect.
package struct InvoiceDoubt: Sendable {
    /// A reason why no worker asks Amili about it.
    package enum Obstacle: String, Sendable {
        case stuck
        case allPaused = "all paused"
        case allClosed = "all closed"
        case creditorPaused = "creditor paused"
        case creditorClosed = "creditor closed"
    }
    package let run: RunID
    package let since: Timestamp
    /// Until then, a look-up that does not find the invoice proves nothing; nil: not known.
    package let doubtUntil: Timestamp?
    /// Whether `doubtUntil` has passed or is not known.
    package let isDoubtOver: Bool
    /// When the part's time comes; nil unless it waits for a time.
    package let askedAgainAt: Timestamp?
    /// Why no worker asks at the moment; nil if one may.
    package let obstacle: Obstacle?
    /// The words of the evidence about the letter's last call.
    package let lastCall: String?
    /// The words of the evidence about the part's last look-up.
    package let lastLookUp: String?
}
