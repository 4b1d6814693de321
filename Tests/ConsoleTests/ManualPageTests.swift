import Reminders
import Store
import Testing

@testable import Console

/// Reminders that are made by hand: the list, the letter, its sender.
@Suite struct ManualPageTests {
    /// A creditor whose sender is known, with so many invoices to be reminded of by hand.
    private static func prepare(
        _ count: Int = 2, sender: Bool = true, interest: Bool = false,
        _ body: (Bench, CreditorID, Guest) async throws -> Void
    ) async throws {
        try await Bench.prepare { bench in
            let fors = try await bench.creditor()
            if sender {
                try await bench.store.setLetterSender(
                    LetterSender(
                        addressLines: ["Storgatan 1", "111 22 Exempelstad"],
                        bankgiro: GiroNumber(.bankgiro, "5050-1055")), of: fors)
            }
            if count > 0 {
                try await bench.load(
                    try Invoice.overdue(1...count), of: fors,
                    route: .manual(
                        ManualChoices(withInterest: interest)))
            }
            try await body(bench, fors, try await bench.guest())
        }
    }

    @Test func anEmptyListSaysHowToFillIt() async throws {
        try await Self.prepare(0) { _, _, kim in
            let page = try await kim.get("/manuella")
            #expect(page.words.contains("Det finns inga påminnelser att göra för hand."))
            #expect(try await kim.get("/manuella?lista=gjorda").words.contains("Ingen påminnelse"))
        }
    }

    @Test func oneIsMarkedDoneAndTakenBack() async throws {
        try await Self.prepare { bench, fors, kim in
            try await kim.get("/manuella")
            let done = try await kim.submit("Markera som gjord : F1")
            #expect(done.words.contains("Faktura F1 är markerad som gjord."))
            #expect(
                try await bench.query(
                    "select pos, done_by from manual_reminder where done_at is not null")
                    == "1|kim")
            #expect(try await kim.get("/manuella?lista=gjorda").words.contains("av kim"))
            let undone = try await kim.submit("Ångra : F1")
            #expect(undone.words.contains("Faktura F1 är att göra igen."))
            #expect(
                try await bench.query("select count(*) from manual_reminder where todo") == "2")
            #expect(
                try await bench.query("select action, creditor from console_audit order by id")
                    == "manual reminder: gjord|\(fors)\nmanual reminder: angrad|\(fors)")
        }
    }

    @Test func oneThatNobodyWillDoIsCancelled() async throws {
        try await Self.prepare { bench, _, kim in
            try await kim.get("/manuella")
            let page = try await kim.submit("Avbryt påminnelsen : F2")
            #expect(page.words.contains("Påminnelsen om faktura F2 är avbruten."))
            #expect(
                try await bench.query("select state from reminder order by pos") == "m\nc")
            // A second tab did not see it.
            let again = try await kim.post(
                "/manuella/gjord", [("foretag", "fors"), ("nr", "F2")])
            #expect(again.words.contains("har ingen manuell påminnelse att ändra längre"))
        }
    }

    @Test func theLetterHasItsSenderItsReaderAndItsSum() async throws {
        try await Self.prepare { _, _, kim in
            let page = try await kim.get("/manuella/brev?nr=f1")
            let letter = page.content("article")
            for words in [
                "Storgatan 1", "Test Testsson", "111 22 Stockholm", "5050-1055",
                "1 250,00 kr",
            ] { #expect(letter.contains(words), "\(words)") }
            #expect(page.content("textarea").contains("F1"))
            let english = try await kim.click("Letter in English")
            #expect(english.content("article").contains("SEK 1,250.00"))
        }
    }

    @Test func whatIsPaidGetsNoLetter() async throws {
        try await Self.prepare { bench, _, kim in
            try await bench.query(
                "update invoice set remaining_ore = 0, flags = 1 where number = 'F1'")
            let page = try await kim.get("/manuella/brev?nr=F1")
            #expect(page.words.contains("Inget brev."))
            #expect(page.content("article").isEmpty)
            #expect(try await kim.get("/manuella").words.contains("Ska inte göras"))
        }
    }

    @Test func withoutAKnownRateThereIsALetterWithoutInterest() async throws {
        try await Self.prepare(interest: true) { _, _, kim in
            let page = try await kim.get("/manuella/brev?nr=F1")
            #expect(page.words.contains("PAMINN_REFERENCE_RATES"))
            let without = try await kim.click("Brev utan dröjsmålsränta")
            #expect(!without.content("article").contains("Dröjsmålsränta"))
        }
    }

    @Test func aMissingSenderIsFilledInOnTheWay() async throws {
        try await Self.prepare(sender: false) { bench, fors, kim in
            try await kim.get("/manuella/brev?nr=F1")
            try await kim.click("Fyll i avsändaren")
            let fields = [
                ("adress", "Storgatan 1\r\n111 22 Exempelstad"), ("bankgiro", "5050-1054"),
            ]
            let wrong = try await kim.submit("Spara", fields)
            #expect(wrong.status == 422 && wrong.words.contains("kontrollsiffran stämmer inte"))
            #expect(wrong.text.contains("Storgatan 1"))
            #expect(try await bench.store.letterSender(of: fors) == nil)
            let letter = try await kim.submit("Spara", [("bankgiro", "5050-1055")])
            #expect(letter.content("article").contains("5050-1055"))
        }
    }

    @Test func aHeldRunsAreNotToBeDoneYet() async throws {
        try await Self.prepare { bench, _, kim in
            try await bench.query(
                "update run set state = 'held', finished_at = null, hold_until = now() + interval '1 h'"
            )
            #expect(try await kim.get("/manuella").words.contains("inga påminnelser"))
            let page = try await kim.post("/manuella/gjord", [("foretag", "fors"), ("nr", "F1")])
            #expect(page.words.contains("Utskicket väntar ännu"))
        }
    }

    @Test func pagesFollowEachOther() async throws {
        try await Self.prepare(52) { _, _, kim in
            let first = try await kim.get("/manuella")
            #expect(first.elements("tr").count == 51)
            let next = try await kim.click("Nästa sida")
            #expect(next.elements("tr").count == 3)
            #expect(next.words.contains("F52"))
        }
    }

    @Test func anotherCreditorsAreNobodysBusiness() async throws {
        try await Self.prepare { bench, _, _ in
            _ = try await bench.creditor("alv", name: "Älv AB")
            let bo = try await bench.guest("bo", of: ["alv"])
            for url in [
                "/manuella?foretag=fors", "/manuella/brev?foretag=fors&nr=F1",
                "/manuella/brev?nr=F1", "/avsandare?foretag=fors",
            ] { #expect(try await bo.get(url).status == 404, "\(url)") }
            let fields = [("foretag", "fors"), ("nr", "F1")]
            for form in ["/manuella/gjord", "/manuella/angra", "/manuella/avbryt", "/avsandare"] {
                #expect(try await bo.post(form, fields).status == 404, "\(form)")
                #expect(try await bo.post(form, [("nr", "F1")]).status == 400, "\(form)")
            }
            #expect(try await bench.query("select count(*) from manual_reminder where todo") == "2")
        }
    }
}
