/// What a form marks, and what Amili's objections are about.
package enum ActivationField: String, CaseIterable, Sendable {
    case payout
    /// The whole address; the next four are its parts.
    case sender
    case senderLine = "sender_line"
    case senderZip = "sender_zip"
    case senderCity = "sender_city"
    case senderCountry = "sender_country"
    /// The whole address; the next four are its parts.
    case invoicing = "invoice"
    case invoiceLine = "invoice_line"
    case invoiceZip = "invoice_zip"
    case invoiceCity = "invoice_city"
    case invoiceCountry = "invoice_country"
    case debtDescription = "debt_description"
    /// Amili's ids of the account and of the creditor.
    case ids
    /// Amili's mark that the creditor is active.
    case isActive = "is_active"
    case organisationNumber = "organisation_number"
    /// Something of the creditor that is not asked for here.
    case other

    /// The address that this is a part of.
    package var whole: ActivationField? {
        switch self {
        case .senderLine, .senderZip, .senderCity, .senderCountry: .sender
        case .invoiceLine, .invoiceZip, .invoiceCity, .invoiceCountry: .invoicing
        default: nil
        }
    }
}
