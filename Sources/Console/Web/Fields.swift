/// Names and values as `application/x-www-form-urlencoded` has them, in order; of a query and of a
/// form alike.
struct Fields: Sendable, Equatable {
    private(set) var pairs: [(name: String, value: String)]

    init(_ pairs: [(name: String, value: String)] = []) { self.pairs = pairs }

    /// What is not valid percent-encoding or UTF-8 reads as U+FFFD; more than `limit` pairs are
    /// left out.
    init(encoded text: some StringProtocol, limit: Int = 20_000) {
        pairs = text.split(separator: "&").prefix(limit).map { pair in
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (
                Self.decoded(halves[0]), halves.count > 1 ? Self.decoded(halves[1]) : ""
            )
        }
    }

    static func == (left: Fields, right: Fields) -> Bool {
        left.pairs.elementsEqual(right.pairs) { $0 == $1 }
    }

    /// The first value of that name; nil if there is none or it is empty.
    subscript(name: String) -> String? {
        pairs.first { $0.name == name && !$0.value.isEmpty }?.value
    }

    func all(_ name: String) -> [String] {
        pairs.filter { $0.name == name }.map(\.value)
    }

    func has(_ name: String) -> Bool { pairs.contains { $0.name == name } }

    /// The same with one value for that name, or none.
    func with(_ name: String, _ value: String?) -> Fields {
        var changed = without(name)
        if let value { changed.pairs.append((name, value)) }
        return changed
    }

    func without(_ names: String...) -> Fields {
        Fields(pairs.filter { !names.contains($0.name) })
    }

    /// For a URL: `a=1&b=x%20y`.
    var encoded: String {
        pairs.map { "\(Self.encoded($0.name))=\(Self.encoded($0.value))" }.joined(separator: "&")
    }

    /// `path?a=1`, or the path alone.
    func url(_ path: String) -> String { pairs.isEmpty ? path : "\(path)?\(encoded)" }

    static func encoded(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
                UInt8(ascii: "."), UInt8(ascii: "~"), UInt8(ascii: ","):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                result += "%" + (digits.count == 1 ? "0" : "") + digits
            }
        }
        return result
    }

    private static func decoded(_ text: some StringProtocol) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8.makeIterator()
        while let byte = rest.next() {
            switch byte {
            case UInt8(ascii: "+"): bytes.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                if let high = rest.next().flatMap(Self.digit), let low = rest.next().flatMap(digit)
                {
                    bytes.append(high << 4 | low)
                } else {
                    bytes += "\u{FFFD}".utf8
                }
            default: bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
