/// An exact yearly interest rate in hundredths of a percentage point; it may be negative.
package struct YearlyRate: Hashable, Comparable, Sendable {
    package let hundredths: Int

    package init(hundredths: Int) { self.hundredths = hundredths }

    package static func < (left: YearlyRate, right: YearlyRate) -> Bool {
        left.hundredths < right.hundredths
    }

    /// Reads a percentage with a decimal point and at most two decimals, such as `-0.50` or `2`.
    /// - Returns: nil for another shape, or a rate outside -20...50 percent.
    package init?(percent text: some StringProtocol) {
        let isNegative = text.hasPrefix("-")
        let parts = (isNegative ? text.dropFirst() : text[...])
            .split(separator: ".", omittingEmptySubsequences: false)
        let decimals = parts.count == 2 ? String(parts[1]) : ""
        guard (1...2).contains(parts.count), parts.count == 1 || (1...2).contains(decimals.count),
            parts.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } }),
            let whole = Int(parts[0]), whole <= 50,
            let fraction = Int((decimals + "00").prefix(2))
        else { return nil }
        hundredths = (isNegative ? -1 : 1) * (whole * 100 + fraction)
        guard (-2_000...5_000).contains(hundredths) else { return nil }
    }

    /// Two decimals without a percent sign, such as `11.50`.
    package var percent: String { Ore(Int64(hundredths)).decimal }
}
