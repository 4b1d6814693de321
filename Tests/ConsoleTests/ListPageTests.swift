import Reminders
import Testing

@testable import Console

/// The invoice list: what it shows, and what it remembers.
@Suite struct ListPageTests {
    private static let choose = "/kundfakturor/urval"

    private func fill(_ harness: ConsoleHarness, _ count: Int) async throws {
        let creditor = try await harness.creditor()
        try await harness.know(try Invoice.overdue(1...count), of: creditor)
    }

    @Test func itShowsAPageAndGoesOn() async throws {
        try await ConsoleHarness.prepare { harness in
            try await fill(harness, 60)
            let kim = try await harness.guest()
            let first = try await kim.get("/kundfakturor?ordning=number")
            #expect(first.words.contains("60 fakturor"))
            #expect(first.elements("tbody")[0].content.ranges(of: "<tr").count == 50)
            let next = try #require(
                first.elements("button").first { $0.content == "Nästa sida" }?.attributes["value"])
            let second = try await kim.get(next)
            #expect(second.elements("tbody")[0].content.ranges(of: "<tr").count == 10)
            #expect(!second.words.contains("Nästa sida"))
        }
    }

    @Test func theNumberAboveIsThatOfTheRowsBelow() async throws {
        try await ConsoleHarness.prepare { harness in
            try await fill(harness, 3)
            let kim = try await harness.guest()
            let before = try await kim.get("/kundfakturor?forfallna=1")
            #expect(before.words.contains("3 fakturor matchar"))
            // Counted a moment ago, and paid since.
            try await harness.query("update invoice set remaining_ore = 0 where number <> 'F3'")
            let after = try await kim.get("/kundfakturor?forfallna=1")
            #expect(after.words.contains("1 faktura matchar"))
        }
    }

    /// Without a script a tick is known when the page is left by one of its buttons.
    @Test func ticksSurviveTheWayToAnotherPage() async throws {
        try await ConsoleHarness.prepare { harness in
            try await fill(harness, 3)
            let kim = try await harness.guest()
            let page = try await kim.post(
                Self.choose,
                [
                    ("rad", "F1"), ("rad", "F2"), ("rad", "F3"), ("vald", "F1"), ("vald", "F3"),
                    ("till", "/kundfakturor?ordning=remaining"),
                ])
            #expect(page.url == "/kundfakturor?ordning=remaining")
            #expect(page.words.contains("2 fakturor är markerade"))
            let ticked = page.elements("input").filter { $0.attributes["checked"] != nil }
            #expect(Set(ticked.compactMap { $0.attributes["value"] }) == ["F1", "F3"])
            // A row that a form does not show stays as it is.
            let other = try await kim.post(Self.choose, [("rad", "F1"), ("till", "/kundfakturor")])
            #expect(other.words.contains("1 faktura är markerad"))
        }
    }

    @Test func tickAllStopsAtTheLimitAndSaysTheWayPastIt() async throws {
        var settings = ConsoleSettings()
        settings.selectAll = 2
        try await ConsoleHarness.prepare(settings) { harness in
            try await fill(harness, 5)
            let kim = try await harness.guest()
            let marked = try await kim.post(Self.choose, [("gor", "alla")])
            #expect(marked.words.contains("2 fakturor är markerade"))
            #expect(marked.words.contains("Markera alla tar 2 fakturor åt gången"))
            #expect(marked.words.contains("Skicka i omgångar"))
            let all = try await kim.submit("Välj alla 5 som matchar filtret")
            #expect(all.words.contains("Alla 5 fakturor är markerade"))
            let less = try await kim.post(Self.choose, [("rad", "F2"), ("till", "/kundfakturor")])
            #expect(less.words.contains("Alla 4 fakturor är markerade, 1 undantagen"))
        }
    }

    @Test func aNameIsSearchedForWithoutStandingInAnyAddress() async throws {
        try await ConsoleHarness.prepare { harness in
            try await fill(harness, 3)
            try await harness.query("update invoice set name = 'Åsa Öberg' where number = 'F2'")
            let kim = try await harness.guest()
            let found = try await kim.post("/kundfakturor/sok", [("sok", "åsa ö")])
            #expect(found.url.hasPrefix("/kundfakturor?namn="))
            #expect(!found.url.lowercased().contains("sa"))
            #expect(found.words.contains("1 faktura matchar") && found.words.contains("Åsa Öberg"))
            // Another session knows no such search.
            let lee = try await harness.guest("lee")
            #expect(try await lee.get(found.url).status == 404)
            let number = try await kim.post("/kundfakturor/sok", [("sok", "F3")])
            #expect(number.url == "/kundfakturor?sok=F3")
            #expect(number.words.contains("1 faktura matchar"))
        }
    }

    @Test func theButtonIsGreyWithItsReasonUntilSomethingIsTicked() async throws {
        try await ConsoleHarness.prepare { harness in
            try await fill(harness, 1)
            let kim = try await harness.guest()
            func button(_ page: Page) -> [String: String] {
                page.elements("button").first { $0.attributes["id"] == "skapa" }?.attributes ?? [:]
            }
            let empty = try await kim.get("/kundfakturor")
            #expect(button(empty)["aria-disabled"] == "true")
            #expect(empty.words.contains("Markera minst en faktura först."))
            let pressed = try await kim.post(Self.choose, [("gor", "skapa")])
            #expect(pressed.words.contains("Ingen faktura är markerad. Markera minst en"))
            let one = try await kim.post(
                Self.choose, [("rad", "F1"), ("vald", "F1"), ("till", "/kundfakturor")])
            #expect(button(one)["aria-disabled"] == nil)
        }
    }

    @Test func paidAfterHandoverStandsOut() async throws {
        try await ConsoleHarness.prepare { harness in
            let creditor = try await harness.creditor()
            try await harness.load(try Invoice.overdue(1...2), of: creditor)
            try await harness.work([.accepted(1), .accepted(2)])
            try await harness.query("update invoice set remaining_ore = 0 where number = 'F1'")
            let kim = try await harness.guest()
            let page = try await kim.get("/kundfakturor?status=betald")
            #expect(page.words.contains("1 faktura matchar"))
            #expect(page.words.contains("Betald efter överlämning. Anmäl betalningen till Amili"))
        }
    }

    @Test func newsOfARowComeByThemselves() async throws {
        try await ConsoleHarness.prepare { harness in
            let creditor = try await harness.creditor()
            try await harness.load(try Invoice.overdue(1...1), of: creditor)
            let kim = try await harness.guest()
            let page = try await kim.get("/kundfakturor")
            let events = try #require(page.elements("body").first?.attributes["data-events"])
            #expect(page.words.contains("I kö"))
            try await harness.work([.accepted(1)])
            let news = try await kim.pieces(events) { $0.contains("Mottagen av Amili") }.joined()
            #expect(news.contains("Mottagen av Amili"))
            #expect(news.contains("\"id\":\"\(InvoiceCells.id("s", "F1"))\""))
        }
    }

    @Test func theFileHasWhatTheListShows() async throws {
        try await ConsoleHarness.prepare { harness in
            try await fill(harness, 3)
            try await harness.query("update invoice set name = '=1+1' where number = 'F2'")
            let kim = try await harness.guest()
            let file = try await kim.get("/kundfakturor.csv?sok=F2")
            #expect(file.header("Content-Disposition")?.contains("kundfakturor-fors.csv") == true)
            let lines = file.text.split(separator: "\r\n")
            #expect(lines.count == 2 && lines[0].contains("Kvar att betala"))
            #expect(lines[1].contains("F2") && lines[1].contains("'=1+1"))
        }
    }

    @Test func whoHasNoCompanySeesNone() async throws {
        try await ConsoleHarness.prepare { harness in
            try await fill(harness, 1)
            let lee = try await harness.guest("lee", of: [])
            let page = try await lee.get("/kundfakturor")
            #expect(page.status == 200 && page.words.contains("inte tillgång till något företag"))
            #expect(try await lee.get("/kundfakturor?foretag=fors").status == 404)
            #expect(try await lee.get("/kundfakturor.csv?foretag=fors").status == 404)
            #expect(try await lee.ask("/kundfakturor/handelser?foretag=fors&nr=F1").status == 404)
        }
    }
}
