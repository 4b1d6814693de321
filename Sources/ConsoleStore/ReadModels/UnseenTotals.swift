/// The totals of all creditors that the user may not see.
package struct UnseenTotals: Sendable, Equatable {
    package let openRuns: Int
    package let heldRuns: Int
    package let pausedRuns: Int
    package let stuckParts: Int
    package let incidents: Int
    package let shutGates: Int
}
