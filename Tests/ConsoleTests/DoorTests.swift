import AccessStore
import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore
import Reminders
import Testing

@testable import Console

/// What no page of ours sends: an answer in words, and never a trap or a database that is blamed.
@Suite struct DoorTests {
    /// Names of every field and parameter that the routes read.
    private static let names = [
        "rad", "vald", "efter", "fore", "fran", "till", "nyast", "utskick", "del", "antal",
        "version", "dagar", "nr", "sok", "namn", "status", "ordning", "anmarkning", "har", "lista",
        "varfor", "utfall", "foretag", "gor", "besked", "gammalt", "orsak", "sida", "avgift",
        "belopp", "datum", "sprak", "takt", "kund",
    ]

    private static let values = [
        "-9223372036854775808", "9223372036854775807", "-2147483649", "2147483648", "2147483647",
        "0", "-1", "1", "1e40", "9223372036854775807/9223372036854775807", "99999-99-99",
        String(repeating: "9", count: 41), "NaN", "inf", "", " ", "\u{0}",
        "a\u{0}b", "\u{202E}x", "'; --", "%", "%00", String(repeating: "x", count: 8_000),
    ]

    @Test(arguments: WebConsole.routes.map { "\($0.method.rawValue) \($0.path)" })
    func aRouteTakesNoNumberForGranted(route: String) async throws {
        let words = route.split(separator: " ").map(String.init)
        let isGet = words[0] == "GET"
        try await ConsoleHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let run = try await harness.load(try Invoice.overdue(1...3), of: creditor)
            try await harness.query("update creditor set activation = 'inactive'")
            let guest = try await harness.guest("ola", role: .operator)
            let paths =
                ["\(run)"] + Self.values.map { Fields.encoded($0) }.filter { !$0.isEmpty }
            for value in paths where words[1].contains("{") || value == paths[0] {
                let path = words[1].replacing("{run}", with: value)
                    .replacing("{utkast}", with: value).replacing("{id}", with: value)
                for given in Self.values {
                    let fields = Self.names.filter { $0 != "foretag" }.map { ($0, given) }
                    // As many at once as an address may hold.
                    let size = Fields.encoded(given).utf8.count + 12
                    let most = isGet ? 16_300 / size : fields.count
                    for start in stride(from: 0, to: fields.count, by: most) {
                        let some = fields[start...].prefix(most)
                        let page =
                            isGet
                            ? try await guest.ask(
                                Fields(some.map { (name: $0.0, value: $0.1) }).url(path))
                            : try await guest.send(path, Array(some))
                        #expect(page.status < 500, "\(route) \(value) \(given): \(page.status)")
                    }
                }
            }
        }
    }

    /// One form field at a time: what stops at the first wrong one must not hide the next.
    @Test func aDraftsRowsAreNumbersOfTheirRange() async throws {
        try await ConsoleHarness.prepare { harness in
            let creditor = try await harness.creditor()
            try await harness.know(try Invoice.overdue(1...3), of: creditor)
            let guest = try await harness.guest()
            try await guest.get("/kundfakturor")
            let draft = try await guest.post(
                "/kundfakturor/urval", [("rad", "F1"), ("vald", "F1"), ("gor", "skapa")])
            #expect(draft.status == 200)
            let change = draft.url.prefix { $0 != "?" } + "/andra"
            for given in Self.values {
                for name in ["rad", "vald", "har"] {
                    let value = name == "har" ? "efter=\(given)" : given
                    let page = try await guest.send(String(change), [(name, value)])
                    #expect(page.status < 500, "\(name)=\(given): \(page.status)")
                }
            }
        }
    }

    /// A quarter of a million marks on one letter: 78 KB took 1.7 s, and the time grew with the
    /// square.
    @Test func combiningMarksAreNotPiledUp() {
        let pile = "a" + String(repeating: "\u{301}\u{323}", count: 125_000)
        #expect(!pile.isStreamSafe)
        #expect(Fields(encoded: Array("x=\(pile)&y=1".utf8)).leftOut == 1)
        #expect(Fields(encoded: Array("\(pile)=1&y=1".utf8)).pairs.map(\.name) == ["y"])
        // As many as any language needs.
        #expect(("a" + String(repeating: "\u{301}", count: 30)).isStreamSafe)
        #expect(!("a" + String(repeating: "\u{301}", count: 31)).isStreamSafe)
        let many = String(repeating: "a\u{301}", count: 1_000)
        #expect(Fields(encoded: Array("x=\(many)".utf8))["x"] == many)
    }

    @Test func whatIsTooMuchIsLeftOutAndCounted() {
        let long = String(repeating: "x", count: Fields.longestValue + 1)
        #expect(Fields(encoded: "a=\(long)&b=1").leftOut == 1)
        #expect(Fields(encoded: "a=\(long.dropLast())").leftOut == 0)
        #expect(Fields(encoded: "\(long)=1").leftOut == 1)
        #expect(Fields(encoded: "a=%00").leftOut == 1)
        let pairs = Array(repeating: "a=1", count: Fields.mostPairs + 5).joined(separator: "&")
        let fields = Fields(encoded: pairs)
        #expect(fields.pairs.count == Fields.mostPairs && fields.leftOut == 1)
    }

    @Test func aStrangersFormIsSmall() async throws {
        try await ConsoleHarness.prepare { harness in
            let stranger = harness.stranger()
            let page = try await stranger.send(
                "/logga-in", [("anvandare", String(repeating: "x", count: 5_000))])
            #expect(page.status == 413)
        }
    }

    @Test func aLoginAndAPasswordHaveTheirLengths() async throws {
        try await ConsoleHarness.prepare { harness in
            let stranger = harness.stranger()
            for (login, password) in [
                (String(repeating: "x", count: 255), "x"),
                ("kim", String(repeating: "x", count: 1_025)),
            ] {
                let form = try #require(try await stranger.get("/logga-in").forms.first)
                let token = form.fields.first { $0.0 == Authenticator.formTokenName }?.1
                let page = try await stranger.send(
                    "/logga-in", [("anvandare", login), ("losenord", password)],
                    formToken: token ?? "")
                #expect(page.status == 400)
            }
            #expect(try await harness.query("select count(*) from console_failure") == "0")
        }
    }

    /// Longer than an index takes: one such look kept those of everybody from being written down.
    @Test func whoLookedIsWrittenDownWhateverWasAskedFor() async throws {
        try await ConsoleHarness.prepare { harness in
            let creditor = try await harness.creditor()
            try await harness.know(try Invoice.overdue(1...1), of: creditor)
            let kim = try await harness.guest()
            let long = Random.hexadecimal(Random.bytes(3_000))
            for url in ["/manuella", "/manuella/brev", "/manuella/brev/alla", "/faktura"] {
                _ = try await kim.get("\(url)?nr=\(long)")
            }
            #expect(try await kim.get("/manuella?nr=\(long)").status == 200)
            #expect(try await kim.get("/faktura?nr=f1").status == 200)
            try await harness.site.looks.write()
            #expect(
                try await harness.query("select kind, object from console_look order by 1")
                    == "invoice|F1\nletter|")
        }
    }

    @Test func aCookieIsAscii() {
        let header = "a=1; b = 2 ;c\u{301}=3;d=\u{301};e;f=1;f=2"
        let request = Request(
            head: HTTPRequest(
                method: .get, scheme: nil, authority: nil, path: "/",
                headerFields: [.cookie: header]),
            body: RequestBody(buffer: ByteBuffer()))
        let found = ["a", "b", "c", "d", "e", "f"].map(request.cookie)
        #expect(found == ["1", nil, nil, nil, nil, "1"])
    }
}
