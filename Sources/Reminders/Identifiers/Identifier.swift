/// A number that the database gave to one kind of thing. Each kind has its own type, so that one is
/// not mistaken for another: in the database all are `bigint`.
package protocol Identifier: RawRepresentable<Int64>, Hashable, Comparable, Sendable,
    LosslessStringConvertible, ExpressibleByIntegerLiteral
{
    init(rawValue: Int64)
}

extension Identifier {
    package init(integerLiteral value: Int64) { self.init(rawValue: value) }

    /// Reads decimal digits.
    /// - Returns: nil for anything but a whole number of 64 bits.
    package init?(_ text: some StringProtocol) {
        guard let number = Int64(text) else { return nil }
        self.init(rawValue: number)
    }

    package var description: String { String(rawValue) }

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
