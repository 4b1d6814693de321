package import Reminders

/// What became of one line of the file.
package enum Line: Sendable, Equatable {
    /// - line: 1-based number of the physical line where the record starts.
    case invoice(line: Int, Invoice, known: KnownFields)
    case refused(Refusal)
    /// A line of sums, which is nobody's invoice.
    case totals(line: Int)
}

/// A line that cannot be taken as an invoice, and what to do about it. Never holds a value that
/// tells about a person; dates, amounts, invoice number and currency may be quoted, cut short.
package struct Refusal: Error, Hashable, Sendable {
    package enum Code: String, CaseIterable, Sendable {
        case wrongFieldCount = "FIELD_COUNT"
        case unclosedQuote = "UNCLOSED_QUOTE"
        case textAfterQuote = "TEXT_AFTER_QUOTE"
        case recordTooLong = "RECORD_TOO_LONG"
        case nulByte = "NUL_BYTE"
        case badEncoding = "BAD_ENCODING"
        case malformedJSON = "MALFORMED_JSON"
        case conflictingValues = "CONFLICTING_VALUES"
        case missingValue = "MISSING_VALUE"
        case textTooLong = "TEXT_TOO_LONG"
        case badInvoiceNumber = "BAD_INVOICE_NUMBER"
        case mangledNumber = "MANGLED_NUMBER"
        case badDate = "BAD_DATE"
        case dueBeforeInvoice = "DUE_BEFORE_INVOICE"
        case badAmount = "BAD_AMOUNT"
        case ambiguousAmount = "AMBIGUOUS_AMOUNT"
        case amountOutOfBounds = "AMOUNT_OUT_OF_BOUNDS"
        case badCurrency = "BAD_CURRENCY"
        case badCountry = "BAD_COUNTRY"
        case badAnswer = "BAD_ANSWER"
    }

    /// 1-based number of the physical line where the record starts.
    package let line: Int
    /// The header as the file writes it; nil if no one column is to blame.
    package let column: String?
    package let code: Code
    /// What is wrong: one English sentence.
    package let reason: String
    /// What to do about it: one English sentence.
    package let remedy: String

    /// A value as a reason may show it: at most 40 characters, none of them a control character.
    static func quoted(_ value: String) -> String {
        let shown = value.unicodeScalars.prefix(40).map { scalar -> Character in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: " "
            default: Character(scalar)
            }
        }
        return "‘\(String(shown))\(value.unicodeScalars.count > 40 ? "…" : "")’"
    }
}

/// The file as a whole cannot be used. No personal data.
package struct UnreadableBatch: Error, Equatable, CustomStringConvertible {
    package let reason: String
    package let remedy: String
    package var description: String { "\(reason) \(remedy)" }
}

/// What a line speaks of at all. What it does not speak of it cannot change: a file without a
/// column of disputes does not say that there are none.
package struct KnownFields: Hashable, Sendable {
    /// Details beside the flags. The mandatory ones are always known.
    package struct Details: OptionSet, Hashable, Sendable {
        package let rawValue: Int32
        package init(rawValue: Int32) { self.rawValue = rawValue }
        package static let customerNumber = Details(rawValue: 1 << 0)
        package static let idNumber = Details(rawValue: 1 << 1)
        package static let isCompany = Details(rawValue: 1 << 2)
        package static let country = Details(rawValue: 1 << 3)
        package static let email = Details(rawValue: 1 << 4)
        package static let mobileNumber = Details(rawValue: 1 << 5)
        package static let description = Details(rawValue: 1 << 6)
        package static let total = Details(rawValue: 1 << 7)
        package static let currency = Details(rawValue: 1 << 8)
        package static let ocr = Details(rawValue: 1 << 9)
        package static let invoiceFee = Details(rawValue: 1 << 10)
        package static let reminderFee = Details(rawValue: 1 << 11)
        package static let reminderFeeDate = Details(rawValue: 1 << 12)
        package static let name = Details(rawValue: 1 << 13)
        /// Address line, postcode and city, all three.
        package static let address = Details(rawValue: 1 << 14)
        /// What is left, and not only a total taken for it.
        package static let remaining = Details(rawValue: 1 << 15)
    }

    /// Each flag that the line answers, by yes or by no.
    package var flags: InvoiceFlags
    package var details: Details

    package init(flags: InvoiceFlags = [], details: Details = []) {
        self.flags = flags
        self.details = details
    }

    mutating func formUnion(_ column: Column) {
        if let flag = column.flag?.flag { flags.insert(flag) }
        switch column {
        case .customerNumber: details.insert(.customerNumber)
        case .name: details.insert(.name)
        case .idNumber: details.insert(.idNumber)
        case .isCompany, .isPrivatePerson: details.insert(.isCompany)
        case .country: details.insert(.country)
        case .email: details.insert(.email)
        case .mobileNumber: details.insert(.mobileNumber)
        case .description: details.insert(.description)
        case .total: details.insert(.total)
        case .remaining: details.insert(.remaining)
        case .currency: details.insert(.currency)
        case .ocr: details.insert(.ocr)
        case .invoiceFee: details.insert(.invoiceFee)
        case .reminderFee: details.insert(.reminderFee)
        case .reminderFeeDate: details.insert(.reminderFeeDate)
        case .customerBalance: flags.insert(.netBalanceNotPositive)
        default: break
        }
    }
}
