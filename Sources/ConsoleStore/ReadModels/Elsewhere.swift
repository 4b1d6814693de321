import Database
import Postgres
import Reminders

/// The other creditors', as numbers.
package struct Elsewhere: Sendable, Equatable {
    package let openRuns: Int
    package let heldRuns: Int
    package let pausedRuns: Int
    package let stuckParts: Int
    package let incidents: Int
    package let shutGates: Int
}
