import Reminders

/// Reads dates, answers, kinds of customer, phone numbers and e-mail addresses. All functions take
/// cells without white space at the ends; bytes are UTF-8.
enum CellReading {
    /// Reads a date.
    ///
    /// Long forms are `YYYY-MM-DD`, `YYYY/MM/DD`, `YYYYMMDD`, and the first two with midnight after
    /// them (`T00:00:00Z`). Another time of day is refused, because it could mean the day before or
    /// after in Sweden. `DD.MM.YYYY` is read too, since nobody writes the month first with points;
    /// `5/6/2026` is not.
    ///
    /// Short forms are `YYMMDD` and a spreadsheet's count of days. They are read only if no other
    /// date that they may mean is near `today`.
    /// - Returns: nil if the text is no date, or may be several.
    static func date(_ bytes: UnsafeBufferPointer<UInt8>, today: CalendarDate) -> CalendarDate? {
        guard bytes.count >= 8 else { return shortDate(bytes, today) }
        if bytes.count == 8 {
            guard let year = number(bytes, 0..<4), let month = number(bytes, 4..<6),
                let day = number(bytes, 6..<8)
            else { return nil }
            return CalendarDate(year: year, month: month, day: day)
        }
        guard bytes.count >= 10 else { return nil }
        if bytes[2] == Byte.point, bytes[5] == Byte.point {
            guard bytes.count == 10, let day = number(bytes, 0..<2),
                let month = number(bytes, 3..<5), let year = number(bytes, 6..<10)
            else { return nil }
            return CalendarDate(year: year, month: month, day: day)
        }
        guard bytes[4] == bytes[7],
            bytes[4] == Byte.minus || bytes[4] == UInt8(ascii: "/"),
            let year = number(bytes, 0..<4), let month = number(bytes, 5..<7),
            let day = number(bytes, 8..<10),
            bytes.count == 10 || isMidnight(UnsafeBufferPointer(rebasing: bytes[10...]))
        else { return nil }
        return CalendarDate(year: year, month: month, day: day)
    }

    /// Whether the text is a date in a long form with separators, which is nothing else.
    static func isDate(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        bytes.count >= 10 && date(bytes, today: CalendarDate(dayNumber: 0)) != nil
    }

    /// Reads decimal digits; nil if another byte is among them.
    private static func number(
        _ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>
    ) -> Int? {
        var digits = 0
        for index in range {
            guard Byte.isDigit(bytes[index]) else { return nil }
            digits = digits * 10 + Int(bytes[index] - Byte.zero)
        }
        return digits
    }

    /// Reads six digits as `YYMMDD` if neither `DDMMYY` nor `MMDDYY` gives a day that an invoice
    /// could bear. Reads five digits as days since 1899-12-30 if the other count that spreadsheets
    /// have, which begins 1,462 days later, gives no such day.
    private static func shortDate(
        _ bytes: UnsafeBufferPointer<UInt8>, _ today: CalendarDate
    ) -> CalendarDate? {
        func near(_ date: CalendarDate?) -> CalendarDate? {
            // Debts older than ten years are time-barred, and no terms are longer than two years.
            guard let date, (-3_653...731).contains(date.days(since: today)) else { return nil }
            return date
        }
        if bytes.count == 6, let one = number(bytes, 0..<2), let two = number(bytes, 2..<4),
            let three = number(bytes, 4..<6)
        {
            guard near(CalendarDate(year: 2000 + three, month: two, day: one)) == nil,
                near(CalendarDate(year: 2000 + three, month: one, day: two)) == nil
            else { return nil }
            return near(CalendarDate(year: 2000 + one, month: two, day: three))
        }
        guard bytes.count == 5, let days = number(bytes, 0..<5) else { return nil }
        // 1899-12-30 is 25,569 days before 1970-01-01.
        let date = CalendarDate(dayNumber: days - 25_569)
        return near(date.adding(days: 1_462)) == nil ? near(date) : nil
    }

