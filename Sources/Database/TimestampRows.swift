package import Postgres
package import Reminders

extension PostgresValue {
    /// - Parameter moment: nil: earlier than any, `-infinity`.
    package static func timestamp(_ moment: Timestamp?) -> PostgresValue {
        .text(moment.map { $0.precise } ?? "-infinity")
    }
}

extension PostgresRows {
    /// Reads a moment that the statement gives as `extract(epoch from …)`: seconds since 1970 with
    /// up to six decimals, exact.
    package borrowing func timestamp(_ row: Int, _ name: StaticString) -> Timestamp {
        let text = string(row, name)
        let parts = text.split(separator: ".", maxSplits: 1)
        guard let whole = parts.first.flatMap({ Int64($0) }),
            let fraction = Int64(((parts.count > 1 ? parts[1] : "") + "000000").prefix(6))
        else { preconditionFailure("\(name) is no moment") }
        return Timestamp(
            microseconds: whole * 1_000_000 + (text.hasPrefix("-") ? -fraction : fraction))
    }

    /// - Returns: nil for NULL, and for `infinity` and `-infinity`.
    package borrowing func optionalTimestamp(
        _ row: Int, _ name: StaticString
    ) -> Timestamp? {
        guard let text = optionalString(row, name), !text.hasSuffix("Infinity") else {
            return nil
        }
        return timestamp(row, name)
    }
}
