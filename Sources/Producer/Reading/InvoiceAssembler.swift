import Reminders

/// Makes invoices of records. Oddities of a line that harm no letter are counted.
struct InvoiceAssembler {
    private let rules: ReadingRules
    let reader: RecordReader
    private let standing: StandingReader
    private(set) var droppedEmails = 0
    var droppedMobileNumbers = 0
    var droppedReferences = 0
    /// The notes on the lines since the last `BatchReader.takeNotes`.
    var notes: [ReadingNote] = []
    /// If set, gets each invoice's key and a digest of all else, and no invoice is made.
    var census: ((String, UInt64) -> Void)?

    init(rules: ReadingRules, encoding: HeaderReading.Encoding) {
        self.rules = rules
        reader = RecordReader(rules: rules, encoding: encoding)
        standing = StandingReader(reader: reader)
    }

    /// Makes an invoice of a record, or a refusal.
    mutating func line(of record: Record) -> Line {
        if let census {
            if let number = InvoiceNumber(
                String(decoding: record.bytes(.invoiceNumber), as: UTF8.self))
            {
                census(number.key, record.digest)
            }
            return .setAside(line: record.line, .sum)
        }
        do {
            var known = KnownFields()
            let invoice = try invoice(of: record, known: &known)
            return .invoice(line: record.line, invoice, known: known)
        } catch {
            return .refused(error)
        }
    }

    /// Reads a record as an invoice.
    /// - Parameter known: gets the fields that the record speaks of.
    private mutating func invoice(of record: Record, known: inout KnownFields) throws(Refusal)
        -> Invoice
    {
        let number = try invoiceNumber(record)
        let invoiceDate = try reader.mandatoryDate(record, .invoiceDate)
        let dueDate = try reader.mandatoryDate(record, .dueDate)
        if dueDate < invoiceDate {
            throw record.refusal(
                .dueDate, .dueBeforeInvoice,
                "The due date \(dueDate) is before the invoice date \(invoiceDate).",
                "Correct the dates; Amili takes the due date as days after the invoice date.")
        }
        let total = try reader.amount(record, .total)
        let remaining = try remaining(record, total)
        let (debtor, customerNumber) = try debtor(record, known: &known)
        var invoice = Invoice(
            number: number, customerNumber: customerNumber,
            debtor: debtor, description: try reader.text(record, .description),
            invoiceDate: invoiceDate, dueDate: dueDate, total: total,
            remaining: remaining, currency: try currency(record),
            ocr: try ocr(record, known: &known), invoiceFee: try reader.amount(record, .invoiceFee),
            reminderFee: try reader.amount(record, .reminderFee),
            reminderFeeDate: try reader.date(record, .reminderFeeDate))
        for column in [Column.customerNumber, .description, .remaining]
        where record.isPresent(column) {
            known.formUnion(column)
        }
        // An empty cell of a text says that there is none. An empty amount or currency says
        // nothing.
        for column in [Column.total, .currency, .invoiceFee, .reminderFee, .reminderFeeDate]
        where !record.bytes(column).isEmpty {
            known.formUnion(column)
        }
        if invoice.customerNumber != nil { known.formUnion(.customerNumber) }
        if invoice.ocr != nil { known.formUnion(.ocr) }
        try standing.read(record, remaining: remaining, into: &invoice.flags, known: &known)
        return invoice
    }

    /// Reads what remains. The total is never taken for it, unless the caller says that they are
    /// the same.
    private func remaining(_ record: Record, _ total: Ore?) throws(Refusal) -> Ore {
        guard record.isPresent(.remaining) else {
            guard rules.totalIsRemaining else {
                throw record.refusal(
                    nil, .missingValue, "Nothing says what remains to be paid.",
                    "Write it as RemainingAmount or Restbelopp; or, if nothing was paid on any "
                        + "of these invoices, say --total-is-remaining.")
            }
            guard let total else { throw reader.missing(record, .total) }
            return total
        }
        guard let remaining = try reader.amount(record, .remaining) else {
            throw reader.missing(record, .remaining)
        }
        if let total { try compare(remaining, total, record) }
        return remaining
    }

    /// Refuses amounts of which one must be wrong.
    private func compare(_ remaining: Ore, _ total: Ore, _ record: Record) throws(Refusal) {
        if remaining > max(total, .zero) {
            throw record.refusal(
                .remaining, .conflictingValues,
                "\(remaining.decimal) kr remain of \(total.decimal) kr.",
                "Correct the amounts; what was added later, such as fees, does not belong to "
                    + "either.")
        }
        // `123450` beside `1234,50`: one of them has lost its decimal sign.
        let written = record.bytes(.remaining).filter(Byte.isDigit)
        if remaining != total, written.elementsEqual(record.bytes(.total).filter(Byte.isDigit)) {
            throw record.refusal(
                .total, .conflictingValues,
                "The total and what remains have the same digits and are not the same.",
                "One has lost its decimal sign; correct it.")
        }
    }

