import Reminders

/// Names and values as `application/x-www-form-urlencoded` has them, in order; of a query and of a
/// form alike.
struct Fields: Sendable, Equatable {
    /// Bytes of a name, and of a value, and number of pairs, at most: more than any page of ours
    /// sends.
    static let longestName = 64
    static let longestValue = 8_192
    static let mostPairs = 20_000

    private(set) var pairs: [(name: String, value: String)]
    /// Pairs that no page of ours sends, and that were left out: a name that is not ASCII, a NUL,
    /// text that is too long or piles up combining marks.
    private(set) var leftOut = 0

    init(_ pairs: [(name: String, value: String)] = []) { self.pairs = pairs }

    /// Takes bytes apart, and never characters: `String` finds character borders and compares in a
    /// time that grows with the square of a run of combining marks (78 KB took 1.7 s).
    ///
    /// What is not valid percent-encoding or UTF-8 reads as U+FFFD.
    init(encoded bytes: some Collection<UInt8>) {
        pairs = []
        for pair in bytes.split(separator: UInt8(ascii: "&")) {
            guard pairs.count < Self.mostPairs else {
                leftOut += 1
                break
            }
            let halves = pair.split(
                separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            let name = Self.decoded(halves[0])
            let value = halves.count > 1 ? Self.decoded(halves[1]) : []
            guard name.count <= Self.longestName, name.allSatisfy({ $0 > 0 && $0 < 0x80 }),
                value.count <= Self.longestValue, !value.contains(0)
            else {
                leftOut += 1
                continue
            }
            let text = String(decoding: value, as: UTF8.self)
            guard text.isStreamSafe else {
                leftOut += 1
                continue
            }
            pairs.append((String(decoding: name, as: UTF8.self), text))
        }
    }

    init(encoded text: some StringProtocol) { self.init(encoded: Array(text.utf8)) }

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

    /// The first value of that name as a whole number; nil if it is none, or not of the range.
    func number<Value: FixedWidthInteger>(
        _ name: String, in range: ClosedRange<Value>
    ) -> Value? {
        self[name].flatMap(Value.init).flatMap { range.contains($0) ? $0 : nil }
    }

    /// All values of that name that are whole numbers of the range.
    func numbers<Value: FixedWidthInteger>(
        _ name: String, in range: ClosedRange<Value>
    ) -> [Value] {
        all(name).compactMap(Value.init).filter(range.contains)
    }

    /// The first value of that name as the number of a run or a creditor; nil if it is none.
    func id<ID: Identifier>(_ name: String) -> ID? {
        number(name, in: 1...Int64.max).map(ID.init(rawValue:))
    }

    /// All values of that name that are such numbers.
    func ids<ID: Identifier>(_ name: String) -> [ID] {
        numbers(name, in: 1...Int64.max).map(ID.init(rawValue:))
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

    private static func decoded(_ encoded: some Collection<UInt8>) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(encoded.count)
        var rest = encoded.makeIterator()
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
        return bytes
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
