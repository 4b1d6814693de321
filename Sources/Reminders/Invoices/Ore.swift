/// An exact amount of Swedish money in öre (1/100 krona). It may be negative (a credit).
package struct Ore: Hashable, Comparable, Sendable {
    package let value: Int64

    package init(_ value: Int64) { self.value = value }

    package static let zero = Ore(0)

    package static func < (left: Ore, right: Ore) -> Bool { left.value < right.value }

    /// Kronor with exactly two decimals and a point, as in JSON: `1234.50`.
    package var decimal: String {
        let magnitude = value.magnitude
        let fraction = magnitude % 100
        return "\(value < 0 ? "-" : "")\(magnitude / 100).\(fraction < 10 ? "0" : "")\(fraction)"
    }
}
