/// The reason why a letter cannot be made.
package enum LetterObstacle: Error, Hashable, Sendable {
    /// The invoice was paid, disputed, credited … after the reminder was enqueued.
    case mayNotGo(Reason)
    case senderLacks([LetterSender.Missing])
    /// Interest is to be claimed, and no reference rate is known for this half-year.
    case rateUnknown(HalfYear)
}
