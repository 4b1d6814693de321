import Foundation
import Reminders

/// What a column of a batch file can mean.
package enum Column: Int, CaseIterable, Sendable {
    case invoiceNumber, customerNumber, name, idNumber
    case isCompany, isPrivatePerson
    case addressLine, zipCode, city, country, email, mobileNumber
    case description, invoiceDate, dueDate, total, remaining, currency, ocr
    case invoiceFee, reminderFee, reminderFeeDate
    case paid, credited, cancelled, creditNote, disputed, paused, instalmentPlan, respite
    case soldToFactoring, bankrupt, deceased, cashNote, draft, booked, sent, atAgency, minor
    case customerBalance

    /// Plain English for reports.
    package var meaning: String {
        switch self {
        case .invoiceNumber: "invoice number"
        case .customerNumber: "customer number"
        case .name: "customer name"
        case .idNumber: "identity number"
        case .isCompany: "company or person"
        case .isPrivatePerson: "private person"
        case .addressLine: "address"
        case .zipCode: "postcode"
        case .city: "city"
        case .country: "country"
        case .email: "e-mail"
        case .mobileNumber: "mobile number"
        case .description: "description"
        case .invoiceDate: "invoice date"
        case .dueDate: "due date"
        case .total: "total"
        case .remaining: "remaining"
        case .currency: "currency"
        case .ocr: "OCR"
        case .invoiceFee: "invoice fee"
        case .reminderFee: "reminder fee"
        case .reminderFeeDate: "date of the reminder fee"
        case .paid: "paid"
        case .credited: "credited"
        case .cancelled: "cancelled (counts as credited)"
        case .creditNote: "credit note"
        case .disputed: "disputed"
        case .paused: "paused"
        case .instalmentPlan: "instalment plan"
        case .respite: "respite"
        case .soldToFactoring: "sold to factoring"
        case .bankrupt: "bankrupt"
        case .deceased: "deceased"
        case .cashNote: "cash invoice"
        case .draft: "draft"
        case .booked: "booked (not booked counts as draft)"
        case .sent: "sent to the customer (not sent counts as draft)"
        case .atAgency: "at an agency"
        case .minor: "minor"
        case .customerBalance: "customer's balance"
        }
    }

    /// Names that a header may give it, as a human writes them; the first ones are suggested.
    /// Spiris publishes no list of its export columns, so the Swedish ones are assumed; the English
    /// ones are the field names of Fortnox and Visma eAccounting.
    package var names: [String] {
        switch self {
        case .invoiceNumber:
            [
                "Fakturanr", "InvoiceNumber", "Fakturanummer", "Faktura", "Nr", "DocumentNumber",
                "Invoice no",
            ]
        case .customerNumber:
            ["Kundnr", "CustomerNumber", "Kundnummer", "Customer no"]
        case .description:
            ["Fakturainnehåll", "DebtDescription", "Avser", "Beskrivning", "Description"]
        case .invoiceDate: ["Fakturadatum", "InvoiceDate", "Fakt.datum"]
        case .dueDate: ["Förfallodatum", "DueDate", "Förf.datum", "Förfallodag", "Förfaller"]
        case .total:
            [
                "Belopp", "TotalAmount", "Totalt", "Total", "Totalbelopp", "Fakturabelopp",
                "Amount", "TotalAmountInvoiceCurrency",
            ]
        case .remaining:
            [
                "Restbelopp", "RemainingAmount", "Kvar att betala", "Saldo", "Rest", "Återstår",
                "Återstående", "Återstående belopp", "Obetalt", "Obetalt belopp", "Balance",
                "Remaining", "OpenAmount", "CapitalToClaim", "RemainingAmountInvoiceCurrency",
            ]
        case .currency: ["Valuta", "CurrencyCode", "Valutakod", "Currency", "InvoiceCurrencyCode"]
        case .ocr:
            [
                "OCR", "PaymentReferenceNumber", "OCR-nummer", "OCR-nr", "Referens",
                "Betalningsreferens", "PaymentReference",
            ]
        case .invoiceFee:
            [
                "Fakturaavgift", "InvoiceFee", "Faktureringsavgift", "Expeditionsavgift",
                "AdministrationFee",
            ]
        case .reminderFee: ["Påminnelseavgift", "ReminderFee"]
        case .reminderFeeDate:
            ["Påminnelseavgift datum", "ReminderFeeDate", "Datum påminnelseavgift"]
        default: debtorNames ?? flagNames
        }
    }

    private var debtorNames: [String]? {
        switch self {
        case .name:
            [
                "Kundnamn", "CustomerName", "Kund", "Namn", "InvoiceCustomerName", "Customer",
                "Name", "Gäldenär", "Debtor",
            ]
        case .idNumber:
            [
                "Org.nr", "CorporateIdentityNumber", "Organisationsnummer", "Personnummer",
                "Pers/orgnr", "Org/persnr", "Person-/organisationsnummer",
                "Organisations-/personnummer", "OrganisationNumber", "OrganizationNumber",
                "IdNumber", "IdentityNumber", "Identitetsnummer",
            ]
        case .isCompany:
            [
                "Är företag", "IsCompany", "Företag/privat", "Företag/person", "Juridisk person",
                "Kundtyp", "CustomerType",
            ]
        case .isPrivatePerson:
            [
                "Privatperson", "CustomerIsPrivatePerson", "Är privatperson", "IsPrivatePerson",
                "IsPerson",
            ]
        case .addressLine:
            [
                "Adress", "InvoiceAddress1", "Gatuadress", "Adressrad 1", "Adress 1",
                "Fakturaadress", "Fakturaadress 1", "Utdelningsadress", "Address", "Address 1",
                "AddressLine", "AddressLine1", "InvoiceAddress", "Street",
            ]
        case .zipCode:
            [
                "Postnr", "InvoicePostalCode", "Postnummer", "Zip", "ZipCode", "PostalCode",
                "Postcode",
            ]
        case .city: ["Ort", "InvoiceCity", "Postort", "Stad", "City", "Town"]
        case .country: ["Land", "InvoiceCountryCode", "Landskod", "Country", "CountryCode"]
        case .email:
            [
                "E-post", "CustomerEmail", "E-postadress", "E-mail", "Mejl", "Mail",
                "EmailAddress",
            ]
        case .mobileNumber:
            [
                "Mobil", "MobileNumber", "Mobilnr", "Mobilnummer", "Mobiltelefon", "Mobile",
                "MobilePhone", "CellPhone",
            ]
        default: nil
        }
    }

    private var flagNames: [String] {
        switch self {
        case .paid: ["Betald", "IsPaid", "Paid"]
        case .credited: ["Krediterad", "IsCredited", "Credited"]
        case .cancelled: ["Makulerad", "Cancelled", "Annullerad", "Canceled"]
        case .creditNote:
            [
                "Kreditfaktura", "IsCreditInvoice", "CreditInvoice", "CreditNote", "IsCreditNote",
                "Är kreditfaktura",
            ]
        case .disputed: ["Bestridd", "Disputed", "Tvist", "Tvistig", "Dispute", "IsDisputed"]
        case .paused: ["Pausad", "Paused", "Paus", "IsPaused", "OnHold"]
        case .instalmentPlan:
            [
                "Avbetalningsplan", "InstalmentPlan", "Amorteringsplan", "Avbetalning",
                "InstallmentPlan", "AmortizationPlan",
            ]
        case .respite: ["Anstånd", "Respite"]
        case .soldToFactoring:
            ["Såld", "IsSold", "Sold", "Såld till factoring", "Factoring", "SoldToFactoring"]
        case .bankrupt: ["Konkurs", "Bankrupt", "I konkurs", "IsBankrupt", "Bankruptcy"]
        case .deceased: ["Avliden", "Deceased", "IsDeceased"]
        case .cashNote: ["Kontantfaktura", "CashInvoice", "Kontantnota", "CashNote"]
        case .draft: ["Utkast", "IsDraft", "Draft"]
        case .booked: ["Bokförd", "Booked"]
        case .sent: ["Sent"]
        case .atAgency:
            ["Hos inkasso", "AtAgency", "Inkasso", "DebtCollection", "AtCollection", "NoxFinans"]
        case .minor: ["Omyndig", "IsMinor", "Minderårig", "Minor"]
        case .customerBalance: ["Kundsaldo", "CustomerBalance", "Kundens saldo"]
        default: []
        }
    }

    /// The flag that the column sets, and by which of its two answers.
    var flag: (flag: InvoiceFlags, when: Bool)? {
        switch self {
        case .paid: (.paid, true)
        case .credited, .cancelled: (.credited, true)
        case .creditNote: (.creditNote, true)
        case .disputed: (.disputed, true)
        case .paused: (.paused, true)
        case .instalmentPlan: (.instalmentPlan, true)
        case .respite: (.respite, true)
        case .soldToFactoring: (.soldToFactoring, true)
        case .bankrupt: (.bankrupt, true)
        case .deceased: (.deceased, true)
        case .cashNote: (.cashNote, true)
        case .draft: (.draft, true)
        case .booked, .sent: (.draft, false)
        case .atAgency: (.atAgency, true)
        case .minor: (.minor, true)
        default: nil
        }
    }

    static let flagColumns = allCases.filter { $0.flag != nil }

    /// Whether a refusal may show what the cell holds: nothing that tells about a person.
    var isQuotable: Bool {
        switch self {
        case .invoiceNumber, .invoiceDate, .dueDate, .total, .remaining, .currency, .invoiceFee,
            .reminderFee, .reminderFeeDate:
            true
        default: false
        }
    }

    /// A name without what two writers may do differently: case, accents, and everything but
    /// letters and digits.
    static func folded(_ name: String) -> String {
        String(
            String.UnicodeScalarView(
                name.lowercased().decomposedStringWithCanonicalMapping.unicodeScalars.filter {
                    $0.properties.isAlphabetic && !$0.properties.isDiacritic
                        || $0.properties.numericType != nil
                }))
    }

    /// A column by its folded name. eAccounting gives amounts twice; `isPreferred` marks the one in
    /// the invoice's own currency, which wins.
    struct Alias: Equatable {
        let column: Column
        let isPreferred: Bool
    }

    private static let byName: [String: Alias] = {
        let preferred: Set = ["totalamountinvoicecurrency", "remainingamountinvoicecurrency"]
        var result: [String: Alias] = [:]
        for column in allCases {
            for name in column.names.map(folded) {
                result[name] = Alias(column: column, isPreferred: preferred.contains(name))
            }
        }
        return result
    }()

    static func named(_ name: String) -> Alias? { byName[folded(name)] }
}
