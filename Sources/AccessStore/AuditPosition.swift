/// The key of a line of the audit; the next page begins after it. No two lines share one.
package struct AuditPosition: Sendable, Equatable {
    /// Microseconds since 1970-01-01T00:00:00Z.
    package let microseconds: Int64
    /// The id of an action; 0 for a look, which has none.
    package let number: Int64
    /// A hash in hexadecimal digits that tells looks of one moment apart; empty for an action.
    package let mark: String

    init(microseconds: Int64, number: Int64, mark: String) {
        self.microseconds = microseconds
        self.number = number
        self.mark = mark
    }

    /// Reads a position from a URL: `1764478800000000-12`, and for a look a hyphen and its mark.
    /// - Returns: nil if the text is no position.
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

    /// The end of the year 9999, to which PostgreSQL can still add.
    private static let latest: Int64 = 253_402_300_799_000_000

    /// The position for a URL, as `init?(_:)` reads it.
    package var text: String {
        "\(microseconds)-\(number)" + (mark.isEmpty ? "" : "-\(mark)")
    }
}
