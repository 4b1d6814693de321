import Reminders

/// The fields of a creditor at Amili (docs.amili.se, "Creditor", and the example "Creditor user"),
/// and the field that each objection is about.
enum AmiliCreditor {
    /// `GET` reads one; `PATCH` changes it, and belongs to the Partner API.
    static let path = "/creditors"
    /// Set by whoever may. True makes the next four mandatory.
    static let isActive = "is_active"
    /// An object by currency, then by kind of account; the number is a text of digits.
    static let payout = "payout_details"
    static let currency = "sek"
    static let bankgiro = "bankgiro"
    static let sender = "sender_address"
    static let invoicing = "invoice_address"
    static let description = "standard_debt_description"
    /// This and the next three are the fields of an address.
    static let line = "address_line_1"
    static let zipCode = "zip_code"
    static let city = "city"
    static let country = "country"
    /// A creditor has one of the two.
    static let organisationNumbers: Set<String> = [
        "organization_no", "non_swedish_organization_no",
    ]

    /// The field that an objection is about.
    /// - Parameter path: names of fields, the outermost first.
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
