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

    @Test func theNumberIsKeptAsItWasWritten() {
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