    /// Whether the text is midnight: `T00:00` or `T00:00:00`, with a fraction of zeros and any
    /// zone.
    private static func isMidnight(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard bytes[0] == UInt8(ascii: "T") || bytes[0] == Byte.space else { return false }
        var rest = Slice(base: bytes, bounds: 1..<bytes.count)
        func takes(_ text: StaticString) -> Bool {
            let pattern = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
            guard rest.starts(with: pattern) else { return false }
            rest = rest.dropFirst(pattern.count)
            return true
        }
        guard takes("00:00") else { return false }
        if takes(":00"), takes(".") {
            let zeros = rest.prefix { $0 == Byte.zero }.count
            if zeros == 0 { return false }
            rest = rest.dropFirst(zeros)
        }
        if rest.isEmpty || (takes("Z") && rest.isEmpty) { return true }
        guard takes("+") || takes("-") else { return false }
        let zone = rest.filter(Byte.isDigit)
        return zone.count == 4 && (rest.count == 4 || (rest.count == 5 && rest.contains(0x3A)))
    }

    /// Reads a yes or a no. An empty cell is a no, as Swedish spreadsheets mark it.
    /// - Returns: nil if the text is neither.
    static func answer(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool? {
        if bytes.isEmpty { return false }
        guard bytes.count <= 6 else { return nil }
        if bytes.count == 1 {
            switch bytes[0] | 0x20 {
            case UInt8(ascii: "x"), UInt8(ascii: "j"), UInt8(ascii: "y"): return true
            case UInt8(ascii: "n"): return false
            default: break
            }
            if bytes[0] == UInt8(ascii: "1") { return true }
            return bytes[0] == Byte.zero ? false : nil
        }
        switch String(decoding: bytes, as: UTF8.self).lowercased() {
        case "ja", "true", "yes", "sant", "sann": return true
        case "nej", "false", "no", "falskt", "falsk": return false
        default: return nil
        }
    }

    /// Reads a kind of customer, or a plain yes or no.
    /// - Returns: whether that is a company; nil for an unknown word.
    static func isCompany(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool? {
        switch Column.folded(String(decoding: bytes, as: UTF8.self)) {
        case "foretag", "company", "business", "organisation", "organization", "juridiskperson":
            true
        case "privat", "privatperson", "person", "private", "privateperson", "konsument",
            "consumer":
            false
        default: answer(bytes)
        }
    }

    /// Returns the number in E.164 form. It must be clear: `070-123 45 67` of a Swedish debtor, or
    /// any number that begins with `+` or `00`.
    /// - Parameter country: the debtor's, as an ISO 3166-1 alpha-2 code.
    /// - Returns: nil if the text is not clearly one phone number.
    static func mobileNumber(_ text: String, country: String) -> String? {
        var digits: [UInt8] = []
        var isInternational = false
        let plain = text.utf8.contains(0x28) ? text.replacing("(0)", with: "") : text
        for scalar in plain.unicodeScalars {
            switch scalar {
            case "+" where digits.isEmpty && !isInternational: isInternational = true
            case "0"..."9": digits.append(UInt8(scalar.value))
            case " ", "\u{A0}", "\u{202F}", "-", "/", ".", "(", ")", "\u{2011}", "\u{2013}": break
            default: return nil
            }
        }
        if !isInternational {
            if digits.starts(with: "00".utf8) {
                digits.removeFirst(2)
            } else if country == "SE", digits.starts(with: "07".utf8), digits.count == 10 {
                digits.replaceSubrange(..<1, with: "46".utf8)
            } else {
                return nil
            }
        }
        guard (8...15).contains(digits.count), digits[0] != Byte.zero else { return nil }
        return "+" + String(decoding: digits, as: UTF8.self)
    }

    /// Whether the text looks like one e-mail address. Amili refuses a letter whose address is
    /// none.
    static func isEmail(_ text: String) -> Bool {
        let isAllowed = { (byte: UInt8) in
            switch byte {
            case 0...Byte.space, Byte.quote, Byte.comma, Byte.semicolon, 0x3C, 0x3E, 0x7F: false
            default: true
            }
        }
        guard text.utf8.count <= 254, text.utf8.allSatisfy(isAllowed) else { return false }
        let parts = text.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        return parts.count == 2 && !parts[0].isEmpty && parts[1].contains(Byte.point)
            && parts[1].first != Byte.point && parts[1].last != Byte.point
    }
}
