import Reminders

/// The answer to `PartAction.reserve`.
struct SlotGrant: Sendable {
    /// nil: the ledger failed.
    let reservation: Reservation?
    /// The read that was made at the same time; nil if none was asked for.
    let read: PartRead?
    /// A moment before the slots were asked for.
    let asked: BootInstant
    /// A moment after the ledger's answer.
    let came: BootInstant
}
