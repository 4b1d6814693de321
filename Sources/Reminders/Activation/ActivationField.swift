/// A field of the activation form, or the subject of an objection of Amili's. The database stores
/// the raw values.
package enum ActivationField: String, CaseIterable, Sendable {
    case payout
    /// The whole address; the next four cases are its parts.
    case sender
    case senderLine = "sender_line"
    case senderZip = "sender_zip"
    case senderCity = "sender_city"
    case senderCountry = "sender_country"
    /// The whole address; the next four cases are its parts.
    case invoicing = "invoice"
    case invoiceLine = "invoice_line"
    case invoiceZip = "invoice_zip"
    case invoiceCity = "invoice_city"
    case invoiceCountry = "invoice_country"
    case debtDescription = "debt_description"
    /// Amili's ids of the account and of the creditor.
    case ids
    /// Amili's own mark that the creditor is active.
    case isActive = "is_active"
    case organisationNumber = "organisation_number"
    /// A property of the creditor that our form does not have.
    case other

    /// The address of which this field is a part; nil for other fields.
    package var whole: ActivationField? {
        switch self {
        case .senderLine, .senderZip, .senderCity, .senderCountry: .sender
        case .invoiceLine, .invoiceZip, .invoiceCity, .invoiceCountry: .invoicing
        default: nil
        }
    }
}
