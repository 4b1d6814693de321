import NIOConcurrencyHelpers
import Reminders

/// How long the ledger takes for one statement, as a moving average over the reservations.
final class LedgerPace: Sendable {
    /// The average from which on statements that can run side by side do. Below it, a read that
    /// proves needless (no slot was free) would cost more than the wait.
    static let slow = Duration.milliseconds(50)

    private let span = NIOLockedValueBox(Duration.zero)

    /// Adds a measurement with a weight of a quarter: one late answer does not make the ledger
    /// slow.
    func note(_ taken: Duration) { span.withLockedValue { $0 = $0 * 3 / 4 + taken / 4 } }

    var isSlow: Bool { span.withLockedValue { $0 } >= Self.slow }
}
