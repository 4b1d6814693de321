import CoreMetrics
import NIOConcurrencyHelpers

/// A gauge of the registry, which keeps the last value.
final class MetricGauge: RecorderHandler, MeterHandler {
    private let last = NIOLockedValueBox(0.0)

    var value: Double { last.withLockedValue { $0 } }

    func record(_ value: Int64) { record(Double(value)) }
    func record(_ value: Double) { last.withLockedValue { $0 = value } }
    func set(_ value: Int64) { record(Double(value)) }
    func set(_ value: Double) { record(value) }
    func increment(by amount: Double) { last.withLockedValue { $0 += amount } }
    func decrement(by amount: Double) { last.withLockedValue { $0 -= amount } }
}
