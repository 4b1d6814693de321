import OperatorStore
import Reminders
import Testing

@testable import Console

/// Reminders that are made by hand: the list, the letter, its sender.
@Suite struct ManualPageTests {
    /// A creditor whose sender is known, with so many invoices to be reminded of by hand.
    private static func prepare(
        _ count: Int = 2, sender: Bool = true, interest: Bool = false,
        _ settings: ConsoleSettings = ConsoleSettings(),
        _ body: (ConsoleHarness, CreditorID, TestBrowser) async throws -> Void
    ) async throws {
        try await ConsoleHarness.prepare(settings) { harness in
            let fors = try await harness.creditor()
            if sender {
                try await harness.operators.setLetterSender(
                    LetterSender(
                        addressLines: ["Storgatan 1", "111 22 Exempelstad"],
                        bankgiro: GiroNumber(.bankgiro, "5050-1055")), of: fors)
            }
            if count > 0 {
                try await harness.load(
                    try Invoice.overdue(1...count), of: fors,
                    route: .manual(
                        ManualChoices(withInterest: interest)))
            }
            try await body(harness, fors, try await harness.guest())
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
        try await Self.prepare { harness, fors, kim in
            try await kim.get("/manuella/brev?nr=F1")
            try await kim.get("/manuella")
            let done = try await kim.submit("Markera som gjord : F1")
            #expect(done.words.contains("Faktura F1 är markerad som gjord."))
            #expect(
                try await harness.query(
                    "select pos, done_by from manual_reminder where done_at is not null")
                    == "1|kim")
            #expect(try await kim.get("/manuella?lista=gjorda").words.contains("av kim"))
            let undone = try await kim.submit("Ångra : F1")
            #expect(undone.words.contains("Faktura F1 är att göra igen."))
            #expect(
                try await harness.query("select count(*) from manual_reminder where todo") == "2")
            #expect(
                try await harness.query("select action, creditor from console_audit order by id")
                    == "manual reminder: gjord|\(fors)\nmanual reminder: angrad|\(fors)")
        }
    }

    /// Not a click that nobody has thought about: the letter first, or a question.
    @Test func aLetterThatNobodyHasSeenIsNotDoneByAClick() async throws {
        try await Self.prepare { harness, _, kim in
            let list = try await kim.get("/manuella")
            #expect(!list.words.contains("Markera som gjord"))
            #expect(list.links.contains { $0.text == "Öppna brevet : F1" })
            let fields = [("foretag", "fors"), ("nr", "F1")]
            let asked = try await kim.post("/manuella/gjord", fields)
            #expect(asked.words.contains("Brevet om faktura F1 har inte öppnats."))
            let toDo = "select count(*) from manual_reminder where todo"
            #expect(try await harness.query(toDo) == "2")
            let done = try await kim.submit("Ja, markera som gjord : F1")
            #expect(done.words.contains("Faktura F1 är markerad som gjord."))
            #expect(try await harness.query(toDo) == "1")
            try await kim.get("/manuella/brev?nr=F2")
            try await kim.get("/manuella")
            _ = try await kim.submit("Markera som gjord : F2")
            #expect(try await harness.query(toDo) == "0")
        }
    }

    @Test func withoutASenderTheListSaysSo() async throws {
        try await Self.prepare(sender: false) { _, _, kim in
            let list = try await kim.get("/manuella")
            #expect(list.words.contains("Uppgifter om avsändaren saknas."))
            #expect(!list.words.contains("Skriv ut alla"))
            try await kim.click("Fyll i avsändaren")
            let back = try await kim.submit(
                "Spara", [("adress", "Storgatan 1"), ("bankgiro", "5050-1055")])
            #expect(back.url == "/manuella" && !back.words.contains("saknas"))
            #expect(back.words.contains("Skriv ut alla 2 brev"))
        }
    }

    @Test func allLettersArePrintedAtOnce() async throws {
        try await Self.prepare(4) { harness, _, kim in
            // One is paid, one goes as an e-mail.
            try await harness.query(
                "update invoice set remaining_ore = 0, flags = 1 where number = 'F2'")
            try await harness.query("update manual_reminder set by_email = true where pos = 3")
            try await kim.get("/manuella")
            let page = try await kim.click("Skriv ut alla 2 brev")
            #expect(page.elements("article").count == 2)
            #expect(page.words.contains("Skriv ut 2 brev"))
            #expect(page.words.contains("Utan brev. Öppna fakturan för att se varför: F2"))
            // Whoever has printed them marks them without a question.
            let list = try await kim.get("/manuella")
            #expect(list.words.ranges(of: "Markera som gjord").count == 2)
            #expect(list.links.contains { $0.text == "Öppna brevet : F3" })
        }
    }

    @Test func oneThatNobodyWillDoIsCancelled() async throws {
        try await Self.prepare { harness, _, kim in
            try await kim.get("/manuella")
            let page = try await kim.submit("Avbryt påminnelsen : F2")
            #expect(page.words.contains("Påminnelsen om faktura F2 är avbruten."))
            #expect(
                try await harness.query("select state from reminder order by pos") == "m\nc")
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
        try await Self.prepare { harness, _, kim in
            try await harness.query(
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

    /// What is printed is what is written down when it is marked done.
    @Test func whereTheRateIsKnownInterestIsNotLeftOut() async throws {
        let thisHalf = HalfYear(of: try Invoice.overdue("1").dueDate.adding(days: 60))
        let lastHalf = HalfYear(of: thisHalf.first.adding(days: -1))
        var settings = ConsoleSettings()
        settings.rates = try ReferenceRates(adding: "\(lastHalf)=2.00,\(thisHalf)=2.00")
        try await Self.prepare(interest: true, settings) { _, _, kim in
            for address in ["/manuella/brev?nr=F1", "/manuella/brev?nr=F1&ranta=nej"] {
                let page = try await kim.get(address)
                #expect(page.content("article").contains("Dröjsmålsränta"), "\(address)")
            }
        }
    }

    @Test func aMissingSenderIsFilledInOnTheWay() async throws {
        try await Self.prepare(sender: false) { harness, fors, kim in
            try await kim.get("/manuella/brev?nr=F1")
            try await kim.click("Fyll i avsändaren")
            let fields = [
                ("adress", "Storgatan 1\r\n111 22 Exempelstad"), ("bankgiro", "5050-1054"),
            ]
            let wrong = try await kim.submit("Spara", fields)
            #expect(wrong.status == 422 && wrong.words.contains("kontrollsiffran stämmer inte"))
            #expect(wrong.text.contains("Storgatan 1"))
            #expect(try await harness.operators.letterSender(of: fors) == nil)
            let letter = try await kim.submit("Spara", [("bankgiro", "5050-1055")])
            #expect(letter.content("article").contains("5050-1055"))
        }
    }

    @Test func aHeldRunsAreNotToBeDoneYet() async throws {
        try await Self.prepare { harness, _, kim in
            try await harness.query(
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
        try await Self.prepare { harness, _, _ in
            _ = try await harness.creditor("alv", name: "Älv AB")
            let bo = try await harness.guest("bo", of: ["alv"])
            for url in [
                "/manuella?foretag=fors", "/manuella/brev?foretag=fors&nr=F1",
                "/manuella/brev?nr=F1", "/avsandare?foretag=fors",
            ] { #expect(try await bo.get(url).status == 404, "\(url)") }
            let fields = [("foretag", "fors"), ("nr", "F1")]
            for form in ["/manuella/gjord", "/manuella/angra", "/manuella/avbryt", "/avsandare"] {
                #expect(try await bo.post(form, fields).status == 404, "\(form)")
                #expect(try await bo.post(form, [("nr", "F1")]).status == 400, "\(form)")
            }
            #expect(
                try await harness.query("select count(*) from manual_reminder where todo") == "2")
        }
    }
}
