import Reminders

/// Makes invoices of records. What is odd about a line but harms no letter is counted in `tally`.
struct InvoiceAssembler {
    /// A text of a cell may have so many bytes; no name or address is near it.
    static let longestText = 1024

    var tally = BatchTally()

    mutating func line(of record: Record) -> Line {
        do {
            var known = KnownFields()
            let invoice = try invoice(of: record, known: &known)
            return .invoice(line: record.line, invoice, known: known)
        } catch {
            return .refused(error)
        }
    }

    private mutating func invoice(of record: Record, known: inout KnownFields) throws(Refusal)
        -> Invoice
    {
        let number = try invoiceNumber(record)
        let invoiceDate = try mandatoryDate(record, .invoiceDate)
        let dueDate = try mandatoryDate(record, .dueDate)
        if dueDate < invoiceDate {
            throw record.refusal(
                .dueDate, .dueBeforeInvoice,
                "The due date \(dueDate) is before the invoice date \(invoiceDate).",
                "Correct the dates; Amili takes the due date as days after the invoice date.")
        }
        let remaining = try remaining(record)
        let debtor = try debtor(record, known: &known)
        var invoice = Invoice(
            number: number, customerNumber: try optionalText(record, .customerNumber),
            debtor: debtor, description: try text(record, .description),
            invoiceDate: invoiceDate, dueDate: dueDate, total: try amount(record, .total),
            remaining: remaining, currency: try currency(record),
            ocr: try optionalText(record, .ocr), invoiceFee: try amount(record, .invoiceFee),
            reminderFee: try amount(record, .reminderFee),
            reminderFeeDate: try date(record, .reminderFeeDate))
        for column in [
            Column.customerNumber, .description, .total, .remaining, .currency, .ocr, .invoiceFee,
            .reminderFee, .reminderFeeDate,
        ] where record.isPresent(column) {
            known.formUnion(column)
        }
        try flags(record, into: &invoice.flags, known: &known)
        return invoice
    }

    private func invoiceNumber(_ record: Record) throws(Refusal) -> InvoiceNumber {
        let bytes = record.bytes(.invoiceNumber)
        if bytes.isEmpty { throw missing(record, .invoiceNumber) }
        let isNumber = record.values[.invoiceNumber].isNumber
        if AmountReading.looksMangled(bytes) || (isNumber && !bytes.allSatisfy(Byte.isDigit)) {
            throw record.refusal(
                .invoiceNumber, .mangledNumber,
                "A spreadsheet has turned the invoice number into\(record.quoted(.invoiceNumber)).",
                "Format the column as text and export the file again.")
        }
        guard let number = InvoiceNumber(String(decoding: bytes, as: UTF8.self)) else {
            throw record.refusal(
                .invoiceNumber, .badInvoiceNumber,
                "The invoice number\(record.quoted(.invoiceNumber)) cannot be one.",
                "Use at most \(InvoiceNumber.longest) characters and no control characters.")
        }
        return number
    }

    private func remaining(_ record: Record) throws(Refusal) -> Ore {
        let column: Column = record.isPresent(.remaining) ? .remaining : .total
        guard let remaining = try amount(record, column) else { throw missing(record, column) }
        return remaining
    }

    private mutating func debtor(_ record: Record, known: inout KnownFields) throws(Refusal)
        -> Debtor
    {
        guard let country = Countries.code(try text(record, .country)) else {
            throw record.refusal(
                .country, .badCountry, "The country is not known.",
                "Write the two-letter ISO code, such as SE.")
        }
        var debtor = Debtor(
            name: try text(record, .name), idNumber: try optionalText(record, .idNumber),
            isCompany: try isCompany(record), addressLine: try text(record, .addressLine),
            zipCode: try text(record, .zipCode), city: try text(record, .city), country: country)
        if country == "SE" { debtor.zipCode = Self.swedishZipCode(debtor.zipCode) }
        for column in [Column.name, .idNumber, .country] where record.isPresent(column) {
            known.formUnion(column)
        }
        if [Column.addressLine, .zipCode, .city].allSatisfy(record.isPresent) {
            known.details.insert(.address)
        }
        if debtor.isCompany != nil { known.formUnion(.isCompany) }
        if record.isPresent(.email) {
            let email = try text(record, .email)
            if email.isEmpty || CellReading.isEmail(email) {
                known.formUnion(.email)
                debtor.email = email.isEmpty ? nil : email
            } else {
                tally.droppedEmails += 1
            }
        }
        if record.isPresent(.mobileNumber) {
            let written = try text(record, .mobileNumber)
            debtor.mobileNumber = CellReading.mobileNumber(written, country: country)
            if written.isEmpty || debtor.mobileNumber != nil {
                known.formUnion(.mobileNumber)
            } else {
                tally.droppedMobileNumbers += 1
            }
        }
        return debtor
    }

    /// `411 19` and `SE-41119` are `41119`; what is no Swedish postcode stays as it is.
    private static func swedishZipCode(_ written: String) -> String {
        if written.utf8.count == 5, written.utf8.allSatisfy(Byte.isDigit) { return written }
        var bytes = written.uppercased().utf8.drop { $0 == UInt8(ascii: "S") }
        bytes = bytes.drop { $0 == UInt8(ascii: "E") }.drop { $0 == Byte.minus }
        let digits = bytes.filter { $0 != Byte.space && $0 != 0xC2 && $0 != 0xA0 }
        guard digits.count == 5, digits.allSatisfy(Byte.isDigit) else { return written }
        return String(decoding: digits, as: UTF8.self)
    }

