/// A whole number in the spelling of spreadsheets and their exports: `10234`, `10 234`, `10234.0`,
/// `10234,00`, `1,0234E+4`, `'10234` and `="10234"` are the same digits.
///
/// An invoice number is a text, but spreadsheets treat it as a number: they group the digits, add
/// decimals, or show six digits and an exponent. This type recognises the texts that are surely the
/// same digits, and those that have lost some. All other texts are a creditor's own way to number
/// (`A-77`, `26.001`, `2026 001`, `12E34`) and are left alone.
package enum SpreadsheetNumber: Hashable, Sendable {
    /// All digits in their order, with leading zeros.
    case whole(String)
    /// Digits are lost (`1,02E+04`), or may be: `10,234` is over ten thousand, or a little over
    /// ten.
    case mangled

    /// The decimal digits that spreadsheets keep: they compute with binary fractions of 53 bits.
    /// Excel writes zeros for the rest. Source: Microsoft, "Excel specifications and limits",
    /// number precision.
    package static let exactDigits = 15

    /// The number of zeros after `exactDigits` digits from which on a number counts as rounded.
    /// Fewer zeros may well be the creditor's own.
    private static let roundedAway = 3

    /// - Returns: nil if the text is not a whole number of zero or more in any of these spellings.
    package init?(_ text: some StringProtocol) {
        guard let ascii = Self.ascii(text) else { return nil }
        let body = Self.unwrapped(ascii[...])
        guard let first = body.first, Self.isDigit(first), body.count <= 128 else { return nil }
        guard let number = Self.exponential(body) ?? Self.plain(body) else { return nil }
        if case .whole(let digits) = number, Self.looksRounded(digits) {
            self = .mangled
        } else {
            self = number
        }
    }

    /// Removes the apostrophes before a text, by which people and programs tell a spreadsheet that
    /// it is a text (`'10234`). A text of apostrophes alone is returned unchanged.
    package static func withoutApostrophes(_ text: some StringProtocol) -> String {
        let rest = text.unicodeScalars.drop { isApostrophe($0) || $0.properties.isWhitespace }
        var result = String.UnicodeScalarView()
        result.append(contentsOf: rest)
        return result.isEmpty ? String(text) : String(result)
    }

    /// Converts to upper-case ASCII. White space of any kind becomes one space, invisible
    /// characters are dropped, and full-width digits become ordinary ones.
    /// - Returns: nil if the text has a character that no number has.
    private static func ascii(_ text: some StringProtocol) -> [UInt8]? {
        var result: [UInt8] = []
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x61...0x7A: result.append(UInt8(scalar.value) - 32)
            case 0x21..<0x7F: result.append(UInt8(scalar.value))
            case 0xFF10...0xFF19: result.append(UInt8(scalar.value - 0xFF10) + 48)
            case _ where isApostrophe(scalar): result.append(apostrophe)
            case _ where scalar.properties.isWhitespace:
                if result.last != space { result.append(space) }
            case _ where scalar.properties.generalCategory == .format: continue
            default: return nil
            }
        }
        return result
    }

    private static let space = UInt8(ascii: " ")
    private static let apostrophe = UInt8(ascii: "'")
    private static let quote = UInt8(ascii: "\"")
    private static let point = UInt8(ascii: ".")
    private static let comma = UInt8(ascii: ",")

    private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
    private static func isSeparator(_ byte: UInt8) -> Bool { byte == point || byte == comma }

    /// The straight apostrophe, and the two into which word processors change it.
    private static func isApostrophe(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "'" || scalar == "\u{2018}" || scalar == "\u{2019}"
    }

    /// Removes white space at the ends, apostrophes before the text, and `="…"` or `"…"` around it.
    private static func unwrapped(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var rest = bytes
        while true {
            let count = rest.count
            while rest.last == space { rest.removeLast() }
            rest = rest.drop { $0 == space || $0 == apostrophe }
            if rest.first == UInt8(ascii: "=") { rest = rest.dropFirst() }
            if rest.count >= 2, rest.first == quote, rest.last == quote {
                rest = rest.dropFirst().dropLast()
            }
            if rest.count == count { return rest }
        }
    }

    /// Reads `1,0234E+04` and `1.0234E4`. `12E34` may be a creditor's invoice number: without a
    /// decimal separator, only a sign shows that a spreadsheet wrote it.
    private static func exponential(_ body: ArraySlice<UInt8>) -> SpreadsheetNumber? {
        let whole = body.prefix(while: isDigit)
        var rest = body[whole.endIndex...]
        var fraction = rest.prefix(0)
        let hasSeparator = rest.first.map(isSeparator) ?? false
        if hasSeparator {
            fraction = rest.dropFirst().prefix(while: isDigit)
            rest = rest[fraction.endIndex...]
        }
        guard rest.first == UInt8(ascii: "E") else { return nil }
        rest = rest.dropFirst()
        let sign = rest.first
        let hasSign = sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-")
        if hasSign { rest = rest.dropFirst() }
        guard !rest.isEmpty, rest.allSatisfy(isDigit), hasSeparator || hasSign else { return nil }
        let exponent = rest.reduce(0) { min($0 * 10 + Int($1 - 48), 1_000) }
        // With an exponent greater than the number of decimals the last digits are unknown. With a
        // smaller one the number is not whole, unless zeros follow.
        guard sign != UInt8(ascii: "-"), exponent <= fraction.count,
            fraction.dropFirst(exponent).allSatisfy({ $0 == 48 })
        else { return .mangled }
        return exact(whole + fraction.prefix(exponent))
    }

    /// Reads digits, possibly in groups of three, possibly with decimals that are zeros.
    private static func plain(_ body: ArraySlice<UInt8>) -> SpreadsheetNumber? {
        if body.allSatisfy(isDigit) { return .whole(text(body)) }
        guard body.allSatisfy({ isDigit($0) || isSeparator($0) || $0 == space || $0 == apostrophe })
        else { return nil }
        let marks = Set(body.filter { !isDigit($0) })
        if marks.count == 1, let mark = marks.first {
            return isSeparator(mark) ? separated(body, by: mark) : grouped(body, by: mark)
        }
        // With two kinds of marks, the last is the decimal separator and the others separate
        // groups.
        guard marks.count == 2, let decimal = body.last(where: { !isDigit($0) }),
            isSeparator(decimal), body.count(where: { $0 == decimal }) == 1,
            let group = marks.first(where: { $0 != decimal }),
            let at = body.firstIndex(of: decimal), isZeros(body[(at + 1)...]),
            case .whole(let digits)? = grouped(body[..<at], by: group)
        else { return nil }
        return exact(Array(digits.utf8)[...])
    }

    /// Reads `10234.0`. `234,000` and `1,234,567` may be grouped, so they are mangled. Other digits
    /// with points between them are more often a creditor's own way to number: `26.001`.
    private static func separated(
        _ body: ArraySlice<UInt8>, by mark: UInt8
    ) -> SpreadsheetNumber? {
        let isGrouped = grouped(body, by: mark) != nil
        let parts = body.split(separator: mark, omittingEmptySubsequences: false)
        if parts.count == 2, isZeros(parts[1]) {
            return isGrouped ? .mangled : exact(parts[0])
        }
        return isGrouped && mark == comma ? .mangled : nil
    }

    private static func isZeros(_ decimals: ArraySlice<UInt8>) -> Bool {
        !decimals.isEmpty && decimals.allSatisfy { $0 == 48 }
    }

    /// Reads `1 234 567`: three digits in each group, except one to three in the first.
    private static func grouped(
        _ body: ArraySlice<UInt8>, by mark: UInt8
    ) -> SpreadsheetNumber? {
        let parts = body.split(separator: mark, omittingEmptySubsequences: false)
        guard parts.count >= 2, (1...3).contains(parts[0].count),
            parts.dropFirst().allSatisfy({ $0.count == 3 }),
            parts.allSatisfy({ $0.allSatisfy(isDigit) })
        else { return nil }
        return .whole(text(parts.joined()))
    }

    /// Checks digits that were written with decimals or an exponent. Programs that write those
    /// compute with floating-point numbers, and digits beyond their precision are not the ones that
    /// were typed.
    private static func exact(_ digits: ArraySlice<UInt8>) -> SpreadsheetNumber {
        let significant = digits.drop { $0 == 48 }
        return significant.count > exactDigits ? .mangled : .whole(text(digits))
    }

    private static func looksRounded(_ digits: String) -> Bool {
        let rest = digits.utf8.dropFirst(exactDigits)
        return rest.count >= roundedAway && rest.allSatisfy { $0 == 48 }
            && digits.utf8.contains { $0 != 48 }
    }

    private static func text(_ digits: some Collection<UInt8>) -> String {
        String(decoding: digits, as: UTF8.self)
    }
}
