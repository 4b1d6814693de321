import CoreMetrics
import NIOConcurrencyHelpers

/// A histogram of the registry, with fixed buckets. Recording allocates nothing.
final class MetricHistogram: TimerHandler, RecorderHandler {
    /// The counts at one moment.
    struct Snapshot {
        /// For each bound how many values were no greater, and at the end how many there were.
        var cumulative: [UInt64]
        var sum: Double
    }

    private struct State {
        /// Values of each bucket alone; the last one has no bound.
        var counts: [UInt64]
        var sum = 0.0
    }

    let bounds: [Double]
    private let state: NIOLockedValueBox<State>

    /// - Precondition: `bounds` ascend.
    init(bounds: [Double]) {
        precondition(zip(bounds, bounds.dropFirst()).allSatisfy { $0 < $1 })
        self.bounds = bounds
        state = NIOLockedValueBox(State(counts: Array(repeating: 0, count: bounds.count + 1)))
    }

    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }
    func record(_ value: Int64) { record(Double(value)) }

    /// A value that is no number is left out: it would make the sum useless for good.
    func record(_ value: Double) {
        guard value.isFinite else { return }
        let bucket = bounds.firstIndex { value <= $0 } ?? bounds.count
        state.withLockedValue { state in
            state.counts[bucket] += 1
            state.sum += value
        }
    }

    var snapshot: Snapshot {
        let (counts, sum) = state.withLockedValue { ($0.counts, $0.sum) }
        var total: UInt64 = 0
        let cumulative = counts.map { count in
            total += count
            return total
        }
        return Snapshot(cumulative: cumulative, sum: sum)
    }
}
