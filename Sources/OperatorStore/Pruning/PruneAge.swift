/// How old what is pruned must be: so many months and days by the calendar, counted back from now.
package struct PruneAge: Sendable, Equatable {
    package let months: Int
    package let days: Int

    /// Cases are closed and paid, disputed and opened again within weeks: what is younger than this
    /// is still looked at.
    package static let least = PruneAge(months: 3, days: 0)

    private init(months: Int, days: Int) {
        self.months = months
        self.days = days
    }

    /// Reads a number of days, months or years: `90d`, `18mo`, `7y`.
    /// - Returns: nil for any other text, for less than three months or 90 days, and for more than
    ///   a hundred years.
    package init?(_ text: String) {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let count = Int(digits), digits.count <= 5 else { return nil }
        switch text.dropFirst(digits.count) {
        case "d" where (90...36_500).contains(count): self.init(months: 0, days: count)
        case "mo" where (3...1_200).contains(count): self.init(months: count, days: 0)
        case "y" where (1...100).contains(count): self.init(months: count * 12, days: 0)
        default: return nil
        }
    }
}
