import Reminders
import Testing

struct IdentityNumberTests {
    @Test(arguments: [
        ("5560269986", IdentityNumber.Kind.organisation), ("556047-3521", .organisation),
        ("165560360793", .organisation), ("16556036-0793", .organisation),
        ("202501012385", .person), ("250101-2385", .person), ("250101+2385", .person),
        (" 20250101-2385 ", .person), ("701063-2391", .coordination),
        ("197010632391", .coordination),
    ])
    func aRightNumberIsValidHoweverItIsWritten(text: String, kind: IdentityNumber.Kind) throws {
        let number = try #require(IdentityNumber(text))
        #expect(number.isValid)
        #expect(number.kind == kind)
        #expect(text.filter(\.isNumber).hasSuffix(number.digits))
        #expect(number.digits.count == 10)
    }

    @Test(arguments: ["1122334455", "7766554433", "556789-1234", "5560269987", "250101-2386"])
    func aWrongCheckDigitIsNotValid(text: String) throws {
        #expect(try #require(IdentityNumber(text)).isValid == false)
    }

    /// All of these pass the check digit; the day is what is wrong with them.
    @Test(arguments: ["2502302389", "2513012381", "212501012385", "195560360793"])
    func aDayThatDoesNotExistIsNotValid(text: String) throws {
        let number = try #require(IdentityNumber(text))
        #expect(Luhn.isValid(number.digits.utf8))
        #expect(!number.isValid)
    }

    @Test(arguments: ["", "123", "55602699861", "556026_9986", "5560-269986", "SE5560269986", "-"])
    func anotherShapeIsNoIdentityNumber(text: String) {
        #expect(IdentityNumber(text) == nil)
    }

    @Test func checkDigitsAreTheBanksOwn() {
        #expect(Luhn.checkDigit(for: "10017".utf8) == UInt8(ascii: "2"))
        #expect(Luhn.checkDigit(for: "100177".utf8) == UInt8(ascii: "5"))
        #expect(Luhn.isValid("50501055".utf8) && Luhn.isValid("1609908".utf8))
        #expect(!Luhn.isValid("12312312".utf8) && !Luhn.isValid("0".utf8))
        #expect(!Luhn.isValid("18a".utf8))
    }

    @Test(arguments: ["100172", "1001775", "20251852687013699044", "133", "10 0172"])
    func anOCRIsPlausible(text: String) { #expect(OCR.isPlausible(text)) }

    @Test(arguments: ["332", "", "0", "Faktura 17", "00000000000000000000000000", "100173"])
    func anOCRIsNotPlausible(text: String) { #expect(!OCR.isPlausible(text)) }
}
