import Reminders

/// The counts of what is in doubt, by its obstacle.
package struct DoubtFigures: Sendable {
    package let obstacle: DoubtObstacle
    /// Parts with reminders in doubt.
    package let parts: Int
    /// The reminders in doubt of these parts.
    package let reminders: Int
}
