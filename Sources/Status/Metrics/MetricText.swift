/// Prometheus' text format 0.0.4.
///
/// - SeeAlso: prometheus.io/docs/instrumenting/exposition_formats, "Text-based format".
enum MetricText {
    static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    /// What one series has.
    enum Value {
        case number(Double)
        case histogram(_ bounds: [Double], MetricHistogram.Snapshot)
    }

    /// Writes the series, sorted by name and by the values of their labels, each name with its help
    /// and its type. Series without a description are left out.
    static func written(
        _ values: [MetricSeries: Value], _ catalogue: [String: MetricDescription]
    ) -> String {
        var text = ""
        for (name, series) in Dictionary(grouping: values, by: \.key.name).sorted(by: {
            $0.key < $1.key
        }) {
            guard let description = catalogue[name] else { continue }
            text += "# HELP \(name) \(escaped(description.help, inQuotes: false))\n"
            text += "# TYPE \(name) \(description.kind.word)\n"
            for (key, value) in series.sorted(by: {
                $0.key.labels.lexicographicallyPrecedes($1.key.labels)
            }) {
                let labels = Array(zip(description.labels, key.labels))
                switch value {
                case .number(let number): text += line(name, labels, number)
                case .histogram(let bounds, let snapshot):
                    text += lines(name, labels, bounds, snapshot)
                }
            }
        }
        return text
    }

    private static func line(
        _ name: String, _ labels: [(String, String)], _ value: Double
    ) -> String {
        let list = labels.map { "\($0)=\"\(escaped($1, inQuotes: true))\"" }
        let place = list.isEmpty ? "" : "{\(list.joined(separator: ","))}"
        return "\(name)\(place) \(written(value))\n"
    }

    private static func lines(
        _ name: String, _ labels: [(String, String)], _ bounds: [Double],
        _ snapshot: MetricHistogram.Snapshot
    ) -> String {
        var text = ""
        for (bound, count) in zip(bounds + [.infinity], snapshot.cumulative) {
            text += line(name + "_bucket", labels + [("le", written(bound))], Double(count))
        }
        text += line(name + "_sum", labels, snapshot.sum)
        return text + line(name + "_count", labels, Double(snapshot.cumulative.last ?? 0))
    }

    /// A whole number without a fraction, and the three values that are no numbers as Go writes
    /// them.
    static func written(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        return Int64(exactly: value).map(String.init) ?? "\(value)"
    }

    /// Escapes a help text, or the value of a label.
    private static func escaped(_ text: String, inQuotes: Bool) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\"" where inQuotes: result += "\\\""
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
