import Reminders

/// Amili's clock, counted on by this machine's own from the last answer that told it. No clock that
/// somebody may set comes between.
final class AmiliClock: Sendable {
    private let last = Locked<(amili: Int64, asked: BootInstant, answered: BootInstant)?>(nil)

    /// - Parameters:
    ///   - amiliNow: seconds since 1970.
    ///   - asked: a moment before the question was sent.
    ///   - answered: a moment after the answer came.
    func note(_ amiliNow: Int64, asked: BootInstant, answered: BootInstant) {
        last.with { $0 = (amiliNow, asked, answered) }
    }

    /// - Returns: seconds since 1970, never less than what Amili's clock says; nil before the first
    ///   answer.
    func now(at moment: BootInstant) -> Int64? {
        last.with { $0 }.map { $0.amili + (moment - $0.asked).wholeSeconds + 1 }
    }

    /// - Returns: seconds since 1970, never more than what Amili's clock says; nil before the first
    ///   answer.
    func least(at moment: BootInstant) -> Int64? {
        last.with { $0 }.map { $0.amili + (moment - $0.answered).wholeSeconds }
    }
}
