import AmiliSandbox
import Testing

@Suite struct JSONReaderTests {
    @Test func anEscapeIsFourHexadecimalDigits() throws {
        #expect(try JSON(parsing: #""\u00e5\u00C5\ud83d\uDE00""#) == "åÅ😀")
        for escape in ["-000", "+000", "-0e5", " 0e5", "00g0", "00e", "", "0x1f", "٠٠٠٠"] {
            #expect(throws: JSONError.self, "\(escape)") {
                try JSON(parsing: "\"\\u\(escape)\"")
            }
        }
    }
}
