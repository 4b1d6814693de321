package import Reminders

/// A run that waits for second thoughts.
package struct HeldRun: Sendable, Equatable {
    package let id: RunID
    /// To go to Amili.
    package let reminders: Int
    /// To be done by hand.
    package let manual: Int
    /// RFC 3339 UTC.
    package let until: String
    /// Seconds until then, by the database's clock; less than 0 if nobody has released it yet.
    package let left: Double
}
