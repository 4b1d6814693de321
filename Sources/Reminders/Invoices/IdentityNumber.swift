/// A Swedish organisationsnummer, personnummer or samordningsnummer. Each may be personal data: a
/// sole trader's organisationsnummer is the owner's personnummer.
package struct IdentityNumber: Hashable, Sendable {
    package enum Kind: Sendable {
        case organisation
        case person
        /// Samordningsnummer: a person who is not registered in Sweden. It has 60 added to the day.
        case coordination
    }

    /// The last ten digits. They identify the holder, and the check digit is computed over them.
    package let digits: String
    package let kind: Kind
    /// Whether the check digit is right and, for people, the date exists. Without a century, the
    /// date must exist in the nineteenth, twentieth or twenty-first century.
    package let isValid: Bool

    /// Reads ten digits, or twelve with the century (`16` before an organisationsnummer). A `-` or
    /// `+` may stand before the last four. Spaces and tabs at the ends are ignored.
    /// - Returns: nil if the text has another shape.
    package init?(_ text: some StringProtocol) {
        var bytes = Array(text.utf8)
        while let last = bytes.last, last == 32 || last == 9 { bytes.removeLast() }
        bytes = Array(bytes.drop { $0 == 32 || $0 == 9 })
        if bytes.count == 11 || bytes.count == 13 {
            let sign = bytes.remove(at: bytes.count - 5)
            guard sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") else { return nil }
        }
        guard bytes.count == 10 || bytes.count == 12,
            bytes.allSatisfy({ (48...57).contains($0) })
        else { return nil }
        let numbers = bytes.map { Int($0) - 48 }
        let century = numbers.count == 12 ? numbers[0] * 10 + numbers[1] : nil
        let ten = Array(numbers.suffix(10))
        let month = ten[2] * 10 + ten[3]
        let day = ten[4] * 10 + ten[5]
        if century == 16 || (century == nil && month >= 20) {
            kind = .organisation
        } else {
            kind = day > 60 ? .coordination : .person
        }
        digits = String(decoding: bytes.suffix(10), as: UTF8.self)
        let shapeHolds =
            switch kind {
            case .organisation: month >= 20
            case .person, .coordination:
                Self.dayExists(
                    century: century, yearOfCentury: ten[0] * 10 + ten[1], month: month,
                    day: kind == .coordination ? day - 60 : day)
            }
        isValid = shapeHolds && Luhn.isValid(bytes.suffix(10))
    }

    private static func dayExists(
        century: Int?, yearOfCentury: Int, month: Int, day: Int
    ) -> Bool {
        if let century, !(18...20).contains(century) { return false }
        guard (1...12).contains(month), day >= 1 else { return false }
        // Without a century only the year 00 is ambiguous, and 2000 was a leap year.
        let year = (century ?? (yearOfCentury == 0 ? 20 : 19)) * 100 + yearOfCentury
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let longest = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return day <= longest[month - 1]
    }
}
