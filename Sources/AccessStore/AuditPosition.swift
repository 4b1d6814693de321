/// A line's place in the audit, after which the next page begins. No two lines have the same.
package struct AuditPosition: Sendable, Equatable {
    /// Since 1970.
    package let microseconds: Int64
    /// 0: a look, which has no number.
    package let number: Int64
    /// Tells looks of one moment apart; empty for what was done.
    package let mark: String

    init(microseconds: Int64, number: Int64, mark: String) {
        self.microseconds = microseconds
        self.number = number
        self.mark = mark
    }

    /// As a URL has it: `1764478800000000-12`, or with the mark after another hyphen.
    /// - Returns: nil if it is none.
    package init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count), let microseconds = Int64(parts[0]),
            let number = Int64(parts[1]), number >= 0,
            (0...Self.latest).contains(microseconds)
        else { return nil }
        let mark = parts.count == 3 ? String(parts[2]) : ""
        guard mark.utf8.count <= 32, mark.allSatisfy(\.isHexDigit) else { return nil }
        self.init(microseconds: microseconds, number: number, mark: mark)
    }

    /// The end of the year 9999, which PostgreSQL can still add to.
    private static let latest: Int64 = 253_402_300_799_000_000

    package var text: String {
        "\(microseconds)-\(number)" + (mark.isEmpty ? "" : "-\(mark)")
    }
}
