import Reminders

/// Names of a creditor's fields at Amili (docs.amili.se, "Creditor", and the example "Creditor
/// user"), and the fields of our form that correspond to them.
enum AmiliCreditor {
    /// The path before a creditor's id. `GET` reads the creditor; `PATCH` changes it, and belongs
    /// to the Partner API.
    static let path = "/creditors"
    /// Whether the creditor is active. Only those who have the right may set it. True makes
    /// `payout`, `sender`, `invoicing` and `description` mandatory.
    static let isActive = "is_active"
    /// The account that Amili pays out to: an object by currency, then by kind of account. The
    /// number is a text of digits.
    static let payout = "payout_details"
    static let currency = "sek"
    static let bankgiro = "bankgiro"
    /// The address that letters show as their sender.
    static let sender = "sender_address"
    /// The address that Amili sends its own invoices to.
    static let invoicing = "invoice_address"
    /// The description of debts whose invoices have none.
    static let description = "standard_debt_description"
    /// This and the next three are the fields of an address.
    static let line = "address_line_1"
    static let zipCode = "zip_code"
    static let city = "city"
    static let country = "country"
    /// The two kinds of organisation number. A creditor has one of them.
    static let organisationNumbers: Set<String> = [
        "organization_no", "non_swedish_organization_no",
    ]

    /// Maps the path of an objection of Amili's to a field of our form.
    /// - Parameter path: names of fields, the outermost first.
    /// - Returns: `.other` for a field that our form does not have.
    static func field(_ path: [String]) -> ActivationField {
        let part = path.dropFirst().first
        switch path.first {
        case payout?: return .payout
        case sender?:
            return switch part {
            case line: .senderLine
            case zipCode: .senderZip
            case city: .senderCity
            case country: .senderCountry
            default: .sender
            }
        case invoicing?:
            return switch part {
            case line: .invoiceLine
            case zipCode: .invoiceZip
            case city: .invoiceCity
            case country: .invoiceCountry
            default: .invoicing
            }
        case description?: return .debtDescription
        case isActive?: return .isActive
        case let name? where organisationNumbers.contains(name): return .organisationNumber
        default: return .other
        }
    }
}
