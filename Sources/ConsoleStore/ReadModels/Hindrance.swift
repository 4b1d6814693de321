import Reminders

/// Why nobody asks, or is told, about reminders in doubt.
package enum Hindrance: String, CaseIterable, Sendable {
    case stuck
    case allPaused = "all paused"
    case allClosed = "all closed"
    case paused
    case closed
    /// A worker has them in hand.
    case asking
    /// “Not there” says nothing yet.
    case young
    /// None: they are asked about as soon as it is their turn.
    case turn
}
