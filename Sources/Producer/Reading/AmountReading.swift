import Reminders

/// Reads kronor and öre as people and programs write them. Exact: no binary fractions.
enum AmountReading {
    /// Why a text cannot be taken as an amount.
    enum Flaw: Error, Equatable {
        case notAnAmount
        /// `1.234` or `1,234`, which may mean thousands or decimals.
        case ambiguous
        /// More than two decimals, and not only zeros.
        case tooManyDecimals
        /// Beyond ±`largest`.
        case outOfBounds
        /// A spreadsheet's `1,23E+05`: digits are lost.
        case mangled
    }

    /// ±999 999 999,99 kr, in öre. The bound is our own: no invoice comes near it, and sums stay in
    /// 64 bits.
    static let largest: Int64 = 99_999_999_999

    /// Reads `1 234,50`, `1.234,50`, `1,234.50`, `1'234.50`, `1234.5`, `−12 kr`, `100 SEK`,
    /// `SEK 100`, and bookkeepers' negative `(1 234,50)` and `1234,50-`.
    /// - Parameter bytes: UTF-8.
    static func read(_ bytes: UnsafeBufferPointer<UInt8>) throws(Flaw) -> Ore {
        if let plain = readPlain(bytes) { return plain }
        let text = try normalised(bytes)
        return try read(written: text[...])
    }

    /// Whether the text is an amount with a comma or a point in it.
    static func hasDecimals(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard bytes.count >= 3, bytes.contains(Byte.comma) || bytes.contains(Byte.point) else {
            return false
        }
        return (try? read(bytes)) != nil
    }

    /// Reads digits with at most one separator before one or two decimals: nearly every amount.
    /// - Returns: nil if the text is anything else, or too large.
    private static func readPlain(_ bytes: UnsafeBufferPointer<UInt8>) -> Ore? {
        var value: Int64 = 0
        var decimals: Int?
        guard let first = bytes.first, Byte.isDigit(first), bytes.count <= 12 else { return nil }
        for byte in bytes {
            if Byte.isDigit(byte) {
                value = value * 10 + Int64(byte - Byte.zero)
                if let seen = decimals { decimals = seen + 1 }
            } else if (byte == Byte.comma || byte == Byte.point) && decimals == nil {
                decimals = 0
            } else {
                return nil
            }
        }
        let ore: Int64
        switch decimals {
        case nil: ore = value * 100
        case 1: ore = value * 10
        case 2: ore = value
        default: return nil
        }
        return ore <= largest ? Ore(ore) : nil
    }

