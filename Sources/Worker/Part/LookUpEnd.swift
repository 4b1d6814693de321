import Reminders

/// An answer to `PartAction.lookUp`.
struct LookUpEnd: Sendable {
    let report: LookUpReport
    /// A moment before the question was sent.
    let began: BootInstant
    /// Was a further call of it refused its slot?
    let wasRefused: Bool
}
