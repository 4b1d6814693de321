/// Finds the members of one JSON object (RFC 8259) as ranges of its bytes, without decoding them.
/// Nested values are checked and passed over.
struct JSONObjectScanner {
    /// The type of a member's value.
    enum Kind: Equatable {
        case string, number, yes, no, null, nested
    }

    /// One key of the outermost object, with its value.
    struct Member: Equatable {
        /// The key without its quotes.
        var key: Range<Int>
        var keyHasEscapes: Bool
        var kind: Kind
        /// The value; of a string without its quotes.
        var value: Range<Int>
        var valueHasEscapes: Bool
    }

    /// The most objects and arrays inside one another.
    static let deepest = 64

    private(set) var members: [Member] = []
    private var index = 0
    private var end = 0

    /// Finds the members of the object in the range.
    /// - Returns: false if the bytes are anything but one object; `members` are void then.
    mutating func scan(_ bytes: UnsafeBufferPointer<UInt8>, in range: Range<Int>) -> Bool {
        members.removeAll(keepingCapacity: true)
        (index, end) = (range.lowerBound, range.upperBound)
        skipBlanks(bytes)
        guard object(bytes, depth: 0) else { return false }
        skipBlanks(bytes)
        return index == end
    }

    private mutating func skipBlanks(_ bytes: UnsafeBufferPointer<UInt8>) {
        while index < end {
            switch bytes[index] {
            case Byte.space, Byte.tab, Byte.lineFeed, Byte.carriageReturn: index += 1
            default: return
            }
        }
    }

    /// Consumes the letter if it comes next.
    private mutating func take(
        _ letter: Unicode.Scalar, _ bytes: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        guard index < end, bytes[index] == UInt8(ascii: letter) else { return false }
        index += 1
        return true
    }

    /// Consumes an object, and keeps the members of the outermost one (`depth` 0).
    /// - Returns: false if it is malformed or nested too deeply.
    private mutating func object(_ bytes: UnsafeBufferPointer<UInt8>, depth: Int) -> Bool {
        guard depth < Self.deepest, take("{", bytes) else { return false }
        skipBlanks(bytes)
        if take("}", bytes) { return true }
        while true {
            skipBlanks(bytes)
            guard let key = string(bytes) else { return false }
            skipBlanks(bytes)
            guard take(":", bytes) else { return false }
            guard let value = value(bytes, depth: depth) else { return false }
            if depth == 0 {
                members.append(
                    Member(
                        key: key.range, keyHasEscapes: key.hasEscapes, kind: value.kind,
                        value: value.range, valueHasEscapes: value.hasEscapes))
            }
            skipBlanks(bytes)
            if take("}", bytes) { return true }
            guard take(",", bytes) else { return false }
        }
    }

    /// Consumes an array, as `object` does.
    private mutating func array(_ bytes: UnsafeBufferPointer<UInt8>, depth: Int) -> Bool {
        guard depth < Self.deepest, take("[", bytes) else { return false }
        skipBlanks(bytes)
        if take("]", bytes) { return true }
        while true {
            guard value(bytes, depth: depth) != nil else { return false }
            skipBlanks(bytes)
            if take("]", bytes) { return true }
            guard take(",", bytes) else { return false }
        }
    }

    /// Consumes any value; nil if it is malformed.
    private mutating func value(
        _ bytes: UnsafeBufferPointer<UInt8>, depth: Int
    ) -> (kind: Kind, range: Range<Int>, hasEscapes: Bool)? {
        skipBlanks(bytes)
        guard index < end else { return nil }
        let start = index
        switch bytes[index] {
        case Byte.quote:
            guard let text = string(bytes) else { return nil }
            return (.string, text.range, text.hasEscapes)
        case UInt8(ascii: "{"):
            return object(bytes, depth: depth + 1) ? (.nested, start..<index, false) : nil
        case UInt8(ascii: "["):
            return array(bytes, depth: depth + 1) ? (.nested, start..<index, false) : nil
        case UInt8(ascii: "t"): return word("true", bytes) ? (.yes, start..<index, false) : nil
        case UInt8(ascii: "f"): return word("false", bytes) ? (.no, start..<index, false) : nil
        case UInt8(ascii: "n"): return word("null", bytes) ? (.null, start..<index, false) : nil
        default: return number(bytes) ? (.number, start..<index, false) : nil
        }
    }

