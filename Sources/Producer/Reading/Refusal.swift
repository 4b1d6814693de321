import Reminders

/// A line that cannot be taken as an invoice, and what to do about it. Never holds a value that
/// tells about a person; dates, amounts, invoice number and currency may be quoted, cut short.
package struct Refusal: Error, Hashable, Sendable {
    /// The kinds of refusals. The raw value stands in the file of refused lines.
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
        case spreadsheetError = "SPREADSHEET_ERROR"
        case badDate = "BAD_DATE"
        case dueBeforeInvoice = "DUE_BEFORE_INVOICE"
        case badAmount = "BAD_AMOUNT"
        case ambiguousAmount = "AMBIGUOUS_AMOUNT"
        case amountOutOfBounds = "AMOUNT_OUT_OF_BOUNDS"
        case badCurrency = "BAD_CURRENCY"
        case badCountry = "BAD_COUNTRY"
        case badAnswer = "BAD_ANSWER"
        case unknownStatus = "UNKNOWN_STATUS"
        /// A column of unknown meaning may say that the invoice is paid or stopped.
        case unknownColumn = "UNKNOWN_COLUMN"
        case nestedValue = "NESTED_VALUE"
        case repeatedInvoice = "REPEATED_INVOICE"
    }

    /// The physical line where the record starts, counted from 1.
    package let line: Int
    /// The header as the file writes it; nil if no one column is to blame.
    package let column: String?
    package let code: Code
    /// The fault, as one English sentence.
    package let reason: String
    /// The remedy, as one English sentence.
    package let remedy: String

    /// Returns a value as a reason may show it: at most 40 characters, none of them a control
    /// character.
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

extension KnownFields {
    /// Adds the detail or the flag that the column speaks of.
    mutating func formUnion(_ column: Column) {
        if let flag = column.flag?.flag { flags.insert(flag) }
        switch column {
        case .customerNumber: details.insert(.customerNumber)
        case .name: details.insert(.name)
        case .addressLine: details.insert(.addressLine)
        case .zipCode: details.insert(.zipCode)
        case .city: details.insert(.city)
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
