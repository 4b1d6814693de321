/// A metric with the values of its labels.
struct MetricSeries: Hashable {
    let name: String
    /// In the catalogue's order.
    let labels: [String]
}
