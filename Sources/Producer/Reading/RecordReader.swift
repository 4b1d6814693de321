import Reminders

/// Reads the cells of a record as the types that their columns hold.
struct RecordReader {
    /// The most bytes of a text. No name or address comes near it.
    static let longestText = 1024

    let rules: ReadingRules
    let encoding: HeaderReading.Encoding

    /// Reads a text as `text` does; nil if it is empty.
    func optionalText(_ record: Record, _ column: Column) throws(Refusal) -> String? {
        let text = try text(record, column)
        return text.isEmpty ? nil : text
    }

    /// Reads one line of text. Control characters, line ends among them, become spaces; characters
    /// that turn the direction of the text are removed.
    /// - Throws: a refusal if the text is too long, damaged by a wrong encoding, or a spreadsheet's
    ///   error.
    func text(_ record: Record, _ column: Column) throws(Refusal) -> String {
        let bytes = record.bytes(column)
        if bytes.isEmpty { return "" }
        guard bytes.count <= Self.longestText else {
            throw record.refusal(
                column, .textTooLong, "The text has more than \(Self.longestText) bytes.",
                "Shorten it.")
        }
        var isSuspect = false
        var isForeign = false
        for byte in bytes {
            // 0xC2 leads the C1 control characters, 0xE2 the line and paragraph separators, and
            // 0xD8 the Arabic letter mark.
            if byte < Byte.space || byte == 0x7F || byte == 0xC2 || byte == 0xE2 || byte == 0xD8 {
                isSuspect = true
            }
            if byte >= 0x80 { isForeign = true }
        }
        let text = String(decoding: bytes, as: UTF8.self)
        if let damage = isForeign ? TextDamage.found(in: text, isCertain: encoding.isCertain) : nil
        {
            throw refusal(of: damage, record, column)
        }
        if SpreadsheetError.is(text) {
            throw record.refusal(
                column, .spreadsheetError, "The spreadsheet could not compute the cell.",
                "Mend the formula and export the file again.")
        }
        return isSuspect ? Self.cleared(text) : text
    }

    /// Replaces and removes such characters, and trims the spaces at the ends.
    private static func cleared(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { breaksLine($0) || isUnseen($0) }) else {
            return text
        }
        let scalars = text.unicodeScalars.filter { !isUnseen($0) }
            .map { breaksLine($0) ? " " : $0 }
        guard let first = scalars.firstIndex(where: { $0 != " " }),
            let last = scalars.lastIndex(where: { $0 != " " })
        else { return "" }
        return String(String.UnicodeScalarView(scalars[first...last]))
    }

    /// Whether the scalar is a mark, an override or an isolate of a text's direction. With them a
    /// name reads as another.
    private static func isUnseen(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    /// Whether the scalar is a control character, or separates lines or paragraphs.
    private static func breaksLine(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
            || scalar.value == 0x2028 || scalar.value == 0x2029
    }

    /// Reads a date, and refuses an empty cell.
    func mandatoryDate(_ record: Record, _ column: Column) throws(Refusal) -> CalendarDate {
        guard let date = try date(record, column) else { throw missing(record, column) }
        return date
    }

    /// Reads a date; nil if the cell is empty.
    func date(_ record: Record, _ column: Column) throws(Refusal) -> CalendarDate? {
        let bytes = record.bytes(column)
        try refuseNested(record, column)
        if bytes.isEmpty { return nil }
        guard let date = CellReading.date(bytes, today: rules.today) else {
            throw record.refusal(
                column, .badDate, "The date\(record.quoted(column)) cannot be read.",
                "Write it as 2026-06-01.")
        }
        return date
    }

    /// Reads an amount; nil if the cell is empty.
    func amount(_ record: Record, _ column: Column) throws(Refusal) -> Ore? {
        let bytes = record.bytes(column)
        try refuseNested(record, column)
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

    private func refusal(
        of damage: TextDamage, _ record: Record, _ column: Column
    ) -> Refusal {
        let reason =
            encoding.isGuessed
            ? "The file looks like \(encoding.rawValue), and the text is more than ASCII."
            : damage.reason
        return record.refusal(
            column, .badEncoding, reason,
            "Export the file again as CSV UTF-8, with the letters as they should be.")
    }

    /// Reads a yes or a no. An empty cell is a no.
    func answer(_ record: Record, _ column: Column) throws(Refusal) -> Bool {
        try refuseNested(record, column)
        guard let answer = CellReading.answer(record.bytes(column)) else {
            throw badAnswer(record, column)
        }
        return answer
    }

    /// Refuses a JSON object or list in place of one value.
    func refuseNested(_ record: Record, _ column: Column) throws(Refusal) {
        guard record.values[column].place == .nested else { return }
        throw record.refusal(
            column, .nestedValue,
            "There is an object or a list where the \(column.meaning) is wanted.",
            "Write one value under the key.")
    }

    func missing(_ record: Record, _ column: Column) -> Refusal {
        record.refusal(
            column, .missingValue, "There is no \(column.meaning).", "Fill it in.")
    }

    func badAnswer(_ record: Record, _ column: Column) -> Refusal {
        record.refusal(
            column, .badAnswer, "The cell is neither a yes nor a no.", "Write Ja or Nej.")
    }
}
