package import Reminders

/// A manual reminder with all that its letter needs.
package struct ManualReminder: Sendable, Equatable {
    package let run: RunID
    package let position: Int
    package let facts: ManualFacts
    /// Today in Sweden: the date of the letter if it is made now.
    package let today: CalendarDate
    /// Its run is held, so that nothing is to be done yet.
    package let isHeld: Bool
    package let doneAt: Timestamp?
    /// A login name; nil, as `doneAt`, while it is to do.
    package let doneBy: String?
}