    /// Returns the currency as three capital letters: SEK for an empty cell and for `kr`.
    private func currency(_ record: Record) throws(Refusal) -> String {
        let written = try reader.text(record, .currency)
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
    /// Reads the debtor, with the customer number that may stand beside the name.
    private mutating func debtor(
        _ record: Record, known: inout KnownFields
    ) throws(Refusal) -> (Debtor, customerNumber: String?) {
        guard let country = Countries.code(try reader.text(record, .country)) else {
            throw record.refusal(
                .country, .badCountry, "The country is not known.",
                "Write the two-letter ISO code, such as SE.")
        }
        let (name, customerNumber) = try customer(record)
        var debtor = Debtor(
            name: name, idNumber: try idNumber(record, country: country, known: &known),
            isCompany: try isCompany(record), addressLine: try addressLine(record),
            zipCode: try reader.text(record, .zipCode), city: try reader.text(record, .city),
            country: country)
        if country == "SE" { debtor.zipCode = Self.swedishZipCode(debtor.zipCode) }
        for column in [Column.addressLine, .zipCode, .city]
        where record.isPresent(column) {
            known.formUnion(column)
        }
        if !record.bytes(.country).isEmpty { known.formUnion(.country) }
        if record.isPresent(.name) || record.isPresent(.customer) { known.formUnion(.name) }
        if debtor.isCompany != nil { known.formUnion(.isCompany) }
        if record.isPresent(.email) {
            let email = try reader.text(record, .email)
            if email.isEmpty || CellReading.isEmail(email) {
                known.formUnion(.email)
                debtor.email = email.isEmpty ? nil : email
            } else {
                droppedEmails += 1
            }
        }
        debtor.mobileNumber = try mobileNumber(record, country: country, known: &known)
        return (debtor, customerNumber)
    }

    /// Reads the name and the number of the customer. `Kund` is the name in one file and the number
    /// in another: beside a name it is the number. A number alone is nobody's name, and is refused.
    private func customer(_ record: Record) throws(Refusal) -> (name: String, number: String?) {
        let name = try reader.text(record, .name)
        let number = try reader.optionalText(record, .customerNumber)
        let customer = try reader.text(record, .customer)
        if customer.isEmpty || customer == name { return (name, number) }
        let isNumber = customer.utf8.contains(where: Byte.isDigit)
        if name.isEmpty, !record.isPresent(.name) {
            if customer.contains(where: \.isLetter) { return (customer, number) }
            throw record.refusal(
                .customer, .missingValue, "There is a number where the customer's name is wanted.",
                "Add a column Kundnamn, and name this one Kundnr.")
        }
        if isNumber { return (name, number ?? customer) }
        let names = record.values.names
        let one = names[Column.customer.rawValue]
        let other = names[Column.name.rawValue]
        throw record.refusal(
            .customer, .conflictingValues,
            "\(Refusal.quoted(one)) and \(Refusal.quoted(other)) both mean the customer name and "
                + "differ.", "Leave one of them out.")
    }

    /// Joins the address lines, since Amili takes one: `c/o Ekman` and the street stand on it
    /// together.
    private func addressLine(_ record: Record) throws(Refusal) -> String {
        var lines: [String] = []
        for column in [Column.addressLine, .addressLine2, .addressLine3]
        where record.isPresent(column) {
            let line = try reader.text(record, column)
            if !line.isEmpty, !lines.contains(line) { lines.append(line) }
        }
        return lines.joined(separator: ", ")
    }

    /// Returns the five digits of a Swedish postcode: `411 19` and `SE-41119` become `41119`. Any
    /// other text stays as it is.
    private static func swedishZipCode(_ written: String) -> String {
        if written.utf8.count == 5, written.utf8.allSatisfy(Byte.isDigit) { return written }
        let text = String(written.uppercased().filter { !$0.isWhitespace })
        var bytes = text.utf8.drop { $0 == UInt8(ascii: "S") }
        bytes = bytes.drop { $0 == UInt8(ascii: "E") }.drop { $0 == Byte.minus }
        guard bytes.count == 5, bytes.allSatisfy(Byte.isDigit) else { return written }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Reads whether the debtor is a company, from one or two columns; nil if neither says.
    private func isCompany(_ record: Record) throws(Refusal) -> Bool? {
        var isCompany: Bool?
        if !record.bytes(.isCompany).isEmpty {
            isCompany = CellReading.isCompany(record.bytes(.isCompany))
            if isCompany == nil { throw reader.badAnswer(record, .isCompany) }
        }
        if record.bytes(.isPrivatePerson).isEmpty { return isCompany }
        let isPerson = try reader.answer(record, .isPrivatePerson)
        if isCompany == isPerson {
            throw record.refusal(
                .isPrivatePerson, .conflictingValues,
                "Two columns contradict each other about whether the customer is a company.",
                "Correct one of them.")
        }
        return !isPerson
    }
}
