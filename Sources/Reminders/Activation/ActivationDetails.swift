/// The details that Amili demands before a creditor can be active (docs.amili.se, example "Creditor
/// user"). They are personal data where the creditor is one person: they must not be in a log, an
/// error or a URL.
package struct ActivationDetails: Hashable, Sendable {
    /// The account to which Amili pays out.
    package struct Payout: Hashable, Sendable {
        /// Amili's public page shows only `bankgiro`.
        package enum Kind: String, CaseIterable, Sendable { case bankgiro, plusgiro }
        package let kind: Kind
        /// As entered: digits, with or without a hyphen.
        package let number: String
        package init(kind: Kind, number: String) {
            self.kind = kind
            self.number = number
        }
        /// The digits alone.
        package var digits: String { number.filter { $0 != "-" && !$0.isWhitespace } }

        /// Whether the number has the right length (seven or eight digits of a bankgiro, two to
        /// eight of a plusgiro) and check digit, and is not all zeros.
        var isValid: Bool {
            let digits = Array(digits.utf8)
            let length = kind == .bankgiro ? 7...8 : 2...8
            return length.contains(digits.count) && Luhn.isValid(digits)
                && digits.contains { $0 != UInt8(ascii: "0") }
        }
    }

    /// A postal address of the creditor.
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

        /// Whether the postcode is valid: in Sweden five digits of which the first is not 0,
        /// elsewhere 1 to 12 characters.
        var hasZipCode: Bool {
            let zip = zipCode.filter { !$0.isWhitespace }
            guard country == "SE" else {
                return (1...12).contains(zip.count) && ActivationDetails.isText(zip)
            }
            return zip.utf8.count == 5 && zip.utf8.allSatisfy { (48...57).contains($0) }
                && zip.utf8.first != UInt8(ascii: "0")
        }

        var hasCountry: Bool { CountryTable.contains(country) }
    }

    package let payout: Payout
    /// The sender's address on the letters.
    package let sender: Address
    /// The address for Amili's own invoices to the creditor.
    package let invoicing: Address
    /// The description of a debt whose invoice has none.
    package let debtDescription: String

    package init(payout: Payout, sender: Address, invoicing: Address, debtDescription: String) {
        self.payout = payout
        self.sender = sender
        self.invoicing = invoicing
        self.debtDescription = debtDescription
    }

    /// The fields with invalid values, for the form to mark. Empty: the details may be handed in.
    package var faults: [ActivationField] {
        let checks: [(ActivationField, Bool)] = [
            (.payout, payout.isValid),
            (.senderLine, Self.isText(sender.line)), (.senderZip, sender.hasZipCode),
            (.senderCity, Self.isText(sender.city)), (.senderCountry, sender.hasCountry),
            (.invoiceLine, Self.isText(invoicing.line)), (.invoiceZip, invoicing.hasZipCode),
            (.invoiceCity, Self.isText(invoicing.city)),
            (.invoiceCountry, invoicing.hasCountry),
            (.debtDescription, Self.isText(debtDescription)),
        ]
        return checks.filter { !$0.1 }.map(\.0)
    }

    /// Whether the text is one line of 1 to 100 characters, and not blank.
    private static func isText(_ text: String) -> Bool {
        (1...100).contains(text.count) && !text.allSatisfy(\.isWhitespace)
            && !text.unicodeScalars.contains { $0.properties.generalCategory == .control }
    }
}
