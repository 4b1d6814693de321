/// The modulus 10 check digit of Swedish identity, OCR and giro numbers.
package enum Luhn {
    /// - Parameter digits: ASCII digits, the check digit last.
    /// - Returns: false also for fewer than two bytes, or a byte that is not a digit.
    package static func isValid(_ digits: some BidirectionalCollection<UInt8>) -> Bool {
        guard digits.count >= 2, digits.allSatisfy({ (48...57).contains($0) }) else { return false }
        return sum(digits, doublesLast: false) % 10 == 0
    }

    /// The check digit (as ASCII) for `digits`.
    /// - Precondition: `digits` are ASCII digits.
    package static func checkDigit(for digits: some BidirectionalCollection<UInt8>) -> UInt8 {
        precondition(digits.allSatisfy { (48...57).contains($0) })
        return 48 + UInt8((10 - sum(digits, doublesLast: true) % 10) % 10)
    }

    private static func sum(
        _ digits: some BidirectionalCollection<UInt8>, doublesLast: Bool
    ) -> Int {
        var sum = 0
        var doubles = doublesLast
        for digit in digits.reversed() {
            let value = Int(digit - 48) * (doubles ? 2 : 1)
            sum += value > 9 ? value - 9 : value
            doubles.toggle()
        }
        return sum
    }
}
