/// May letters of this creditor go by Amili?
package enum ActivationState: String, CaseIterable, Sendable {
    /// Nobody has asked for it yet.
    case inactive
    /// Asked for; Amili has not decided.
    case pending
    case active
    /// Amili said no, with a reason. It may be asked for again.
    case refused
}

/// What Amili demands of an active creditor (domain.md §1.1). May be personal data, where the
/// creditor is one person: in no log, error or URL.
package struct ActivationDetails: Hashable, Sendable {
    /// Where Amili pays out to.
    package struct Payout: Hashable, Sendable {
        package enum Kind: String, CaseIterable, Sendable { case bankgiro, plusgiro }
        package let kind: Kind
        /// Digits, with or without a hyphen.
        package let number: String
        package init(kind: Kind, number: String) {
            self.kind = kind
            self.number = number
        }
        /// The digits alone.
        package var digits: String { number.filter { $0 != "-" && !$0.isWhitespace } }
    }

    package struct Address: Hashable, Sendable {
        package let line: String
        /// Five digits in Sweden, with or without a space.
        package let zipCode: String
        package let city: String
        /// ISO 3166-1 alpha-2.
        package let country: String
        package init(line: String, zipCode: String, city: String, country: String = "SE") {
            self.line = line
            self.zipCode = zipCode
            self.city = city
            self.country = country
        }
    }

    package let payout: Payout
    /// What stands on the letters as their sender.
    package let sender: Address
    /// Where Amili's own invoices to the creditor go.
    package let invoicing: Address
    /// What a debt is for, where the invoice itself does not say.
    package let debtDescription: String

    package init(payout: Payout, sender: Address, invoicing: Address, debtDescription: String) {
        self.payout = payout
        self.sender = sender
        self.invoicing = invoicing
        self.debtDescription = debtDescription
    }

    /// What a form has to mend; none if the details may be handed in.
    package var faults: [ActivationFault] {
        var faults: [ActivationFault] = []
        let digits = Array(payout.digits.utf8)
        let length = payout.kind == .bankgiro ? 7...8 : 2...8
        if !length.contains(digits.count) || !Luhn.isValid(digits) { faults.append(.payout) }
        if !Self.isWhole(sender) { faults.append(.sender) }
        if !Self.isWhole(invoicing) { faults.append(.invoicing) }
        if !(1...100).contains(debtDescription.count)
            || debtDescription.allSatisfy(\.isWhitespace)
        {
            faults.append(.debtDescription)
        }
        return faults
    }

    private static func isWhole(_ address: Address) -> Bool {
        let zip = address.zipCode.filter { !$0.isWhitespace }
        let isSwedishZip = zip.utf8.count == 5 && zip.utf8.allSatisfy { (48...57).contains($0) }
        return [address.line, address.city].allSatisfy {
            (1...100).contains($0.count) && !$0.allSatisfy(\.isWhitespace)
        } && (address.country == "SE" ? isSwedishZip : (1...12).contains(zip.count))
            && address.country.utf8.count == 2
            && address.country.utf8.allSatisfy { (65...90).contains($0) }
    }
}

/// A part of the details that cannot be handed in as it is.
package enum ActivationFault: String, CaseIterable, Sendable {
    case payout, sender, invoicing, debtDescription
    /// Amili's ids of the account and of the creditor.
    case ids

    /// For the bookkeeper: what to mend.
    package var swedish: String {
        switch self {
        case .payout: "Kontrollera bankgiro- eller plusgironumret. Kontrollsiffran stämmer inte."
        case .sender: "Fyll i avsändarens gatuadress, postnummer (fem siffror) och ort."
        case .invoicing: "Fyll i fakturaadressens gata, postnummer (fem siffror) och ort."
        case .ids: "Amilis id för konto och företag är 24 tecken, 0–9 och a–f."
        case .debtDescription: "Beskriv vad fakturorna avser, med högst 100 tecken."
        }
    }

    package var english: String {
        switch self {
        case .payout: "Check the bankgiro or plusgiro number. Its check digit is wrong."
        case .sender: "Fill in the sender's street, postcode (five digits) and city."
        case .invoicing: "Fill in the invoice address: street, postcode (five digits) and city."
        case .ids: "Amili's ids of account and creditor are 24 characters, 0–9 and a–f."
        case .debtDescription: "Say what the invoices are for, in at most 100 characters."
        }
    }
}
