import HTTPClient
import Testing

@testable import Amili

@Suite struct SettingsTests {
    @Test(arguments: [
        ("https://api-sandbox.amili.se", "https://api-sandbox.amili.se:443"),
        ("HTTPS://API.amili.se/", "https://api.amili.se:443"),
        ("https://gateway.example:8443/amili//", "https://gateway.example:8443"),
        ("http://127.0.0.1:8081", "http://127.0.0.1:8081"),
        ("http://127.255.0.7", "http://127.255.0.7:80"),
        ("http://localhost:1", "http://localhost:1"),
        ("http://[::1]:8081/", "http://[::1]:8081"),
        ("https://[2001:db8::1]", "https://[2001:db8::1]:443"),
    ])
    func aSafeAddressIsTaken(text: String, destination: String) throws {
        let address = try AmiliAddress(text)
        #expect(address.destination == destination)
        #expect(!address.base.hasSuffix("/"))
    }

    @Test func aPathOfTheAddressStaysAndItsTrailingSlashGoes() throws {
        let address = try AmiliAddress("https://gateway.example:8443/amili/")
        #expect(address.base == "https://gateway.example:8443/amili")
    }

    @Test(arguments: [
        "http://api.amili.se", "http://128.0.0.1", "http://127.1", "http://127.0.0.1.evil.example",
        "http://127.0.0.256", "http://localhost.evil.example", "http://[::2]", "http://0.0.0.0",
    ])
    func plainHTTPToAnotherMachineIsRefused(text: String) {
        let error = #expect(throws: AmiliSettingsError.self) { try AmiliAddress(text) }
        #expect(error?.description.contains("https") == true)
    }

    @Test(arguments: [
        "", "api.amili.se", "ftp://api.amili.se", "https://", "https:///cases",
        "https://user:word@api.amili.se", "https://api.amili.se?x=1", "https://api.amili.se#x",
        "https://api.amili.se:0", "https://api.amili.se:65536", "https://api.amili.se:",
        "https://api.amili.se:80x", "https://api amili.se", "https://åmili.se",
        "https://[::1", "https://[abc]", "https://-x.se", "https://api.amili.se\n",
    ])
    func whatIsNoPlainAddressIsRefusedWithARemedy(text: String) {
        let error = #expect(throws: AmiliSettingsError.self) { try AmiliAddress(text) }
        #expect(error?.description.contains("PAMINN_AMILI_URL") == true)
    }

    @Test func aProxyIsReadAndItsPasswordIsDecoded() throws {
        func proxy(_ text: String) throws -> HTTPProxy? {
            try AmiliSettings(
                baseURL: "https://api.amili.se", apiCode: "c", keyFile: "k", proxy: text
            ).proxy
        }
        #expect(
            try proxy("http://proxy.example:3128/")
                == HTTPProxy(url: "http://proxy.example:3128"))
        #expect(
            try proxy("http://paminn:se%40cret%3A@[::1]:8080")
                == HTTPProxy(url: "http://[::1]:8080", user: "paminn", password: "se@cret:"))
    }

    @Test(arguments: [
        "", "proxy.example:3128", "https://proxy.example:3128", "socks5://proxy.example:1080",
        "http://proxy.example", "http://u:secretword@", "http://u:secretword@p:3128/path",
        "http://:secretword@p:3128", "http://u:secret%00word@p:3128", "http://u:secretword@p:0",
        "http://u:secret word@p:3128",
    ])
    func whatIsNoProxyIsRefusedAndNotRepeated(text: String) {
        let error = #expect(throws: AmiliSettingsError.self) {
            try AmiliSettings(
                baseURL: "https://api.amili.se", apiCode: "c", keyFile: "k", proxy: text)
        }
        #expect(error?.description.contains("PAMINN_AMILI_PROXY") == true)
        #expect(error?.description.contains("secret") == false)
    }

    @Test(arguments: ["", "two words", "line\nfeed", "å"])
    func anAPICodeThatCannotBeOneIsRefusedAndNotRepeated(code: String) {
        let error = #expect(throws: AmiliSettingsError.self) {
            try AmiliSettings(baseURL: "http://127.0.0.1", apiCode: code, keyFile: "key.pem")
        }
        #expect(error?.description.contains("PAMINN_AMILI_API_CODE") == true)
        #expect(error?.description.contains("two words") == false)
    }

    @Test func boundsOfTheSettingsAreHeldAndEachErrorNamesItsRemedy() {
        func remedy(
            keyFile: String = "k", callDeadline: Duration = .seconds(30), inFlight: Int = 32,
            tcpUserTimeout: Duration = .seconds(15)
        ) -> Substring? {
            let error = #expect(throws: AmiliSettingsError.self) {
                try AmiliSettings(
                    baseURL: "http://127.0.0.1", apiCode: "c", keyFile: keyFile,
                    callDeadline: callDeadline, inFlight: inFlight,
                    tcpUserTimeout: tcpUserTimeout)
            }
            return error?.description.firstMatch(of: /Set (PAMINN_[A-Z_]+)/)?.output.1
        }
        #expect(remedy(keyFile: "") == "PAMINN_AMILI_KEY_FILE")
        #expect(remedy(inFlight: 1_025) == "PAMINN_IN_FLIGHT")
        #expect(remedy(callDeadline: .zero) == "PAMINN_CALL_DEADLINE")
        #expect(remedy(tcpUserTimeout: .zero) == "PAMINN_CALL_DEADLINE")
    }

    @Test func aMissingFileOfAuthoritiesIsToldAtTheStart() throws {
        let settings = try AmiliSettings(
            baseURL: "https://api.amili.se", apiCode: "c", keyFile: "k",
            caFile: "/nowhere/authorities.pem")
        let error = #expect(throws: AmiliSettingsError.self) { try AmiliClient(settings) }
        #expect(error?.description.contains("PAMINN_AMILI_CA_FILE") == true)
    }

    @Test func aReferenceOfOursIsNotSentUnlessAskedFor() throws {
        let settings = try AmiliSettings(
            baseURL: "https://api.amili.se", apiCode: "c", keyFile: "k")
        #expect(!settings.sendsDebtReference)
    }
}
