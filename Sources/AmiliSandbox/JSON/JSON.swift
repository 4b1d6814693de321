/// A JSON value, with numbers as they were written and members in their order.
///
/// The sandbox has a codec of its own: a fault in one shared with the client would go unnoticed,
/// because both sides would have it.
package enum JSON: Hashable, Sendable {
    case null
    case bool(Bool)
    /// The literal, so that `12500.00` keeps its decimals.
    case number(String)
    case string(String)
    case array([JSON])
    case object([Member])

    package struct Member: Hashable, Sendable {
        package let name: String
        package let value: JSON
        package init(_ name: String, _ value: JSON) {
            self.name = name
            self.value = value
        }
    }

    /// The value of the member with this name; nil if there is none, or if this is no object.
    package subscript(name: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    /// nil unless this is a string.
    package var text: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// nil unless this is an array.
    package var items: [JSON]? {
        if case .array(let items) = self { items } else { nil }
    }

    /// The value of a whole number without fraction and exponent; nil for anything else.
    package var integer: Int64? {
        if case .number(let literal) = self { Int64(literal) } else { nil }
    }

    /// The value of a number, rounded; nil for anything else.
    package var double: Double? {
        if case .number(let literal) = self { Double(literal) } else { nil }
    }

    package static func integer(_ value: some BinaryInteger) -> JSON { .number(String(value)) }

    /// The string; `null` for nil.
    package static func optional(_ text: String?) -> JSON { text.map(JSON.string) ?? .null }

    /// Kronor with two decimals, from öre.
    static func kronor(_ ore: Int64) -> JSON {
        let magnitude = ore.magnitude
        let fraction = magnitude % 100
        return .number(
            (ore < 0 ? "-" : "") + String(magnitude / 100) + (fraction < 10 ? ".0" : ".")
                + String(fraction))
    }
}

extension JSON {
    /// The JSON text in UTF-8, without white space.
    package var bytes: [UInt8] {
        var output: [UInt8] = []
        write(to: &output)
        return output
    }

    func write(to output: inout [UInt8]) {
        switch self {
        case .null: output += "null".utf8
        case .bool(let value): output += (value ? "true" : "false").utf8
        case .number(let literal): output += literal.utf8
        case .string(let text): JSON.write(text, to: &output)
        case .array(let items):
            output.append(UInt8(ascii: "["))
            for (position, item) in items.enumerated() {
                if position > 0 { output.append(UInt8(ascii: ",")) }
                item.write(to: &output)
            }
            output.append(UInt8(ascii: "]"))
        case .object(let members):
            output.append(UInt8(ascii: "{"))
            for (position, member) in members.enumerated() {
                if position > 0 { output.append(UInt8(ascii: ",")) }
                JSON.write(member.name, to: &output)
                output.append(UInt8(ascii: ":"))
                member.value.write(to: &output)
            }
            output.append(UInt8(ascii: "}"))
        }
    }

    /// Writes a string in quotes. Quotes, backslashes and control characters are escaped, all else
    /// stays as UTF-8.
    static func write(_ text: String, to output: inout [UInt8]) {
        let digits = Array("0123456789abcdef".utf8)
        output.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                output.append(UInt8(ascii: "\\"))
                output.append(byte)
            case 0..<0x20:
                output += "\\u00".utf8
                output.append(digits[Int(byte >> 4)])
                output.append(digits[Int(byte & 15)])
            default: output.append(byte)
            }
        }
        output.append(UInt8(ascii: "\""))
    }
}
