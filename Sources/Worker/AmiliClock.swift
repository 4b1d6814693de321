import NIOConcurrencyHelpers
import Reminders

/// Amili's clock as its last answer to a look-up told it. It runs on by CLOCK_BOOTTIME, so no clock
/// that somebody may set comes between.
final class AmiliClock: Sendable {
    private let last = NIOLockedValueBox<AmiliTime?>(nil)

    /// nil before the first answer.
    var time: AmiliTime? { last.withLockedValue { $0 } }

    func note(_ time: AmiliTime) { last.withLockedValue { $0 = time } }

    /// - Returns: seconds since 1970, never less than Amili's clock says; nil before the first
    ///   answer.
    func now(at moment: BootInstant) -> Int64? { time?.most(at: moment) }
}
