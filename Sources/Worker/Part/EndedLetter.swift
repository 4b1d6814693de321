import Reminders

/// One letter with its outcome.
struct EndedLetter: Sendable {
    let departure: Departure
    let report: SendReport
    /// A moment at which its last call had not begun.
    let began: BootInstant
    /// The letter could not begin after this moment.
    let startBy: BootInstant
}
