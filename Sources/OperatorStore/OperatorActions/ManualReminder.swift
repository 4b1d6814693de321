import Database
import Postgres
package import Reminders

/// One reminder that is made by hand, with all that its letter needs.
package struct ManualReminder: Sendable, Equatable {
    package let run: RunID
    package let position: Int
    package let facts: ManualFacts
    /// The letter's date if it is made now: today in Sweden.
    package let today: CalendarDate
    /// Its run is held: nothing is to be done yet.
    package let isHeld: Bool
    package let doneAt: String?
    package let doneBy: String?
}
