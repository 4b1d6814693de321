/// A metric as the catalogue declares it.
package struct MetricDescription: Sendable {
    /// Its name as scrapers see it.
    package let name: String
    package let kind: MetricKind
    /// The names of its labels, in the order in which they are written.
    package let labels: [String]
    /// One sentence for people.
    package let help: String

    package init(_ name: String, _ kind: MetricKind, _ labels: [String], _ help: String) {
        self.name = name
        self.kind = kind
        self.labels = labels
        self.help = help
    }

    /// Describes a metric without labels.
    package init(_ name: String, _ kind: MetricKind, _ help: String) {
        self.init(name, kind, [], help)
    }

    /// The name with its labels, as documents write it: `name{label,label}`.
    package var signature: String {
        labels.isEmpty ? name : "\(name){\(labels.joined(separator: ","))}"
    }
}
