package import Postgres
package import Reminders

extension ActivationDetails {
    /// The eleven columns from `column` on; nil if there are none.
    package static func read(
        _ rows: borrowing PostgresRows, _ row: Int, from column: Int
    ) -> ActivationDetails? {
        guard let word = rows.optionalString(row, column),
            let kind = ActivationDetails.Payout.Kind(rawValue: word)
        else { return nil }
        return ActivationDetails(
            payout: ActivationDetails.Payout(kind: kind, number: rows.string(row, column + 1)),
            sender: ActivationDetails.Address(
                line: rows.string(row, column + 2), zipCode: rows.string(row, column + 3),
                city: rows.string(row, column + 4), country: rows.string(row, column + 5)),
            invoicing: ActivationDetails.Address(
                line: rows.string(row, column + 6), zipCode: rows.string(row, column + 7),
                city: rows.string(row, column + 8), country: rows.string(row, column + 9)),
            debtDescription: rows.string(row, column + 10))
    }
}
