import Reminders

/// One letter with its slot.
struct Departure: Sendable {
    let reminder: OpenReminder
    let letter: Letter
    /// When its invoice was read.
    let readAt: BootInstant
    /// A moment before the slot was asked for.
    let reserved: BootInstant
    let notBefore: BootInstant
}
