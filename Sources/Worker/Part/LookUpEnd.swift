import Reminders

/// The answer to `PartAction.lookUp`.
struct LookUpEnd: Sendable {
    let report: LookUpReport
    /// A moment before the question was sent.
    let began: BootInstant
    /// Whether a further call of the look-up was refused its slot.
    let wasRefused: Bool
}
