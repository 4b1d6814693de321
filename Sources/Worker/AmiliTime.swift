import Reminders

/// Amili's time in one answer, which runs on by this machine's boot clock.
struct AmiliTime: Sendable {
    /// The answer's time: seconds since 1970, rounded down.
    let told: Int64
    /// A moment before the question was sent.
    let asked: BootInstant
    /// A moment after the answer came.
    let answered: BootInstant

    /// - Returns: seconds since 1970, never less than Amili's clock says at `moment`.
    func most(at moment: BootInstant) -> Int64 { told + (moment - asked).wholeSeconds + 1 }

    /// - Returns: seconds since 1970, never more than Amili's clock says at `moment`, which may be
    ///   before the answer.
    func least(at moment: BootInstant) -> Int64 { told + (moment - answered).fullSeconds }
}
