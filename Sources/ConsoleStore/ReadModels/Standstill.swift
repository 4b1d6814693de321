/// Reasons why a run does not move although nobody paused it.
package struct Standstill: Sendable, Equatable {
    package let isEverythingPaused: Bool
    /// Seconds; 0: open.
    package let amiliClosedFor: Double
    package let isCreditorPaused: Bool
    package let creditorClosedFor: Double
}