    private mutating func word(
        _ word: StaticString, _ bytes: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        let letters = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
        guard end - index >= letters.count, bytes[index...].starts(with: letters) else {
            return false
        }
        index += letters.count
        return true
    }

    private mutating func digits(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        let start = index
        while index < end, Byte.isDigit(bytes[index]) { index += 1 }
        return index > start
    }

    private mutating func number(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        _ = take("-", bytes)
        let start = index
        guard digits(bytes) else { return false }
        if bytes[start] == Byte.zero, index - start > 1 { return false }
        if take(".", bytes) { guard digits(bytes) else { return false } }
        if take("e", bytes) || take("E", bytes) {
            _ = take("+", bytes) || take("-", bytes)
            guard digits(bytes) else { return false }
        }
        return true
    }

    /// Consumes a string; nil if it is not closed or holds a control character. Escapes are passed
    /// over unchecked.
    private mutating func string(
        _ bytes: UnsafeBufferPointer<UInt8>
    ) -> (range: Range<Int>, hasEscapes: Bool)? {
        guard index < end, bytes[index] == Byte.quote else { return nil }
        let start = index + 1
        var at = start
        var hasEscapes = false
        while at < end {
            let byte = bytes[at]
            if byte == Byte.quote {
                index = at + 1
                return (start..<at, hasEscapes)
            }
            if byte < Byte.space { return nil }
            if byte == Byte.backslash {
                hasEscapes = true
                at += 1
            }
            at += 1
        }
        return nil
    }

    /// Appends the text of a string with escapes.
    /// - Returns: false if an escape is invalid, or half a surrogate pair stands alone.
    static func unescape(
        _ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, to utf8: inout [UInt8]
    ) -> Bool {
        var at = range.lowerBound
        while at < range.upperBound {
            guard bytes[at] == Byte.backslash else {
                utf8.append(bytes[at])
                at += 1
                continue
            }
            guard at + 1 < range.upperBound else { return false }
            let letter = bytes[at + 1]
            at += 2
            switch letter {
            case Byte.quote, Byte.backslash, UInt8(ascii: "/"): utf8.append(letter)
            case UInt8(ascii: "b"): utf8.append(0x08)
            case UInt8(ascii: "f"): utf8.append(0x0C)
            case UInt8(ascii: "n"): utf8.append(Byte.lineFeed)
            case UInt8(ascii: "r"): utf8.append(Byte.carriageReturn)
            case UInt8(ascii: "t"): utf8.append(Byte.tab)
            case UInt8(ascii: "u"):
                guard let (scalar, length) = codePoint(bytes, at..<range.upperBound) else {
                    return false
                }
                at += length
                utf8.append(contentsOf: String(scalar).utf8)
            default: return false
            }
        }
        return true
    }

    /// Reads the digits of a `\u` escape. If they are half a surrogate pair, reads the escape
    /// behind it, too.
    /// - Returns: the character, and the number of bytes read; nil if it is none.
    private static func codePoint(
        _ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>
    ) -> (scalar: Unicode.Scalar, length: Int)? {
        func hexadecimal(at start: Int) -> UInt32? {
            guard start + 4 <= range.upperBound else { return nil }
            var value: UInt32 = 0
            for byte in bytes[start..<(start + 4)] {
                guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
                value = value << 4 | UInt32(digit)
            }
            return value
        }
        let at = range.lowerBound
        guard let high = hexadecimal(at: at) else { return nil }
        guard (0xD800..<0xDC00).contains(high) else {
            return Unicode.Scalar(high).map { ($0, 4) }
        }
        guard at + 6 <= range.upperBound, bytes[at + 4] == Byte.backslash,
            bytes[at + 5] == UInt8(ascii: "u"), let low = hexadecimal(at: at + 6),
            (0xDC00..<0xE000).contains(low)
        else { return nil }
        return Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00)).map { ($0, 10) }
    }
}
