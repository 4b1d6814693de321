/// The target of a request, cut at `?` and percent-decoded.
struct Target: Sendable {
    struct Item: Sendable {
        let name: String
        let value: String
    }

    let path: String
    /// The parts of the query, in order, repeated names included.
    let items: [Item]

    /// - Returns: nil for an invalid escape, or for text that is not UTF-8.
    init?(_ text: String) {
        let halves = text.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard let path = Target.decoded(halves[0], plusIsSpace: false) else { return nil }
        self.path = path
        var items: [Item] = []
        for pair in halves.count == 2 ? halves[1].split(separator: "&") : [] {
            let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Target.decoded(sides[0], plusIsSpace: true),
                let value = Target.decoded(sides.count == 2 ? sides[1] : "", plusIsSpace: true)
            else { return nil }
            items.append(Item(name: name, value: value))
        }
        self.items = items
    }

    /// Undoes percent-encoding.
    /// - Parameter plusIsSpace: whether `+` stands for a space, as in a query.
    private static func decoded(_ text: Substring, plusIsSpace: Bool) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+") where plusIsSpace: bytes.append(0x20)
            case UInt8(ascii: "%"):
                guard let high = rest.popFirst().flatMap(digit),
                    let low = rest.popFirst().flatMap(digit)
                else { return nil }
                bytes.append(high << 4 | low)
            default: bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 48...57: byte - 48
        case 65...70: byte - 55
        case 97...102: byte - 87
        default: nil
        }
    }
}