    private func isCompany(_ record: Record) throws(Refusal) -> Bool? {
        var isCompany: Bool?
        if !record.bytes(.isCompany).isEmpty {
            isCompany = CellReading.isCompany(record.bytes(.isCompany))
            if isCompany == nil { throw badAnswer(record, .isCompany) }
        }
        guard !record.bytes(.isPrivatePerson).isEmpty else { return isCompany }
        guard let isPerson = CellReading.answer(record.bytes(.isPrivatePerson)) else {
            throw badAnswer(record, .isPrivatePerson)
        }
        if isCompany == isPerson {
            throw record.refusal(
                .isPrivatePerson, .conflictingValues,
                "Two columns contradict each other about whether the customer is a company.",
                "Correct one of them.")
        }
        return !isPerson
    }

    private func flags(
        _ record: Record, into flags: inout InvoiceFlags, known: inout KnownFields
    ) throws(Refusal) {
        for column in Column.flagColumns where record.isPresent(column) {
            guard let (flag, when) = column.flag else { continue }
            let bytes = record.bytes(column)
            // An empty cell under `booked` is no answer, rather than a no that would stop it.
            if record.isNull(column) || (bytes.isEmpty && !when) { continue }
            guard let answer = CellReading.answer(bytes) else { throw badAnswer(record, column) }
            known.flags.insert(flag)
            if answer == when { flags.insert(flag) }
        }
        if let balance = try amount(record, .customerBalance) {
            known.flags.insert(.netBalanceNotPositive)
            if balance <= .zero { flags.insert(.netBalanceNotPositive) }
        }
    }

    private func currency(_ record: Record) throws(Refusal) -> String {
        let written = try text(record, .currency)
        if written.isEmpty || written == "SEK" { return "SEK" }
        let text = written.uppercased()
        if text == "SEK" || text == "KR" { return "SEK" }
        guard text.utf8.count == 3, text.utf8.allSatisfy({ (65...90).contains($0) }) else {
            throw record.refusal(
                .currency, .badCurrency, "The currency\(record.quoted(.currency)) is not a code.",
                "Write the three-letter ISO code, such as SEK.")
        }
        return text
    }
}

extension InvoiceAssembler {
    private func optionalText(_ record: Record, _ column: Column) throws(Refusal) -> String? {
        let text = try text(record, column)
        return text.isEmpty ? nil : text
    }

    /// One line of text: control characters, line ends among them, become spaces.
    private func text(_ record: Record, _ column: Column) throws(Refusal) -> String {
        let bytes = record.bytes(column)
        if bytes.isEmpty { return "" }
        guard bytes.count <= Self.longestText else {
            throw record.refusal(
                column, .textTooLong, "The text has more than \(Self.longestText) bytes.",
                "Shorten it.")
        }
        var isSuspect = false
        for byte in bytes where byte < Byte.space || byte == 0x7F || byte == 0xC2 || byte == 0xE2 {
            // 0xC2 leads the C1 control characters, 0xE2 the line and paragraph separators.
            isSuspect = true
        }
        let text = String(decoding: bytes, as: UTF8.self)
        guard isSuspect, text.unicodeScalars.contains(where: Self.breaksLine) else { return text }
        return String(
            String.UnicodeScalarView(text.unicodeScalars.map { Self.breaksLine($0) ? " " : $0 }))
    }

    private static func breaksLine(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
            || scalar.value == 0x2028 || scalar.value == 0x2029
    }

    private func mandatoryDate(_ record: Record, _ column: Column) throws(Refusal) -> CalendarDate {
        guard let date = try date(record, column) else { throw missing(record, column) }
        return date
    }

    private func date(_ record: Record, _ column: Column) throws(Refusal) -> CalendarDate? {
        let bytes = record.bytes(column)
        if bytes.isEmpty { return nil }
        guard let date = CellReading.date(bytes) else {
            throw record.refusal(
                column, .badDate, "The date\(record.quoted(column)) cannot be read.",
                "Write it as 2026-06-01.")
        }
        return date
    }

    private func amount(_ record: Record, _ column: Column) throws(Refusal) -> Ore? {
        let bytes = record.bytes(column)
        if bytes.isEmpty { return nil }
        do throws(AmountReading.Flaw) {
            return record.values[column].isNumber
                ? try AmountReading.read(jsonNumber: bytes) : try AmountReading.read(bytes)
        } catch {
            throw refusal(of: error, record, column)
        }
    }

    private func refusal(
        of flaw: AmountReading.Flaw, _ record: Record, _ column: Column
    ) -> Refusal {
        let amount = "The amount\(record.quoted(column))"
        return switch flaw {
        case .notAnAmount:
            record.refusal(
                column, .badAmount, "\(amount) cannot be read.", "Write it as 1234,50.")
        case .ambiguous:
            record.refusal(
                column, .ambiguousAmount, "\(amount) may mean thousands or decimals.",
                "Write it with two decimals, as 1234,00.")
        case .tooManyDecimals:
            record.refusal(
                column, .badAmount, "\(amount) has parts of an öre.",
                "Write it with two decimals, as 1234,50.")
        case .outOfBounds:
            record.refusal(
                column, .amountOutOfBounds, "\(amount) is too large.",
                "Amounts go up to 999 999 999,99 kr either way; correct it.")
        case .mangled:
            record.refusal(
                column, .mangledNumber,
                "A spreadsheet has shortened the amount to"
                    + "\(record.quoted(column)).",
                "Format the column as a number with two decimals and export the file again.")
        }
    }

    private func missing(_ record: Record, _ column: Column) -> Refusal {
        record.refusal(
            column, .missingValue, "There is no \(column.meaning).", "Fill it in.")
    }

    private func badAnswer(_ record: Record, _ column: Column) -> Refusal {
        record.refusal(
            column, .badAnswer, "The cell is neither a yes nor a no.", "Write Ja or Nej.")
    }
}
