import Reminders

/// An answer to `PartAction.reserve`.
struct SlotGrant: Sendable {
    /// nil: the ledger failed.
    let reservation: Reservation?
    /// The read that was made at the same time, if it was asked for.
    let read: PartRead?
    /// A moment before the slots were asked for, and one after the ledger's answer.
    let asked: BootInstant
    let came: BootInstant
}
