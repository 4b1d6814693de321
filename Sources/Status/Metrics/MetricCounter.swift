import CoreMetrics
import NIOConcurrencyHelpers

/// A counter of the registry. Adding takes a lock that nobody holds for longer than an addition.
final class MetricCounter: CounterHandler {
    private let count = NIOLockedValueBox<Int64>(0)

    /// The sum so far.
    var value: Int64 { count.withLockedValue { $0 } }

    /// - Parameter amount: 0 or more; less is ignored, for a counter never falls.
    func increment(by amount: Int64) {
        guard amount > 0 else { return }
        count.withLockedValue { count in
            let (sum, isTooMuch) = count.addingReportingOverflow(amount)
            count = isTooMuch ? .max : sum
        }
    }

    /// Does nothing: to scrapers a counter that begins anew is a process that begins anew.
    func reset() {}
}
