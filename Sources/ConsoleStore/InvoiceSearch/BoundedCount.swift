import Reminders

/// A count that stops at a bound or when its time is up.
package struct BoundedCount: Sendable, Equatable {
    package let count: Int
    /// False: there are at least `count`, perhaps more.
    package let isExact: Bool
}
