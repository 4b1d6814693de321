package import Reminders

extension ActivationCause: BilingualText {}

/// The names of the fields, to be used within a sentence.
extension ActivationField: BilingualText {
    package var swedish: String {
        switch self {
        case .payout: "numret för utbetalning"
        case .sender: "avsändarens adress"
        case .senderLine: "avsändarens gatuadress"
        case .senderZip: "avsändarens postnummer"
        case .senderCity: "avsändarens ort"
        case .senderCountry: "avsändarens land"
        case .invoicing: "fakturaadressen"
        case .invoiceLine: "fakturaadressens gata"
        case .invoiceZip: "fakturaadressens postnummer"
        case .invoiceCity: "fakturaadressens ort"
        case .invoiceCountry: "fakturaadressens land"
        case .debtDescription: "beskrivningen av fakturorna"
        case .ids: "Amilis id"
        case .isActive: "att företaget blir aktivt"
        case .organisationNumber: "organisationsnumret"
        case .other: "en uppgift som inte lämnas här"
        }
    }

    package var english: String {
        switch self {
        case .payout: "the payout account"
        case .sender: "the sender's address"
        case .senderLine: "the sender's street"
        case .senderZip: "the sender's postcode"
        case .senderCity: "the sender's city"
        case .senderCountry: "the sender's country"
        case .invoicing: "the invoice address"
        case .invoiceLine: "the street of the invoice address"
        case .invoiceZip: "the postcode of the invoice address"
        case .invoiceCity: "the city of the invoice address"
        case .invoiceCountry: "the country of the invoice address"
        case .debtDescription: "the description of the invoices"
        case .ids: "Amili's ids"
        case .isActive: "that the creditor becomes active"
        case .organisationNumber: "the organisation number"
        case .other: "a detail that is not given here"
        }
    }

    /// Tells the bookkeeper what to fill in.
    package var swedishDemand: String {
        switch self {
        case .payout:
            "Kontrollera bankgiro- eller plusgironumret. Antalet siffror eller kontrollsiffran "
                + "stämmer inte."
        case .senderZip, .invoiceZip:
            "Fyll i \(swedish) (fem siffror i Sverige, till exempel 411 19)."
        case .senderCountry, .invoiceCountry:
            "Fyll i \(swedish) med två bokstäver, till exempel SE."
        case .debtDescription: "Beskriv vad fakturorna avser, med högst 100 tecken."
        case .ids: "Amilis id för konto och företag är 24 tecken, 0–9 och a–f."
        case .sender, .senderLine, .senderCity, .invoicing, .invoiceLine, .invoiceCity:
            "Fyll i \(swedish), med högst 100 tecken."
        case .isActive, .organisationNumber, .other: "Fråga Amili om \(swedish)."
        }
    }

    package var englishDemand: String {
        switch self {
        case .payout:
            "Check the bankgiro or plusgiro number. Its length or its check digit is wrong."
        case .senderZip, .invoiceZip:
            "Fill in \(english) (five digits in Sweden, such as 411 19)."
        case .senderCountry, .invoiceCountry:
            "Fill in \(english) with two letters, such as SE."
        case .debtDescription: "Say what the invoices are for, in at most 100 characters."
        case .ids: "Amili's ids of account and creditor are 24 characters, 0–9 and a–f."
        case .sender, .senderLine, .senderCity, .invoicing, .invoiceLine, .invoiceCity:
            "Fill in \(english), in at most 100 characters."
        case .isActive, .organisationNumber, .other: "Ask Amili about \(english)."
        }
    }
}

extension ActivationIssue: BilingualText {
    /// Tells the bookkeeper Amili's objection.
    package var swedish: String {
        "Amili godtar inte \(field.swedish)." + (message.isEmpty ? "" : " Amilis ord: \(message)")
    }

    package var english: String {
        "Amili does not accept \(field.english)."
            + (message.isEmpty ? "" : " Amili's words: \(message)")
    }
}
