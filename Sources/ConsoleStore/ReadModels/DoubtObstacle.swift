import Reminders

/// A reason why no worker asks Amili about reminders in doubt, or why an answer would not help. The
/// raw values are those of `OperationsStatement.doubts`.
package enum DoubtObstacle: String, CaseIterable, Sendable {
    case stuck
    case allPaused = "all paused"
    case allClosed = "all closed"
    case paused
    case closed
    /// A worker has the part in hand.
    case asking
    /// Too little time has passed: that Amili does not have it proves nothing yet.
    case young
    /// No obstacle: they are asked about when it is their turn.
    case turn
}
