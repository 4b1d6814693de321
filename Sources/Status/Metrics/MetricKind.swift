/// What a metric counts or measures.
package enum MetricKind: Sendable, Equatable {
    /// A sum that only grows while the process lives.
    case counter
    /// A value that may rise and fall.
    case gauge
    /// A distribution.
    /// - Parameter bounds: the upper bounds of its buckets, ascending and finite; one without a
    ///   bound is added.
    case histogram(bounds: [Double])

    /// The word after `# TYPE`.
    var word: String {
        switch self {
        case .counter: "counter"
        case .gauge: "gauge"
        case .histogram: "histogram"
        }
    }
}
