/// A Swedish bankgiro or plusgiro number with a valid check digit.
package struct GiroNumber: Hashable, Sendable {
    package enum Kind: String, Sendable {
        case bankgiro
        case plusgiro
    }
    package let kind: Kind
    /// All digits, the check digit last.
    package let digits: String

    /// Reads a number with or without hyphens and spaces. A bankgiro number has seven or eight
    /// digits, a plusgiro number two to eight; the last is the modulus 10 check digit.
    /// - Returns: nil for any other text.
    package init?(_ kind: Kind, _ text: some StringProtocol) {
        let bytes = text.utf8.filter { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "-") }
        let lengths = kind == .bankgiro ? 7...8 : 2...8
        guard lengths.contains(bytes.count), Luhn.isValid(bytes) else { return nil }
        self.kind = kind
        digits = String(decoding: bytes, as: UTF8.self)
    }

    /// The number as printed on a letter: bankgiro `991-2346` or `5050-1055`, plusgiro `29 05
    /// 00-8`.
    package var written: String {
        let body = Array(digits.dropLast(kind == .bankgiro ? 4 : 1))
        let tail = digits.suffix(kind == .bankgiro ? 4 : 1)
        guard kind == .plusgiro else { return String(body) + "-" + tail }
        var grouped = ""
        for (index, digit) in body.enumerated() {
            if index > 0, (body.count - index) % 2 == 0 { grouped += " " }
            grouped.append(digit)
        }
        return grouped + "-" + tail
    }
}
