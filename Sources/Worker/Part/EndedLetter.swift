import Reminders

/// One letter's outcome.
struct EndedLetter: Sendable {
    let departure: Departure
    let report: SendReport
    /// A moment at which its last call had not begun.
    let began: BootInstant
    /// Past it the letter could not begin.
    let startBy: BootInstant
}
