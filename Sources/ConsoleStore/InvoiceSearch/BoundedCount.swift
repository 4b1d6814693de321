import Reminders

package struct BoundedCount: Sendable, Equatable {
    package let count: Int
    /// Else there are more than `count`.
    package let isExact: Bool
}
