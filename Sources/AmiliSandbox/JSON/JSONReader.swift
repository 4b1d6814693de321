extension JSON {
    /// Reads one JSON text (RFC 8259) in UTF-8, at most 32 levels deep. A name that occurs twice in
    /// an object is an error.
    package init(parsing bytes: [UInt8]) throws(JSONError) {
        var reader = JSONReader(bytes: bytes)
        self = try reader.value(depth: 0)
        reader.skipSpace()
        if reader.offset < bytes.count { throw reader.error("text after the value") }
    }

    package init(parsing text: String) throws(JSONError) {
        try self.init(parsing: Array(text.utf8))
    }
}

/// Reads JSON by recursive descent.
private struct JSONReader {
    let bytes: [UInt8]
    var offset = 0

    func error(_ what: String) -> JSONError { JSONError(what: what, offset: offset) }

    /// The next byte; 0 at the end, because no JSON text has that byte.
    var next: UInt8 { offset < bytes.count ? bytes[offset] : 0 }

    mutating func skipSpace() {
        while next == 0x20 || next == 0x0A || next == 0x0D || next == 0x09 { offset += 1 }
    }

    mutating func value(depth: Int) throws(JSONError) -> JSON {
        if depth > 32 { throw error("more than 32 levels") }
        skipSpace()
        switch next {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    mutating func word(_ word: String, _ value: JSON) throws(JSONError) -> JSON {
        guard bytes[offset...].starts(with: word.utf8) else { throw error("unknown word") }
        offset += word.utf8.count
        return value
    }

    mutating func object(depth: Int) throws(JSONError) -> JSON {
        offset += 1
        var members: [JSON.Member] = []
        skipSpace()
        if next == UInt8(ascii: "}") {
            offset += 1
            return .object(members)
        }
        while true {
            skipSpace()
            guard next == UInt8(ascii: "\"") else { throw error("name expected") }
            let name = try string()
            if members.contains(where: { $0.name == name }) { throw error("name given twice") }
            skipSpace()
            guard next == UInt8(ascii: ":") else { throw error("colon expected") }
            offset += 1
            members.append(JSON.Member(name, try value(depth: depth + 1)))
            if try ends(with: UInt8(ascii: "}")) { return .object(members) }
        }
    }

    mutating func array(depth: Int) throws(JSONError) -> JSON {
        offset += 1
        var items: [JSON] = []
        skipSpace()
        if next == UInt8(ascii: "]") {
            offset += 1
            return .array(items)
        }
        while true {
            items.append(try value(depth: depth + 1))
            if try ends(with: UInt8(ascii: "]")) { return .array(items) }
        }
    }

    /// Skips a comma, and returns false, or the closing bracket, and returns true.
    mutating func ends(with bracket: UInt8) throws(JSONError) -> Bool {
        skipSpace()
        guard next == bracket || next == UInt8(ascii: ",") else {
            throw error("comma or bracket expected")
        }
        defer { offset += 1 }
        return next == bracket
    }

    mutating func number() throws(JSONError) -> JSON {
        let start = offset
        if next == UInt8(ascii: "-") { offset += 1 }
        if next == UInt8(ascii: "0") { offset += 1 } else { try digits() }
        if next == UInt8(ascii: ".") {
            offset += 1
            try digits()
        }
        if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
            offset += 1
            if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { offset += 1 }
            try digits()
        }
        return .number(String(decoding: bytes[start..<offset], as: UTF8.self))
    }

    mutating func digits() throws(JSONError) {
        let start = offset
        while next >= UInt8(ascii: "0") && next <= UInt8(ascii: "9") { offset += 1 }
        if offset == start { throw error("value expected") }
    }

    mutating func string() throws(JSONError) -> String {
        offset += 1
        let start = offset
        while next >= 0x20 && next != UInt8(ascii: "\"") && next != UInt8(ascii: "\\") {
            offset += 1
        }
        if next == UInt8(ascii: "\"") {
            defer { offset += 1 }
            return try text(of: bytes[start..<offset])
        }
        return try escapedString(from: start)
    }

    /// - Throws: if the bytes are not UTF-8.
    func text(of slice: some Collection<UInt8>) throws(JSONError) -> String {
        guard let text = String(validating: slice, as: UTF8.self) else {
            throw error("not UTF-8")
        }
        return text
    }

    /// Reads the rest of a string from its first escape on, at `offset`.
    mutating func escapedString(from start: Int) throws(JSONError) -> String {
        var decoded = Array(bytes[start..<offset])
        while next != UInt8(ascii: "\"") {
            if next < 0x20 { throw error("string not ended") }
            if next != UInt8(ascii: "\\") {
                decoded.append(next)
                offset += 1
                continue
            }
            offset += 1
            let escape = next
            offset += 1
            switch escape {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): decoded.append(escape)
            case UInt8(ascii: "b"): decoded.append(0x08)
            case UInt8(ascii: "f"): decoded.append(0x0C)
            case UInt8(ascii: "n"): decoded.append(0x0A)
            case UInt8(ascii: "r"): decoded.append(0x0D)
            case UInt8(ascii: "t"): decoded.append(0x09)
            case UInt8(ascii: "u"): decoded += String(Character(try scalar())).utf8
            default: throw error("unknown escape")
            }
        }
        offset += 1
        return try text(of: decoded)
    }

    /// Reads the character of one `\uXXXX`, or of the two of a surrogate pair; `offset` stands
    /// after the first `\u`.
    mutating func scalar() throws(JSONError) -> Unicode.Scalar {
        let high = try codeUnit()
        if let scalar = Unicode.Scalar(UInt32(high)) { return scalar }
        guard high < 0xDC00, next == UInt8(ascii: "\\"), offset + 1 < bytes.count,
            bytes[offset + 1] == UInt8(ascii: "u")
        else { throw error("half a surrogate pair") }
        offset += 2
        let low = try codeUnit()
        guard (0xDC00...0xDFFF).contains(low) else { throw error("half a surrogate pair") }
        let value = 0x10000 + (UInt32(high) - 0xD800) << 10 + (UInt32(low) - 0xDC00)
        guard let scalar = Unicode.Scalar(value) else { throw error("half a surrogate pair") }
        return scalar
    }

    /// Reads four hexadecimal digits.
    mutating func codeUnit() throws(JSONError) -> UInt16 {
        var value: UInt16 = 0
        for _ in 0..<4 {
            guard let digit = Character(Unicode.Scalar(next)).hexDigitValue else {
                throw error("four hexadecimal digits expected")
            }
            value = value << 4 | UInt16(digit)
            offset += 1
        }
        return value
    }
}