    /// Returns the text as lower-case ASCII with one kind of space, apostrophe and minus sign,
    /// without the currency's name.
    private static func normalised(_ bytes: UnsafeBufferPointer<UInt8>) throws(Flaw) -> [UInt8] {
        var result: [UInt8] = []
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            switch scalar.value {
            case 0x20, 0xA0, 0x2007, 0x2008, 0x2009, 0x200A, 0x202F: result.append(Byte.space)
            case 0x2D, 0x2212, 0x2012, 0x2013: result.append(Byte.minus)
            case 0x2019: result.append(Byte.apostrophe)
            case 0x41...0x5A: result.append(UInt8(scalar.value) + 32)
            case 0x21..<0x7F: result.append(UInt8(scalar.value))
            default: throw .notAnAmount
            }
        }
        trim(&result)
        for name in ["kr", "kr.", "sek", ":-"]
        where result.suffix(name.utf8.count).elementsEqual(name.utf8) {
            result.removeLast(name.utf8.count)
            trim(&result)
            return result
        }
        for name in ["sek", "kr"] where result.prefix(name.utf8.count).elementsEqual(name.utf8) {
            result.removeFirst(name.utf8.count)
            trim(&result)
            break
        }
        return result
    }

    private static func trim(_ bytes: inout [UInt8]) {
        while bytes.last == Byte.space { bytes.removeLast() }
        bytes.removeFirst(bytes.prefix { $0 == Byte.space }.count)
    }

    /// Reads an amount in the form that `normalised` gives it.
    private static func read(written text: ArraySlice<UInt8>) throws(Flaw) -> Ore {
        var (body, isNegative) = withoutMarks(text)
        if isNegative, !(body.first.map(Byte.isDigit) ?? false) { throw .notAnAmount }
        let isLed = body.first == Byte.minus
        isNegative = isNegative || isLed
        if isLed || body.first == UInt8(ascii: "+") {
            body = body.dropFirst().drop { $0 == Byte.space }
        }
        if looksMangled(body) { throw .mangled }
        guard let first = body.first, Byte.isDigit(first), let last = body.last, Byte.isDigit(last)
        else { throw .notAnAmount }
        let separators = try Separators(of: body)
        var whole = body
        var fraction = body[body.endIndex...]
        if let decimal = separators.decimal, let at = body.lastIndex(of: decimal) {
            whole = body[..<at]
            fraction = body[(at + 1)...]
        }
        let kronor = try integer(whole, group: separators.group)
        guard fraction.allSatisfy(Byte.isDigit) else { throw .notAnAmount }
        guard fraction.dropFirst(2).allSatisfy({ $0 == Byte.zero }) else { throw .tooManyDecimals }
        var ore: Int64 = 0
        for place in 0..<2 {
            let at = fraction.startIndex + place
            ore = ore * 10 + (at < fraction.endIndex ? Int64(fraction[at] - Byte.zero) : 0)
        }
        let value = kronor * 100 + ore
        guard value <= largest else { throw .outOfBounds }
        return Ore(isNegative ? -value : value)
    }

    /// Strips the marks that make an amount negative, other than a sign before it. A minus behind
    /// whole kronor is no such mark: `5-` may be short for `5:-`.
    private static func withoutMarks(
        _ text: ArraySlice<UInt8>
    ) -> (body: ArraySlice<UInt8>, isNegative: Bool) {
        if text.first == UInt8(ascii: "("), text.last == UInt8(ascii: ")") {
            return (text.dropFirst().dropLast(), true)
        }
        let body = text.dropLast()
        guard text.last == Byte.minus, let comma = body.suffix(3).first,
            comma == Byte.comma || comma == Byte.point
        else { return (text, false) }
        return (body, true)
    }

    /// The separators of an amount. If it has both points and commas, the last of them is the
    /// decimal separator. A mark that occurs once is the decimal separator, too; one that occurs
    /// several times separates groups, as spaces and apostrophes do.
    private struct Separators {
        var group: UInt8?
        var decimal: UInt8?

        /// - Throws: `.ambiguous` if a single one may separate thousands, `.notAnAmount` if the
        ///   marks contradict each other.
        init(of body: ArraySlice<UInt8>) throws(Flaw) {
            let points = body.count { $0 == Byte.point }
            let commas = body.count { $0 == Byte.comma }
            let hasApostrophes = body.contains(Byte.apostrophe)
            let hasSpaces = body.contains(Byte.space) || hasApostrophes
            if hasSpaces { group = hasApostrophes ? Byte.apostrophe : Byte.space }
            if points > 0 && commas > 0 {
                guard !hasSpaces,
                    let last = body.last(where: { $0 == Byte.point || $0 == Byte.comma })
                else { throw .notAnAmount }
                decimal = last
                group = last == Byte.point ? Byte.comma : Byte.point
                guard (last == Byte.point ? points : commas) == 1 else { throw .notAnAmount }
            } else if points + commas > 1 {
                guard !hasSpaces else { throw .notAnAmount }
                group = points > 0 ? Byte.point : Byte.comma
            } else if points + commas == 1 {
                let separator = points > 0 ? Byte.point : Byte.comma
                decimal = separator
                let before = body.prefix { $0 != separator }
                let after = body.count - before.count - 1
                if after == 3, !hasSpaces, before.count <= 3, before.first != Byte.zero {
                    throw .ambiguous
                }
            }
        }
    }

    /// Reads whole kronor. With a group separator, each group but the first has three digits.
    private static func integer(_ text: ArraySlice<UInt8>, group: UInt8?) throws(Flaw) -> Int64 {
        let groups = text.split(separator: group ?? 0, omittingEmptySubsequences: false)
        var value: Int64 = 0
        for (index, digits) in groups.enumerated() {
            guard !digits.isEmpty, digits.allSatisfy(Byte.isDigit),
                groups.count == 1 || (index == 0 ? digits.count <= 3 : digits.count == 3)
            else { throw .notAnAmount }
            for digit in digits {
                value = value * 10 + Int64(digit - Byte.zero)
                guard value <= largest else { throw .outOfBounds }
            }
        }
        return value
    }

    /// Whether the text is a number with a signed exponent, as spreadsheets show long ones.
    static func looksMangled(_ bytes: some Collection<UInt8>) -> Bool {
        var rest = bytes[...]
        let isSeparator = { (byte: UInt8) in byte == Byte.comma || byte == Byte.point }
        guard let first = rest.first, Byte.isDigit(first) else { return false }
        rest = rest.drop(while: Byte.isDigit)
        if let separator = rest.first, isSeparator(separator) {
            rest = rest.dropFirst().drop(while: Byte.isDigit)
        }
        guard let mark = rest.first, mark == UInt8(ascii: "E") || mark == UInt8(ascii: "e") else {
            return false
        }
        rest = rest.dropFirst()
        guard let sign = rest.first, sign == UInt8(ascii: "+") || sign == Byte.minus else {
            return false
        }
        rest = rest.dropFirst()
        return !rest.isEmpty && rest.allSatisfy(Byte.isDigit)
    }

    /// Reads a JSON number, with or without an exponent.
    /// - Precondition: the number's shape has been checked.
    static func read(jsonNumber bytes: UnsafeBufferPointer<UInt8>) throws(Flaw) -> Ore {
        let isNegative = bytes.first == Byte.minus
        var digits: [UInt8] = []
        // The number is digits × 10^(scale + exponent).
        var scale = 0
        var exponent = 0
        var index = isNegative ? 1 : 0
        var sawPoint = false
        while index < bytes.count, Byte.isDigit(bytes[index]) || bytes[index] == Byte.point {
            if bytes[index] == Byte.point {
                sawPoint = true
            } else {
                digits.append(bytes[index] - Byte.zero)
                if sawPoint { scale -= 1 }
            }
            index += 1
        }
        if index < bytes.count {
            index += 1
            let isDown = bytes[index] == Byte.minus
            for byte in bytes[index...] where Byte.isDigit(byte) {
                exponent = min(exponent * 10 + Int(byte - Byte.zero), 1_000_000)
            }
            if isDown { exponent = -exponent }
        }
        return try exact(digits, scale: scale + exponent + 2, isNegative: isNegative)
    }

    /// Returns `digits` × 10^`scale` öre.
    /// - Throws: `.tooManyDecimals` if that is not a whole number, or `.outOfBounds`.
    private static func exact(_ digits: [UInt8], scale: Int, isNegative: Bool) throws(Flaw) -> Ore {
        var kept = digits[...]
        if scale < 0 {
            guard digits.suffix(-scale).allSatisfy({ $0 == 0 }) else { throw .tooManyDecimals }
            kept = digits.dropLast(-scale)
        }
        var value: Int64 = 0
        for digit in kept {
            value = value * 10 + Int64(digit)
            guard value <= largest else { throw .outOfBounds }
        }
        if scale > 0, value != 0 {
            for _ in 0..<scale {
                value *= 10
                guard value <= largest else { throw .outOfBounds }
            }
        }
        return Ore(isNegative ? -value : value)
    }
}
