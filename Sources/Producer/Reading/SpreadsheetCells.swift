import Reminders

/// Reads cells that hold digits but no amounts: invoice numbers, identity numbers, OCR and phone
/// numbers. Spreadsheets take them for numbers, and change or shorten them.
extension InvoiceAssembler {
    /// Numbers of digits that a Swedish identity number has after losing the zeros at its
    /// beginning.
    private static let shortIDNumbers = 6...9

    /// Reads the invoice number. A number that only a spreadsheet has spelled differently is read
    /// as the original, with a note.
    mutating func invoiceNumber(_ record: Record) throws(Refusal) -> InvoiceNumber {
        let column = Column.invoiceNumber
        try reader.refuseNested(record, column)
        let bytes = record.bytes(column)
        if bytes.isEmpty { throw reader.missing(record, column) }
        // Refuses text that was decoded wrongly.
        if bytes.contains(where: { $0 >= 0x80 }) { _ = try reader.text(record, column) }
        let isNumber = record.values[column].isNumber
        let text = String(decoding: bytes, as: UTF8.self)
        if SpreadsheetError.is(text) { _ = try reader.text(record, column) }
        // Nearly every number: no spreadsheet's mark is in it, and no digit can be rounded away.
        let isPlain =
            bytes.count <= SpreadsheetNumber.exactDigits
            && bytes.allSatisfy { Byte.isDigit($0) || (65...90).contains($0 & 0xDF) }
        if isPlain && !isNumber { return try invoiceNumber(text, record) }
        switch SpreadsheetNumber(text) {
        case .whole(let digits)?:
            // A program has spelled a JSON number, not a human: only its digits count.
            let number = try invoiceNumber(
                isNumber ? digits : SpreadsheetNumber.withoutApostrophes(text), record)
            if digits != text { note(.readAs(written: text, key: number.key), column, record) }
            return number
        case nil where !isNumber:
            let plain = SpreadsheetNumber.withoutApostrophes(text)
            let number = try invoiceNumber(plain, record)
            if plain != text { note(.readAs(written: text, key: number.key), column, record) }
            return number
        case .mangled?, nil:
            throw record.refusal(
                column, .mangledNumber,
                "A spreadsheet has turned the invoice number into\(record.quoted(column)).",
                "Format the column as text and export the file again.")
        }
    }

    private func invoiceNumber(
        _ text: String, _ record: Record
    ) throws(Refusal) -> InvoiceNumber {
        guard let number = InvoiceNumber(text) else {
            throw record.refusal(
                .invoiceNumber, .badInvoiceNumber,
                "The invoice number\(record.quoted(.invoiceNumber)) cannot be one.",
                "Use at most \(InvoiceNumber.longest) characters and no control characters.")
        }
        return number
    }

    /// Reads the identity number; nil if there is none, or digits of it are lost.
    mutating func idNumber(
        _ record: Record, country: String, known: inout KnownFields
    ) throws(Refusal) -> String? {
        try digits(record, .idNumber, known: &known) { text in
            country == "SE" && Self.shortIDNumbers.contains(text.utf8.count)
                && text.utf8.allSatisfy(Byte.isDigit)
        }
    }

    /// Reads the payment reference; nil if there is none. A reference is often a person's name, so
    /// one counts only if a bank would take it.
    mutating func ocr(_ record: Record, known: inout KnownFields) throws(Refusal) -> String? {
        if let ocr = try digits(record, .ocr, known: &known, isShort: { _ in false }) { return ocr }
        guard let reference = try reader.optionalText(record, .reference) else { return nil }
        if OCR.isPlausible(reference) { return reference }
        droppedReferences += 1
        return nil
    }

    /// Reads the mobile number in E.164 form; nil if there is none, or the text is no clear number.
    mutating func mobileNumber(
        _ record: Record, country: String, known: inout KnownFields
    ) throws(Refusal) -> String? {
        let written = try reader.text(record, .mobileNumber)
        if written.isEmpty {
            if record.isPresent(.mobileNumber) { known.formUnion(.mobileNumber) }
            return nil
        }
        guard let text = Self.restored(written) else {
            droppedMobileNumbers += 1
            note(.leftOut, .mobileNumber, record)
            return nil
        }
        guard let number = CellReading.mobileNumber(text, country: country) else {
            droppedMobileNumbers += 1
            return nil
        }
        known.formUnion(.mobileNumber)
        return number
    }

    /// Reads a cell of digits, and notes one that is left out.
    /// - Parameter isShort: whether digits are missing from a text that no spreadsheet has marked.
    /// - Returns: nil if there is no value, or if digits of it are lost.
    private mutating func digits(
        _ record: Record, _ column: Column, known: inout KnownFields, isShort: (String) -> Bool
    ) throws(Refusal) -> String? {
        let written = try reader.text(record, column)
        if written.isEmpty {
            if record.isPresent(column) { known.formUnion(column) }
            return nil
        }
        guard let text = Self.restored(written), !isShort(text) else {
            note(.leftOut, column, record)
            return nil
        }
        known.formUnion(column)
        return text
    }

    /// Undoes a spreadsheet's rendering: `5560360793.0` becomes `5560360793`. Any other text stays,
    /// without apostrophes before it.
    /// - Returns: nil if digits are lost.
    private static func restored(_ written: String) -> String? {
        let plain = SpreadsheetNumber.withoutApostrophes(written)
        let isInternational = plain.utf8.first == UInt8(ascii: "+")
        let number = isInternational ? String(plain.dropFirst()) : plain
        switch SpreadsheetNumber(number) {
        case .mangled?: return nil
        // Spaces are how people group digits: such a text stays.
        case .whole(let digits)? where !number.utf8.allSatisfy({ $0 == 32 || Byte.isDigit($0) }):
            return (isInternational ? "+" : "") + digits
        case .whole?, nil: return plain
        }
    }

    private mutating func note(
        _ matter: ReadingNote.Matter, _ column: Column, _ record: Record
    ) {
        notes.append(
            ReadingNote(
                line: record.line, header: record.values.names[column.rawValue], column: column,
                matter: matter))
    }
}
