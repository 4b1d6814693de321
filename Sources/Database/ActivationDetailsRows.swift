package import Postgres
package import Reminders

extension ActivationDetails {
    /// Reads the details of a creditor from a row of `activation`.
    /// - Returns: nil if nobody has given any.
    package static func read(
        _ rows: borrowing PostgresRows, _ row: Int
    ) -> ActivationDetails? {
        guard let word = rows.optionalString(row, "payout_kind"),
            let kind = ActivationDetails.Payout.Kind(rawValue: word)
        else { return nil }
        return ActivationDetails(
            payout: ActivationDetails.Payout(
                kind: kind, number: rows.string(row, "payout_number")),
            sender: ActivationDetails.Address(
                line: rows.string(row, "sender_line"), zipCode: rows.string(row, "sender_zip"),
                city: rows.string(row, "sender_city"),
                country: rows.string(row, "sender_country")),
            invoicing: ActivationDetails.Address(
                line: rows.string(row, "invoice_line"), zipCode: rows.string(row, "invoice_zip"),
                city: rows.string(row, "invoice_city"),
                country: rows.string(row, "invoice_country")),
            debtDescription: rows.string(row, "debt_description"))
    }
}
