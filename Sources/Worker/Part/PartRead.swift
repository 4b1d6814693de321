import Reminders

/// The answer to `PartAction.read`.
struct PartRead: Sendable {
    /// nil: the ledger could not be read.
    let reading: PartReading?
    /// A moment before it was asked for.
    let asked: BootInstant
}
