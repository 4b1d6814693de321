import Reminders

/// One letter with its reminder and its slot.
struct Departure: Sendable {
    let reminder: OpenReminder
    let letter: Letter
    /// A moment before its invoice was read.
    let readAt: BootInstant
    /// A moment before the slot was asked for.
    let reserved: BootInstant
    /// The slot: the call begins no earlier.
    let notBefore: BootInstant
}
