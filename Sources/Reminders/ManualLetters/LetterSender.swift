/// The creditor's details on a letter, beside its name; kept per creditor.
package struct LetterSender: Hashable, Sendable {
    /// Street, postcode and city as printed on the letter; at most `mostLines`.
    package var addressLines: [String]
    package var bankgiro: GiroNumber?
    package var plusgiro: GiroNumber?
    package var phone: String?
    package var email: String?
    /// Whether the creditor's terms, agreed before the debts arose, include the reminder fee.
    package var isFeeAgreed: Bool
    /// Days from the letter's date to its payment date, within `payByBounds`.
    package var payByDays: Int

    package static let mostLines = 5
    package static let payByBounds = 1...60

    package init(
        addressLines: [String] = [], bankgiro: GiroNumber? = nil, plusgiro: GiroNumber? = nil,
        phone: String? = nil, email: String? = nil, isFeeAgreed: Bool = false,
        payByDays: Int = 10
    ) {
        self.addressLines = addressLines
        self.bankgiro = bankgiro
        self.plusgiro = plusgiro
        self.phone = phone
        self.email = email
        self.isFeeAgreed = isFeeAgreed
        self.payByDays = payByDays
    }

    /// The details that every letter needs.
    package enum Missing: String, CaseIterable, Sendable {
        case address
        case giro
    }

    /// Empty if a letter can be made.
    package var missing: [Missing] {
        var missing: [Missing] = []
        if addressLines.isEmpty { missing.append(.address) }
        if bankgiro == nil, plusgiro == nil { missing.append(.giro) }
        return missing
    }
}
