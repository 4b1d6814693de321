import NIOConcurrencyHelpers
import Reminders

/// How long the ledger takes for one statement, as the last reservations showed.
final class LedgerPace: Sendable {
    /// From here on what can be asked side by side is. Below it a read that turns out to be
    /// needless (no slot was free) would cost more than the wait.
    static let slow = Duration.milliseconds(50)

    private let span = NIOLockedValueBox(Duration.zero)

    /// Follows slowly: one late answer does not make a slow way.
    func note(_ taken: Duration) { span.withLockedValue { $0 = $0 * 3 / 4 + taken / 4 } }

    var isSlow: Bool { span.withLockedValue { $0 } >= Self.slow }
}
