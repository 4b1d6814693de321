package import CoreMetrics
import NIOConcurrencyHelpers

/// The metrics of one process, behind swift-metrics, and their text for Prometheus.
///
/// A handle is made once and kept by who records. Making a metric that the catalogue does not know,
/// of another kind or with other labels, is a bug of ours and traps.
package final class MetricRegistry: MetricsFactory, Sendable {
    /// Reads values that are not kept. It is called for each scrape, and has to be quick or to have
    /// a deadline.
    package typealias Source = @Sendable () async -> [MetricSample]

    private enum Handler {
        case counter(MetricCounter)
        case gauge(MetricGauge)
        case histogram(MetricHistogram)
    }

    private struct State {
        var handlers: [MetricSeries: Handler] = [:]
        /// Lines of all handlers.
        var lines = 0
        /// Series that found no room.
        var dropped = 0
        var sources: [Source] = []
    }

    private let catalogue: [String: MetricDescription]
    private let mostSeries: Int
    private let state = NIOLockedValueBox(State())

    /// - Parameters:
    ///   - catalogue: no name twice.
    ///   - mostSeries: the most series that a scrape tells; each bucket is one. Further ones are
    ///     dropped and counted.
    package init(_ catalogue: [MetricDescription] = MetricCatalogue.all, mostSeries: Int = 1_000) {
        self.catalogue = Dictionary(uniqueKeysWithValues: catalogue.map { ($0.name, $0) })
        self.mostSeries = mostSeries
    }

    /// Adds values that are read for each scrape.
    package func add(_ source: @escaping Source) {
        state.withLockedValue { $0.sources.append(source) }
    }

    /// The name of the counter of dropped series, which has always room.
    private static let droppedName = "paminn_metric_series_dropped_total"

    /// All metrics in Prometheus' text format 0.0.4. The order is the same each time.
    package func text() async -> String {
        let sources = state.withLockedValue { $0.sources }
        let samples = await withTaskGroup(of: [MetricSample].self) { group in
            for source in sources { group.addTask { await source() } }
            return await group.reduce(into: []) { $0 += $1 }
        }
        let (kept, lines, droppedBefore) = state.withLockedValue {
            ($0.handlers, $0.lines, $0.dropped)
        }
        var values: [MetricSeries: MetricText.Value] = kept.mapValues { handler in
            switch handler {
            case .counter(let counter): .number(Double(counter.value))
            case .gauge(let gauge): .number(gauge.value)
            case .histogram(let histogram): .histogram(histogram.bounds, histogram.snapshot)
            }
        }
        var (room, dropped) = (mostSeries - lines, 0)
        for sample in samples {
            let description = described(sample.name, sample.labels.count)
            guard room > 0 else {
                dropped += 1
                continue
            }
            room -= 1
            values[MetricSeries(name: description.name, labels: sample.labels)] =
                .number(sample.value)
        }
        if dropped > 0 { state.withLockedValue { $0.dropped += dropped } }
        if catalogue[Self.droppedName] != nil {
            values[MetricSeries(name: Self.droppedName, labels: [])] =
                .number(Double(droppedBefore + dropped))
        }
        return MetricText.written(values, catalogue)
    }

    private func described(_ name: String, _ labels: Int) -> MetricDescription {
        guard let description = catalogue[name] else {
            preconditionFailure("the catalogue has no metric \(name)")
        }
        precondition(description.labels.count == labels, "\(name) has other labels")
        return description
    }

    /// Finds or makes the handler of a series.
    /// - Returns: nil if there is no room for it.
    private func handler(
        _ name: String, _ dimensions: [(String, String)],
        _ make: (MetricKind) -> (handler: Handler, lines: Int)
    ) -> Handler? {
        let description = described(name, dimensions.count)
        precondition(description.labels == dimensions.map(\.0), "\(name) has other labels")
        let series = MetricSeries(name: name, labels: dimensions.map(\.1))
        return state.withLockedValue { state in
            if let known = state.handlers[series] { return known }
            let (made, lines) = make(description.kind)
            guard state.lines + lines <= mostSeries else {
                state.dropped += 1
                return nil
            }
            state.handlers[series] = made
            state.lines += lines
            return made
        }
    }

    // MARK: swift-metrics

    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        let found = handler(label, dimensions) { kind in
            precondition(kind == .counter, "\(label) is no counter")
            return (.counter(MetricCounter()), 1)
        }
        guard case .counter(let counter)? = found else { return NOOPMetricsHandler.instance }
        return counter
    }

    private func gauge(_ label: String, _ dimensions: [(String, String)]) -> MetricGauge? {
        let found = handler(label, dimensions) { kind in
            precondition(kind == .gauge, "\(label) is no gauge")
            return (.gauge(MetricGauge()), 1)
        }
        guard case .gauge(let gauge)? = found else { return nil }
        return gauge
    }

    private func histogram(_ label: String, _ dimensions: [(String, String)]) -> MetricHistogram? {
        let found = handler(label, dimensions) { kind in
            guard case .histogram(let bounds) = kind else {
                preconditionFailure("\(label) is no histogram")
            }
            // One for each bound, one without a bound, the sum and the count.
            return (.histogram(MetricHistogram(bounds: bounds)), bounds.count + 3)
        }
        guard case .histogram(let histogram)? = found else { return nil }
        return histogram
    }

    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        gauge(label, dimensions) ?? NOOPMetricsHandler.instance
    }

    /// - Parameter aggregate: true makes a histogram, false a gauge.
    package func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        let made: (any RecorderHandler)? =
            aggregate ? histogram(label, dimensions) : gauge(label, dimensions)
        return made ?? NOOPMetricsHandler.instance
    }

    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        histogram(label, dimensions) ?? NOOPMetricsHandler.instance
    }

    // A series stays once it was told: to scrapers one that vanishes is a process that ended.
    package func destroyCounter(_ handler: any CounterHandler) {}
    package func destroyMeter(_ handler: any MeterHandler) {}
    package func destroyRecorder(_ handler: any RecorderHandler) {}
    package func destroyTimer(_ handler: any TimerHandler) {}
}
