package import CoreMetrics

/// The handles of the console's metrics, each made once.
package struct ConsoleMetrics: Sendable {
    /// By the first digit of the status, from 1 to 5.
    private let requests: [Counter]
    private let seconds: Timer
    private let streams: Gauge

    /// - Parameter factory: makes the metrics; by default they go nowhere.
    package init(_ factory: any MetricsFactory = NOOPMetricsHandler.instance) {
        requests = (1...5).map { digit in
            Counter(
                label: "paminn_http_requests_total", dimensions: [("status_class", "\(digit)xx")],
                factory: factory)
        }
        seconds = Timer(label: "paminn_http_request_seconds", factory: factory)
        streams = Gauge(label: "paminn_event_streams", factory: factory)
    }

    /// - Parameter count: the event streams that are open now.
    func streamsOpen(_ count: Int) { streams.record(count) }

    /// Counts a request.
    /// - Parameters:
    ///   - status: the answer's status code.
    ///   - span: from the request's head to the answer's.
    func answered(_ status: Int, after span: Duration) {
        requests[min(max(status / 100, 1), 5) - 1].increment()
        let (whole, part) = span.components
        seconds.recordNanoseconds(whole * 1_000_000_000 + part / 1_000_000_000)
    }
}
