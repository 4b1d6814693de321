/// A value of a counter or gauge that is read when somebody asks, and not kept.
package struct MetricSample: Sendable {
    package let name: String
    /// The values of the metric's labels, in the catalogue's order.
    package let labels: [String]
    package let value: Double

    package init(_ name: String, _ labels: [String] = [], _ value: Double) {
        self.name = name
        self.labels = labels
        self.value = value
    }
}
