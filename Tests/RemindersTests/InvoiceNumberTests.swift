import Reminders
import Testing

struct InvoiceNumberTests {
    @Test(arguments: [
        ("00123", "123"), ("123", "123"), (" 123\u{A0}", "123"), ("\u{FEFF}123", "123"),
        ("f-17", "F-17"), ("F-17", "F-17"), ("A  12", "A 12"), ("A\u{A0}12", "A 12"),
        ("A\u{30A}1", "\u{C5}1"), ("å1", "\u{C5}1"), ("000", "0"), ("0a", "A"),
        ("12\u{AD}3", "123"),
    ])
    func twoSpellingsOfOneNumberHaveOneKey(text: String, key: String) throws {
        let number = try #require(InvoiceNumber(text))
        #expect(number.key == key)
        #expect(Array(number.key.utf8) == Array(key.utf8))
    }

    /// What may be another invoice is another.
    @Test(arguments: [
        ["A-77", "A77"], ["77", "77-1", "77/1", "A77"], ["26.001", "26001"],
        ["2026 001", "2026001"],
        ["12E34", "12E35"], ["10234", "102340", "10234-0"], ["1.02E4", "10200"], ["10,5", "105"],
        ["+46", "46"],
    ])
    func otherNumbersHaveOtherKeys(texts: [String]) {
        #expect(Set(texts.compactMap { InvoiceNumber($0)?.key }).count == texts.count)
    }

    /// Pages and commands name an invoice by its key, and look it up by that key's key.
    @Test func theKeyOfAKeyIsTheKey() throws {
        var random = Texts()
        for _ in 0..<20_000 {
            guard let number = InvoiceNumber(random.next()) else { continue }
            #expect(InvoiceNumber(number.key)?.key == number.key, "\(number.written)")
        }
    }

    @Test func theNumberIsKeptAsItWasWritten() {
        #expect(InvoiceNumber("10 234")?.written == "10 234")
        #expect(InvoiceNumber("10234.0")?.written == "10234.0")
        #expect(InvoiceNumber(" 00123 ")?.written == "00123")
        #expect(InvoiceNumber("abc")?.written == "abc")
    }

    @Test(arguments: [
        "", " ", "\u{A0}", "1\u{0}2", "1\n2", "\u{FEFF}", String(repeating: "1", count: 65),
    ])
    func whatCannotBeANumberIsNone(text: String) {
        #expect(InvoiceNumber(text) == nil)
    }

    @Test func theLongestNumberIsTaken() {
        #expect(InvoiceNumber(String(repeating: "7", count: 64)) != nil)
    }
}

/// Short texts of what numbers and their renderings are made of, the same in each run.
private struct Texts {
    private static let alphabet = Array("0123456789 .,'E+-\"=A")
    private var state: UInt64 = 17

    mutating func next() -> String {
        String((0..<(1 + draw(9))).map { _ in Self.alphabet[draw(Self.alphabet.count)] })
    }

    private mutating func draw(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % bound
    }
}
