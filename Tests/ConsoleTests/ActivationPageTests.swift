import ConsoleStore
import OperatorStore
import QueueStore
import Reminders
import Testing

@testable import Console

/// From the first look at what Amili needs to where one came from.
@Suite struct ActivationPageTests {
    private static let filled = [
        ("giro", "bankgiro"), ("gironummer", "5050-1055"), ("avsandare-gata", "Storgatan 1"),
        ("avsandare-postnummer", "111 22"), ("avsandare-ort", "Exempelstad"), ("samma", "ja"),
        ("avser", "Konsulttjänster"), ("avtal", "ja"),
    ]

    private static func filled(but name: String, _ value: String) -> [(String, String)] {
        filled.filter { $0.0 != name } + [(name, value)]
    }

    /// A creditor that is not active yet, and its bookkeeper.
    private static func prepare(
        _ body: (ConsoleHarness, CreditorID, TestBrowser) async throws -> Void
    )
        async throws
    {
        try await ConsoleHarness.prepare { harness in
            let fors = try await harness.creditor()
            try await harness.query("update creditor set activation = 'inactive'")
            try await body(harness, fors, try await harness.guest())
        }
    }

    @Test func whatIsFilledInIsHandedInAndWaits() async throws {
        try await Self.prepare { harness, fors, kim in
            try await kim.get("/aktivera?till=/utskick")
            let page = try await kim.submit("Jag godkänner", Self.filled)
            #expect(page.words.contains("Väntar på Amili"))
            #expect(page.words.contains("bankgiro 5050-1055"))
            let row = try #require(try await harness.console.activation(of: fors))
            #expect(row.state == .pending)
            #expect(row.request?.agreedBy == "kim")
            #expect(row.request?.details.invoicing == row.request?.details.sender)
            #expect(
                try await harness.query("select login, action, creditor from console_audit")
                    == "kim|asked Amili for activation|\(fors)")
            // The page waits with whoever looks at it, and goes on where they came from.
            #expect(page.text.contains("data-events=\"/aktivera/nytt?"))
            _ = try await harness.operators.activate("fors")
            #expect(
                try await kim.ask("/aktivera?foretag=fors&till=%2Futskick").header("Location")
                    == "/utskick")
        }
    }

    @Test func anotherSitesAddressIsNoWayOn() async throws {
        try await ConsoleHarness.prepare { harness in
            _ = try await harness.creditor()
            let kim = try await harness.guest()
            for target in ["https://evil.example/", "//evil.example/", "/\\evil.example"] {
                let url = Fields([("till", target)]).url("/aktivera")
                #expect(try await kim.ask(url).header("Location") == "/kundfakturor", "\(target)")
            }
        }
    }

    @Test(arguments: [
        ("gironummer", "5050-1054", "kontrollsiffran stämmer inte"),
        ("avsandare-gata", "", "Fyll i avsändarens gatuadress"),
        ("avsandare-postnummer", "111", "avsändarens postnummer (fem siffror"),
        ("avsandare-land", "ZZ", "avsändarens land med två bokstäver"),
        ("avser", " ", "Beskriv vad fakturorna avser"), ("avtal", "", "Kryssa i rutan"),
        ("konto", "abc", "24 tecken"), ("samma", "", "fakturaadressens gata"),
    ])
    func aFaultIsToldAtItsFieldAndNothingIsLost(
        name: String, value: String, words: String
    ) async throws {
        try await Self.prepare { harness, fors, kim in
            try await kim.get("/aktivera")
            let page = try await kim.submit("Jag godkänner", Self.filled(but: name, value))
            #expect(page.status == 422)
            #expect(page.words.contains(words))
            #expect(page.text.contains("aria-invalid=\"true\""))
            #expect(page.text.contains("value=\"Exempelstad\""))
            #expect(try await harness.console.activation(of: fors)?.state == .inactive)
        }
    }

    @Test func aRefusalSaysWhyAtItsFieldsAndIsHandedInAgain() async throws {
        try await Self.prepare { harness, fors, kim in
            try await kim.get("/aktivera")
            try await kim.submit("Jag godkänner", Self.filled)
            let turn = try #require(try await harness.queue.takeTurn(1))
            let issues = [
                ActivationIssue(field: .payout, message: "unknown account"),
                ActivationIssue(field: .sender, message: ""),
            ]
            try await harness.queue.end(turn, .activation(.refused(.details, issues)))
            let page = try await kim.get("/aktivera")
            #expect(page.words.contains("Avvisad av Amili"))
            #expect(page.words.contains("Amili godtar inte uppgifterna"))
            let words = "Amili godtar inte numret för utbetalning. Amilis ord: unknown account"
            #expect(page.words.ranges(of: words).count == 2, "in the list, and at the field")
            #expect(page.text.contains("id=\"gironummer-fel\""))
            #expect(page.text.contains("aria-describedby=\"avsandare-fel\""))
            #expect(page.text.contains("value=\"5050-1055\""))
            let fields = [("gironummer", "991-2346"), ("avtal", "ja")]
            // Another account in the place of the first is typed twice.
            let asked = try await kim.submit("Jag godkänner", fields)
            #expect(asked.status == 422)
            #expect(asked.words.contains("Tidigare lämnades bankgiro …1055 in"))
            let wrong = try await kim.submit(
                "Jag godkänner", [("gironummer-igen", "5050-1055"), ("avtal", "ja")])
            #expect(wrong.status == 422)
            #expect(try await harness.console.activation(of: fors)?.state == .refused)
            let again = try await kim.submit(
                "Jag godkänner", [("gironummer-igen", "9912346"), ("avtal", "ja")])
            #expect(again.words.contains("Väntar på Amili"))
            #expect(again.words.contains("991-2346"))
            #expect(
                try await harness.query("select facts from console_audit order by id")
                    == "– → bankgiro …1055\nbankgiro …1055 → bankgiro …2346")
        }
    }

    /// What else is to be mended is told beside it, and the number need not be typed a third time.
    @Test func aReplacedAccountIsAskedForBesideOtherFaults() async throws {
        try await Self.prepare { harness, fors, kim in
            try await kim.get("/aktivera")
            try await kim.submit("Jag godkänner", Self.filled)
            try await kim.get("/aktivera?andra=ja")
            let both = try await kim.submit(
                "Jag godkänner", [("gironummer", "991-2346"), ("avser", " "), ("avtal", "ja")])
            #expect(both.status == 422)
            #expect(both.text.contains("id=\"gironummer-igen-fel\""))
            #expect(both.text.contains("id=\"avser-fel\""))
            let one = try await kim.submit(
                "Jag godkänner", [("gironummer-igen", "991-2346"), ("avtal", "ja")])
            #expect(one.status == 422)
            #expect(!one.text.contains("id=\"gironummer-igen-fel\""))
            #expect(one.text.contains("id=\"avser-fel\""))
            let done = try await kim.submit(
                "Jag godkänner", [("avser", "Varor"), ("avtal", "ja")])
            #expect(done.words.contains("991-2346"))
            #expect(
                try await harness.console.activation(of: fors)?.request?.details.payout.digits
                    == "9912346")
        }
    }

    @Test func whatOnlyThePartnerMayIsSaidWithTheRemedy() async throws {
        try await Self.prepare { harness, fors, kim in
            try await kim.get("/aktivera")
            try await kim.submit("Jag godkänner", Self.filled)
            let turn = try #require(try await harness.queue.takeTurn(1))
            try await harness.queue.end(turn, .activation(.hindered(.partnerOnly)))
            let page = try await kim.get("/aktivera")
            #expect(page.words.contains("Väntar på Amili"))
            #expect(page.words.contains("Det får bara er partner eller Amili"))
            #expect(page.words.contains("Be er partner eller Amili att aktivera företaget"))
            #expect(!page.words.contains("Du behöver inte göra något"))
            #expect(page.words.contains("bankgiro 5050-1055"), "what the partner needs")
        }
    }

    @Test func anUnknownCreditorIsAboutTheIDs() async throws {
        try await Self.prepare { harness, fors, kim in
            try await kim.get("/aktivera")
            try await kim.submit("Jag godkänner", Self.filled)
            let turn = try #require(try await harness.queue.takeTurn(1))
            try await harness.queue.end(turn, .activation(.refused(.unknownCreditor, [])))
            let page = try await kim.get("/aktivera")
            #expect(page.words.contains("Amili känner inte till något företag med det id:t"))
            #expect(page.words.contains("Kontrollera Amilis id för konto och företag"))
        }
    }

    @Test func anAddressAbroadIsHandedInWithItsCountry() async throws {
        try await Self.prepare { harness, fors, kim in
            try await kim.get("/aktivera")
            let abroad =
                Self.filled.filter { $0.0 != "samma" } + [
                    ("samma", ""), ("faktura-gata", "Box 5"), ("faktura-postnummer", "0150"),
                    ("faktura-ort", "Oslo"), ("faktura-land", "no"),
                ]
            let page = try await kim.submit("Jag godkänner", abroad)
            #expect(page.words.contains("Box 5, 0150 Oslo, NO"))
            let details = try await harness.console.activation(of: fors)?.request?.details
            #expect(details?.invoicing.country == "NO" && details?.sender.country == "SE")
        }
    }

    @Test func idsThatLettersWentUnderStay() async throws {
        try await Self.prepare { harness, fors, kim in
            try await harness.query("update creditor set activation = 'active'")
            try await harness.load(try Invoice.overdue(1...1), of: fors)
            try await harness.query("update creditor set activation = 'inactive'")
            let page = try await kim.get("/aktivera")
            #expect(page.words.contains("De går inte att ändra längre"))
            let other = ("amili-foretag", String(repeating: "b", count: 24))
            try await kim.submit("Jag godkänner", Self.filled + [other])
            let row = try #require(try await harness.console.activation(of: fors))
            #expect(row.state == .pending && row.amiliCreditor != other.1)
        }
    }

    @Test func anotherCreditorsActivationIsNobodysBusiness() async throws {
        try await Self.prepare { harness, _, kim in
            _ = try await harness.creditor("alv", name: "Älv AB")
            #expect(try await kim.get("/aktivera?foretag=alv").status == 404)
            #expect(try await kim.get("/aktivera/nytt?foretag=alv").status == 404)
            #expect(
                try await kim.post("/aktivera", Self.filled + [("foretag", "alv")]).status == 404)
            #expect(try await kim.post("/aktivera", Self.filled).status == 400)
            #expect(try await harness.query("select count(*) from activation") == "0")
        }
    }
}
