/// Why there is no letter.
package enum LetterObstacle: Error, Hashable, Sendable {
    /// Paid, disputed, credited … since it was enqueued.
    case mayNotGo(Reason)
    case senderLacks([LetterSender.Missing])
    case rateUnknown(HalfYear)
}
