import Reminders

/// The meanings that a column of a batch file can have.
package enum Column: Int, CaseIterable, Sendable {
    case invoiceNumber, customerNumber, name, customer, idNumber
    case isCompany, isPrivatePerson
    case addressLine, addressLine2, addressLine3, zipCode, city, country, email, mobileNumber
    case description, invoiceDate, dueDate, total, remaining, paidAmount, currency, ocr, reference
    case invoiceFee, reminderFee, reminderFeeDate
    case paid, credited, cancelled, creditNote, disputed, paused, instalmentPlan, respite
    case soldToFactoring, bankrupt, deceased, cashNote, draft, booked, sent, atAgency, minor
    case customerBalance
    case status, invoiceType, paidDate, creditReference

    /// The meaning in plain English, for reports.
    package var meaning: String {
        switch self {
        case .invoiceNumber: "invoice number"
        case .customerNumber: "customer number"
        case .name: "customer name"
        case .customer: "customer (the name, or a number beside a name)"
        case .idNumber: "identity number"
        case .isCompany: "company or person"
        case .isPrivatePerson: "private person"
        case .addressLine: "address"
        case .addressLine2: "address, second line"
        case .addressLine3: "address, third line"
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
        case .paidAmount: "what was paid"
        case .currency: "currency"
        case .ocr: "OCR"
        case .reference: "reference (the OCR if it is one)"
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
        case .status: "status"
        case .invoiceType: "kind of invoice"
        case .paidDate: "date of payment"
        case .creditReference: "credit invoice that takes it back"
        }
    }

    /// The flag that the column sets, with the answer that sets it; nil for other columns.
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

    /// Whether a refusal may show the cell, if it looks like what it should be. False for all that
    /// tells about a person.
    var isQuotable: Bool {
        switch self {
        case .invoiceNumber, .invoiceDate, .dueDate, .reminderFeeDate, .currency: true
        default: isAmount
        }
    }

    var isAmount: Bool {
        switch self {
        case .total, .remaining, .paidAmount, .invoiceFee, .reminderFee, .customerBalance: true
        default: false
        }
    }

    /// Returns a name without what two writers may do differently: case, accents, and everything
    /// but letters and digits.
    static func folded(_ name: String) -> String {
        String(
            String.UnicodeScalarView(
                CanonicalText.decomposed(name.lowercased()).unicodeScalars.filter {
                    $0.properties.isAlphabetic && !$0.properties.isDiacritic
                        || $0.properties.numericType != nil
                }))
    }

    /// A column found by its folded name. eAccounting gives amounts twice; `isPreferred` marks the
    /// one in the invoice's own currency, which wins.
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

    /// Endings of a header of amounts that name the unit in which amounts are read anyway. Another
    /// currency's name is none of them, so its column is not known.
    private static let units = [
        "inklmoms", "inkmoms", "inklusivemoms", "inclvat", "incvat", "includingvat", "incltax",
        "isvenskakronor", "ikronor", "isek", "ikr", "sek", "kronor", "kr",
    ]

    /// Finds a column by the name in a header or by the key of an object. Endings that name the
    /// unit are dropped for amounts.
    /// - Returns: nil for an unknown name.
    static func named(_ name: String) -> Alias? {
        let whole = folded(name)
        if let alias = byName[whole] { return alias }
        var rest = whole[...]
        while let unit = units.first(where: { rest.hasSuffix($0) }) {
            rest = rest.dropLast(unit.count)
            if let alias = byName[String(rest)], alias.column.isAmount { return alias }
        }
        return nil
    }
}
