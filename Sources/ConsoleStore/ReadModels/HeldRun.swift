package import Reminders

/// A run within its hold, which may still be taken back.
package struct HeldRun: Sendable, Equatable {
    package let id: RunID
    /// Reminders that will go to Amili.
    package let reminders: Int
    /// Reminders that are to be done by hand.
    package let manual: Int
    /// The end of the hold.
    package let until: Timestamp
    /// Seconds until then, by the database's clock; negative: it is over, and nobody has released
    /// the run yet.
    package let left: Double
}
