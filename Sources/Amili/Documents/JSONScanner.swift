/// Reads plain JSON without making a tree of it, for the answers that every letter waits for.
///
/// It gives up on anything that is not plain, and Foundation then decides: an escape in a name or
/// in a text that is read, nesting deeper than 16, invalid UTF-8, invalid JSON. It must not accept
/// what Foundation refuses, nor read anything differently: `JSONScannerTests` compares the two.
struct JSONScanner {
    /// The bytes of a member's name.
    struct Name {
        fileprivate let bytes: UnsafeBufferPointer<UInt8>

        static func == (name: Name, text: String) -> Bool {
            text.utf8.count == name.bytes.count && text.utf8.elementsEqual(name.bytes)
        }
    }

    private static let deepest = 16
    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0
    private var depth = 0

    /// Reads a body that holds one value.
    /// - Parameter value: reads that value; nil gives up.
    /// - Returns: nil if it gave up, or if anything but white space follows the value.
    static func read<Value>(
        _ body: [UInt8], _ value: (inout JSONScanner) -> Value?
    ) -> Value? {
        body.withUnsafeBufferPointer { bytes in
            if bytes.contains(where: { $0 >= 0x80 }),
                String(validating: bytes, as: UTF8.self) == nil
            {
                return nil
            }
            var scanner = JSONScanner(bytes: bytes)
            guard let found = value(&scanner) else { return nil }
            scanner.skipSpace()
            return scanner.position == bytes.count ? found : nil
        }
    }

    private init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    // MARK: Values. Each returns false, or nil, to give up.

    /// Reads an object, member by member.
    /// - Parameter member: reads or skips the member's value; false gives up.
    mutating func object(_ member: (inout JSONScanner, Name) -> Bool) -> Bool {
        guard take("{"), enter() else { return false }
        defer { depth -= 1 }
        if take("}") { return true }
        repeat {
            skipSpace()
            guard let name = plainText(), take(":"), member(&self, Name(bytes: name)) else {
                return false
            }
        } while take(",")
        return take("}")
    }

    /// Reads an array.
    /// - Parameter element: reads or skips one element; false gives up.
    mutating func array(_ element: (inout JSONScanner) -> Bool) -> Bool {
        guard take("["), enter() else { return false }
        defer { depth -= 1 }
        if take("]") { return true }
        repeat {
            guard element(&self) else { return false }
        } while take(",")
        return take("]")
    }

    /// Reads a text that has no escapes.
    mutating func text() -> String? {
        skipSpace()
        return plainText().map { String(decoding: $0, as: UTF8.self) }
    }

    /// Reads an array of texts without escapes.
    mutating func texts() -> [String]? {
        var texts: [String] = []
        let isRead = array { scanner in
            guard let text = scanner.text() else { return false }
            texts.append(text)
            return true
        }
        return isRead ? texts : nil
    }

    /// Reads a whole number of at most 15 digits, without a sign.
    mutating func wholeNumber() -> Int? {
        skipSpace()
        let start = position
        guard number() else { return nil }
        let digits = bytes[start..<position]
        guard digits.count <= 15, digits.allSatisfy(Self.isDigit) else { return nil }
        return digits.reduce(0) { 10 * $0 + Int($1 - UInt8(ascii: "0")) }
    }

    mutating func boolean() -> Bool? {
        literal("true") ? true : literal("false") ? false : nil
    }

    mutating func null() -> Bool { literal("null") }

    /// Skips any value, after a check that it is one.
    mutating func skip() -> Bool {
        skipSpace()
        guard position < bytes.count else { return false }
        switch bytes[position] {
        case UInt8(ascii: "\""): return skipText()
        case UInt8(ascii: "{"): return object { scanner, _ in scanner.skip() }
        case UInt8(ascii: "["): return array { $0.skip() }
        case UInt8(ascii: "t"): return literal("true")
        case UInt8(ascii: "f"): return literal("false")
        case UInt8(ascii: "n"): return literal("null")
        default: return number()
        }
    }

    // MARK: Bytes

    /// Goes one level deeper; false if that is too deep.
    private mutating func enter() -> Bool {
        depth += 1
        return depth <= Self.deepest
    }

    private mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            default: return
            }
        }
    }

    /// Skips white space and the sign, if the sign comes next.
    private mutating func take(_ sign: Unicode.Scalar) -> Bool {
        skipSpace()
        guard position < bytes.count, bytes[position] == UInt8(ascii: sign) else { return false }
        position += 1
        return true
    }

    private mutating func literal(_ word: StaticString) -> Bool {
        skipSpace()
        let end = position + word.utf8CodeUnitCount
        guard end <= bytes.count,
            bytes[position..<end].elementsEqual(
                UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
        else { return false }
        position = end
        return true
    }

    /// Reads a text, up to and with its closing quote.
    /// - Returns: the bytes between the quotes; nil if there is no text, or it holds an escape.
    private mutating func plainText() -> UnsafeBufferPointer<UInt8>? {
        guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { return nil }
        let start = position + 1
        var end = start
        while end < bytes.count {
            let byte = bytes[end]
            if byte == UInt8(ascii: "\"") {
                position = end + 1
                return UnsafeBufferPointer(rebasing: bytes[start..<end])
            }
            guard byte >= 0x20, byte != UInt8(ascii: "\\") else { return nil }
            end += 1
        }
        return nil
    }

    /// Skips a text. Escapes by number are left to Foundation, because half a surrogate pair is
    /// invalid.
    private mutating func skipText() -> Bool {
        position += 1
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                position += 1
                return true
            case UInt8(ascii: "\\"):
                guard position + 1 < bytes.count,
                    "\"\\/bfnrt".utf8.contains(bytes[position + 1])
                else { return false }
                position += 2
            case 0..<0x20: return false
            default: position += 1
            }
        }
        return false
    }

    /// Skips a number as RFC 8259 §6 defines it.
    private mutating func number() -> Bool {
        if position < bytes.count, bytes[position] == UInt8(ascii: "-") { position += 1 }
        let start = position
        guard digits() else { return false }
        if bytes[start] == UInt8(ascii: "0"), position > start + 1 { return false }
        if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
            position += 1
            guard digits() else { return false }
        }
        if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
            position += 1
            if position < bytes.count, "+-".utf8.contains(bytes[position]) { position += 1 }
            guard digits() else { return false }
        }
        return true
    }

    private mutating func digits() -> Bool {
        let start = position
        while position < bytes.count, Self.isDigit(bytes[position]) { position += 1 }
        return position > start
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
