import Reminders

/// Amili's clock as one answer told it, counted on by this machine's own.
struct AmiliTime: Sendable {
    /// Seconds since 1970.
    let told: Int64
    /// A moment before the question was sent, and one after the answer came.
    let asked: BootInstant
    let answered: BootInstant

    /// - Returns: seconds since 1970, never less than what Amili's clock says.
    func most(at moment: BootInstant) -> Int64 { told + (moment - asked).wholeSeconds + 1 }

    /// - Returns: seconds since 1970, never more than what Amili's clock says.
    func least(at moment: BootInstant) -> Int64 { told + (moment - answered).wholeSeconds }
}
