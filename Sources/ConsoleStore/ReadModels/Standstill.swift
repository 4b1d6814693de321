package import Reminders

/// The reasons why a creditor's runs do not move although nobody paused them.
package struct Standstill: Sendable, Equatable {
    package let isEverythingPaused: Bool
    /// Seconds until the gate of all Amili opens; 0: it is open.
    package let amiliClosedFor: Double
    package let isCreditorPaused: Bool
    /// Seconds until the creditor's gate opens; 0: it is open.
    package let creditorClosedFor: Double
    /// The hours in which letters may leave; nil: at any time.
    package let window: SendWindow?
    /// When letters leave again; nil: they may leave now, as far as the window goes.
    package let lettersFrom: Timestamp?
}
