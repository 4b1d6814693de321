import QueueStore
import Reminders
import TestSupport
import Testing

@testable import Console

/// What a new bookkeeper stumbled over: each fault that was found stays mended.
@Suite struct PageFaultTests {
    private static let choose = "/kundfakturor/urval"

    /// A creditor that has sent before, with invoices that may be reminded of.
    private func fill(_ harness: ConsoleHarness, _ count: Int) async throws -> CreditorID {
        let creditor = try await harness.creditor()
        try await harness.load(try Invoice.overdue(900...901), of: creditor, key: "before")
        try await harness.work([.accepted(1), .accepted(2)])
        try await harness.know(try Invoice.overdue(1...count), of: creditor)
        return creditor
    }

    private func open(_ guest: TestBrowser, _ numbers: ClosedRange<Int>) async throws -> Page {
        let keys = numbers.map { "F\($0)" }
        return try await guest.post(
            Self.choose,
            keys.map { ("rad", $0) } + keys.map { ("vald", $0) } + [("gor", "skapa")])
    }

    private func send(_ guest: TestBrowser) async throws -> Page {
        try await guest.submit("Skicka påminnelser", [("gor", "skicka")])
    }

    // MARK: All that match a filter

    @Test func whatCameAndWentSinceAllWereChosenIsSaidAndLeftOutByAClick() async throws {
        try await ConsoleHarness.prepare { harness in
            let creditor = try await fill(harness, 8)
            let kim = try await harness.guest()
            let list = "attpaminna=1"
            let chosen = try await kim.post(Self.choose, [("gor", "filter"), ("lista", list)])
            #expect(chosen.words.contains("Alla 8 som matchar filtret är markerade"))
            // Three come, two are paid.
            try await harness.know(try Invoice.overdue(11...13), of: creditor)
            try await harness.query(
                "update invoice set remaining_ore = 0 where number in ('F1', 'F2')")
            let dialog = try await kim.post(Self.choose, [("gor", "skapa"), ("lista", list)])
            #expect(dialog.words.contains("9 valda fakturor hos Fors AB"))
            #expect(
                dialog.words.contains("Urvalet har ändrats sedan du markerade 8 fakturor.")
                    && dialog.words.contains("3 fakturor har tillkommit.")
                    && dialog.words.contains("2 matchar inte längre filtret"))
            #expect(
                dialog.words.ranges(of: "Har tillkommit sedan du markerade.").count == 3)
            let without = try await kim.submit("Lämna de 3 utanför", [("gor", "utan-nya")])
            #expect(without.words.contains("De 3 är avmarkerade."))
            _ = try await send(kim)
            #expect(
                try await harness.query(
                    """
                    select string_agg(r.number, ' ' order by r.number) from reminder r
                    join run u on u.id = r.run and u.key like 'draft %'
                    """) == "F3 F4 F5 F6 F7 F8")
        }
    }

    @Test func withoutAChangeNothingIsSaid() async throws {
        try await ConsoleHarness.prepare { harness in
            _ = try await fill(harness, 4)
            let kim = try await harness.guest()
            _ = try await kim.post(Self.choose, [("gor", "filter"), ("lista", "attpaminna=1")])
            // One is left out, one is ticked beside: that is nobody else's doing.
            _ = try await kim.post(
                Self.choose, [("rad", "F1"), ("rad", "F900"), ("vald", "F900")])
            let dialog = try await kim.post(Self.choose, [("gor", "skapa")])
            #expect(dialog.words.contains("4 valda fakturor"))
            #expect(!dialog.words.contains("Urvalet har ändrats"))
        }
    }

    // MARK: Numbers that agree

    @Test func aDoubledDraftSaysInWhichRunTheInvoicesAre() async throws {
        try await ConsoleHarness.prepare { harness in
            _ = try await fill(harness, 2)
            let kim = try await harness.guest()
            _ = try await open(kim, 1...2)
            let other = await kim.tab()
            _ = try await open(other, 1...2)
            _ = try await send(kim)
            let run = try await harness.query("select max(id) from run")
            let refused = try await send(other)
            #expect(
                refused.words.contains(
                    "Inget att skicka: fakturorna är redan med i utskick \(run)."))
            #expect(try await harness.query("select max(id) from run") == run)
        }
    }

    @Test func theStripCountsWhatGoesToAmiliAndWhatIsDoneByHand() async throws {
        try await ConsoleHarness.prepare { harness in
            _ = try await fill(harness, 3)
            let kim = try await harness.guest()
            _ = try await open(kim, 1...3)
            _ = try await kim.submit(
                "Skicka påminnelser", [("gor", "uppdatera"), ("typ-1", "manual")])
            let sent = try await send(kim)
            #expect(sent.words.contains("2 påminnelser (och 1 för hand)"))
        }
    }

    @Test func whoIsNotActiveSeesOneNumberTwice() async throws {
        try await ConsoleHarness.prepare { harness in
            _ = try await fill(harness, 4)
            try await harness.query("update creditor set activation = 'inactive'")
            try await harness.query("update invoice set flags = 8 where number in ('F1', 'F2')")
            let kim = try await harness.guest()
            _ = try await open(kim, 1...4)
            let mixed = try await kim.submit(
                "Skicka påminnelser", [("gor", "uppdatera"), ("typ-3", "manual")])
            #expect(mixed.words.contains("Skickas via Amili 1 "))
            #expect(mixed.words.contains("1 av fakturorna ska skickas via Amili."))
            #expect(mixed.words.contains("Aktivera Amili i rutan högst upp"))
            try await harness.query("update creditor set activation = 'pending'")
            let pending = try await kim.get(mixed.url)
            #expect(pending.words.contains("Amili har inte svarat än."))
            #expect(!pending.words.contains("i rutan högst upp"))
        }
    }

    // MARK: Several companies

    @Test func anAddressWithoutACompanyLeadsToTheOneThatHasIt() async throws {
        try await ConsoleHarness.prepare { harness in
            let fors = try await harness.creditor()
            // First by its name.
            _ = try await harness.creditor("annan", name: "Annan AB")
            let run = try await harness.load(try Invoice.overdue(1...1), of: fors)
            let kim = try await harness.guest(of: ["fors", "annan"])
            #expect(try await kim.get("/utskick/\(run)").url == "/utskick/\(run)?foretag=fors")
            #expect(try await kim.get("/faktura?nr=F1").content("h1") == "Faktura F1")
            #expect(try await kim.get("/utskick/999").status == 404)
            // Nobody learns of a company that is not theirs.
            let lee = try await harness.guest("lee", of: ["annan"])
            #expect(try await lee.get("/utskick/\(run)").status == 404)
        }
    }

    @Test func theCompanyLookedAtLastIsThereAgain() async throws {
        try await ConsoleHarness.prepare { harness in
            _ = try await harness.creditor()
            _ = try await harness.creditor("annan", name: "Annan AB")
            let kim = try await harness.guest(of: ["fors", "annan"])
            func company(_ page: Page) -> String? {
                page.elements("option").first { $0.attributes["selected"] != nil }?
                    .attributes["value"]
            }
            for handle in ["fors", "annan", "fors"] {
                _ = try await kim.get("/kundfakturor?foretag=\(handle)")
                #expect(company(try await kim.get("/kundfakturor")) == handle)
            }
        }
    }

    // MARK: Looking

    @Test func aNameWithADigitIsFoundAtOnce() async throws {
        try await ConsoleHarness.prepare { harness in
            let creditor = try await harness.creditor()
            try await harness.know(
                [
                    try .overdue("A1", name: "Bageriet 465"), try .overdue("A2", name: "Annan"),
                ], of: creditor)
            let kim = try await harness.guest()
            let found = try await kim.post("/kundfakturor/sok", [("sok", "bageriet 465")])
            #expect(found.words.contains("1 faktura matchar"))
            #expect(found.words.contains("Bageriet 465"))
            #expect(try await kim.post("/kundfakturor/sok", [("sok", "A2")]).url.contains("sok=A2"))
        }
    }

    /// What a page has time to count of a long list is no number of it.
    @Test func aLongListIsMoreThanWhatWasCountedAtOnce() async throws {
        try await ConsoleHarness.prepare { harness in
            let creditor = try await harness.creditor()
            try await harness.know([try .overdue("F1")], of: creditor)
            try await harness.query(
                """
                insert into invoice (creditor, number, written, name, address_line, zip_code, city,
                    country, invoice_date, due_date, total_ore, remaining_ore, currency, as_of)
                select creditor, 'G' || n, 'G' || n, name, address_line, zip_code, city, country,
                    invoice_date, due_date, total_ore, remaining_ore, currency, as_of
                from invoice, generate_series(1, 3999) n
                """)
            let kim = try await harness.guest()
            let first = try await kim.get("/kundfakturor").words
            #expect(first.contains("fler än 2 000 fakturor") || first.contains("4 000 fakturor"))
            #expect(!first.contains(" 2 000 fakturor") || first.contains("fler än 2 000"))
            try await eventually("it is counted") {
                try await kim.get("/kundfakturor").words.contains("4 000 fakturor")
            }
            #expect(!(try await kim.get("/kundfakturor").words.contains("2 000")))
        }
    }

    /// Ours stands on the invoice, Amili's on the reminder that the customer has in hand.
    @Test func anOCRNumberFindsItsInvoiceHoweverItIsSpaced() async throws {
        try await ConsoleHarness.prepare { harness in
            let creditor = try await harness.creditor()
            try await harness.load(try Invoice.overdue(1...3), of: creditor)
            try await harness.work([.accepted(1), .accepted(2)])
            try await harness.query("update invoice set ocr = '123456782' where number = 'F3'")
            let kim = try await harness.guest()
            let search = "/kundfakturor/sok"
            let ours = try await kim.post(search, [("sok", "12345 6782")])
            #expect(ours.words.contains("1 faktura matchar"))
            #expect(ours.links.contains { $0.text == "F3" })
            let amilis = try await kim.post(search, [("sok", " 9000 2 ")])
            #expect(amilis.words.contains("Numret är Amilis OCR-nummer."))
            #expect(amilis.words.contains("1 faktura matchar"))
            #expect(amilis.links.contains { $0.text == "F2" })
            let none = try await kim.post(search, [("sok", "90009")])
            #expect(none.words.contains("Inga fakturor matchar urvalet."))
            // Nobody else's.
            _ = try await harness.creditor("annan", name: "Annan AB")
            let lee = try await harness.guest("lee", of: ["annan"])
            let foreign = try await lee.post(search, [("sok", "90002")])
            #expect(!foreign.words.contains("Amilis OCR-nummer"))
        }
    }

    // MARK: What was paid since

    @Test func whatIsPartPaidAfterTheHandoverStandsOut() async throws {
        try await ConsoleHarness.prepare { harness in
            let creditor = try await harness.creditor()
            // One of them was part-paid before.
            try await harness.load(
                [try .overdue("F1"), try .overdue("F2", remaining: 100_000)], of: creditor)
            try await harness.work([.accepted(1), .accepted(2)])
            let kim = try await harness.guest()
            let none = try await kim.get("/kundfakturor?status=betald")
            #expect(none.words.contains("0 fakturor matchar"))
            try await harness.query(
                """
                update invoice set total_ore = 3347350, remaining_ore = 1000000,
                    changed_at = clock_timestamp() where number = 'F1'
                """)
            let list = try await kim.get("/kundfakturor?status=betald")
            #expect(list.words.contains("1 faktura matchar"))
            #expect(list.words.contains("Delbetald: 10 000,00 kr kvar av 33 473,50 kr."))
            let invoice = try await kim.get("/faktura?nr=F1")
            #expect(
                invoice.words.contains(
                    "Fakturan är delbetald: 10 000,00 kr är kvar av 33 473,50 kr."))
            #expect(!(try await kim.get("/faktura?nr=F2").words.contains("delbetald")))
            #expect(
                try await kim.get("/kundfakturor.csv").text.ranges(of: "\"delvis\"").count == 1)
            // What is closed at Amili asks for nothing any more.
            try await harness.query("update reminder set amili_state = 'closed_paid'")
            #expect(!(try await kim.get("/kundfakturor").words.contains("Delbetald")))
            #expect(!(try await kim.get("/faktura?nr=F1").words.contains("delbetald")))
        }
    }

    // MARK: What Amili rejected

    @Test func aRejectionIsToldWithItsCauseAndThatNothingHasChanged() async throws {
        try await ConsoleHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let run = try await harness.load(try Invoice.overdue(1...2), of: creditor)
            try await harness.work(
                [.rejected(1), .rejected(2)],
                evidence: [
                    Evidence(
                        .call, position: 1, trace: CallTrace(), from: .queued, to: .rejected,
                        why: "zip_code: must be five digits")
                ])
            let kim = try await harness.guest()
            let page = try await kim.get("/faktura?nr=F1")
            let facts = page.elements("dl").map(\.content).joined()
            #expect(facts.contains("Amilis svar"))
            #expect(facts.contains("must be five digits"))
            let again = "/utskick/\(run)/skicka-om?orsak=AMILI_VALIDATION&status=rejected"
            #expect(
                try await kim.get(again).words.contains(
                    "2 fakturor har inte ändrats sedan Amili avvisade dem."))
            try await harness.query("update invoice set changed_at = clock_timestamp()")
            #expect(!(try await kim.get(again).words.contains("har inte ändrats")))
        }
    }

    // MARK: One look for one thing

    private func badge(_ page: Page, _ word: String) -> String? {
        page.elements("span").first { $0.content == word }?.attributes["class"]
    }

    @Test func aStateHasOneSignInTheListAndOnItsRun() async throws {
        try await ConsoleHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let run = try await harness.load(
                try Invoice.overdue(1...1), of: creditor, hold: .seconds(600))
            let kim = try await harness.guest()
            for url in ["/kundfakturor", "/faktura?nr=F1", "/utskick", "/utskick/\(run)"] {
                #expect(badge(try await kim.get(url), "Väntar") == "state held", "\(url)")
            }
            let paused = try await harness.load(try Invoice.overdue(2...2), of: creditor, key: "p")
            try await harness.query(
                """
                update run set paused_at = clock_timestamp(), pause_cause = 'rejections',
                    pause_count = 20, pause_words = 'x'
                where id = \(paused)
                """)
            let list = try await kim.get("/kundfakturor")
            #expect(badge(list, "Pausad") == "state paused")
            #expect(badge(try await kim.get("/utskick"), "Pausat") == "state paused")
        }
    }

    @Test func whatTakesBackLooksTheSameEverywhere() async throws {
        try await ConsoleHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let run = try await harness.load(
                try Invoice.overdue(1...1), of: creditor, hold: .seconds(600))
            try await harness.load(
                try Invoice.overdue(2...2), of: creditor, key: "m",
                route: .manual(ManualChoices()))
            let kim = try await harness.guest()
            try await kim.post(
                "/manuella/gjord", [("foretag", "fors"), ("nr", "F2"), ("anda", "ja")])
            for url in ["/kundfakturor", "/utskick/\(run)", "/manuella?lista=gjorda"] {
                let buttons = try await kim.get(url).elements("button")
                    .filter { $0.content.hasPrefix("Ångra") }
                #expect(buttons.map { $0.attributes["class"] } == ["undo"], "\(url)")
            }
        }
    }

    /// Counting is nobody's wait: the numbers come by themselves.
    @Test func eachFilterSaysHowManyItShows() async throws {
        try await ConsoleHarness.prepare { harness in
            let creditor = try await fill(harness, 3)
            try await harness.know([try .overdue("B1", remaining: 0)], of: creditor)
            let kim = try await harness.guest()
            try await eventually("all are counted") {
                guard let words = try? await kim.get("/kundfakturor").words else { return false }
                return [
                    "Alla (6)", "Att påminna (3)", "Ingen påminnelse (4)", "Hos Amili (2)",
                    "I kö (0)", "Bara förfallna (5)",
                ].allSatisfy(words.contains)
            }
            let page = try await kim.get("/kundfakturor")
            let chip = page.links.first { $0.text == "Hos Amili (2)" }?.target
            #expect(
                try await kim.get(try #require(chip)).words.contains("2 fakturor matchar"))
            // An open page gets what it came too early for, and hears nothing of it.
            let events = try #require(page.elements("body").first?.attributes["data-events"])
            let news = try await kim.pieces(events + "&nu=1") { _ in false }
            #expect(news.contains { $0.contains(ListChips.prefix) && $0.contains("(4)") })
            // Nobody's name is counted.
            let found = try await kim.post("/kundfakturor/sok", [("sok", "testsson")])
            #expect(!found.words.contains("Alla (") && !found.words.contains("Hos Amili ("))
        }
    }

    // MARK: The keyboard

    @Test func theStripOfWhatWasSentIsReadAloud() async throws {
        try await ConsoleHarness.prepare { harness in
            _ = try await fill(harness, 2)
            let kim = try await harness.guest()
            _ = try await open(kim, 1...2)
            let sent = try await send(kim)
            let strips = sent.elements("div").filter { $0.attributes["autofocus"] != nil }
            let about = strips.compactMap { $0.attributes["aria-describedby"] }
            let texts = sent.elements("p").filter { about.contains($0.attributes["id"] ?? "") }
            #expect(texts.count == 1 && texts[0].content.contains("2 påminnelser"))
        }
    }

    /// Return in a field presses the form's first button.
    @Test func returnInTheOverviewSendsNothingAndClosesNothing() async throws {
        try await ConsoleHarness.prepare { harness in
            _ = try await fill(harness, 2)
            let kim = try await harness.guest()
            _ = try await open(kim, 1...2)
            let same = try await kim.submit("Skicka påminnelser")
            #expect(same.words.contains("2 valda fakturor hos Fors AB"))
            #expect(try await harness.query("select count(*) from draft where run is null") == "1")
            let list = try await kim.get("/kundfakturor?ordning=number")
            let form = try #require(list.forms.first { $0.action.hasSuffix("/urval") })
            #expect(form.fields.contains { $0 == ("till", "/kundfakturor?ordning=number") })
        }
    }

    @Test func whoClosesTheOverviewIsBackAtItsButton() async throws {
        try await ConsoleHarness.prepare { harness in
            _ = try await fill(harness, 2)
            let kim = try await harness.guest()
            _ = try await open(kim, 1...1)
            let list = try await kim.submit("Skicka påminnelser", [("gor", "stang")])
            let focused = list.text.ranges(of: " autofocus").count
            let button = list.elements("button").first { $0.attributes["id"] == "skapa" }
            #expect(focused == 1 && button?.attributes["autofocus"] != nil)
        }
    }

    // MARK: Server-sent events

    @Test func oneLookIsAnAnswerWithAnEnd() async throws {
        try await ConsoleHarness.prepare { harness in
            _ = try await fill(harness, 2)
            let kim = try await harness.guest()
            let page = try await kim.get("/kundfakturor?sok=F1")
            let events = try #require(page.elements("body").first?.attributes["data-events"])
            // It would not end by itself otherwise.
            let news = try await kim.pieces(events + "&nu=1") { _ in false }
            #expect(news.joined().contains(InvoiceCells.id("s", "F1")))
        }
    }

    @Test func theListTellsOfARunFromItsHoldToItsEnd() async throws {
        try await ConsoleHarness.prepare { harness in
            let creditor = try await fill(harness, 2)
            let kim = try await harness.guest()
            _ = try await open(kim, 1...2)
            let sent = try await send(kim)
            let run = try await harness.query("select max(id) from run")
            #expect(sent.text.contains("data-countdown=\""))
            let strip = sent.elements("div").first { $0.attributes["id"] == "utskick-\(run)" }
            #expect(strip?.attributes["autofocus"] != nil)
            let events = try #require(sent.elements("body").first?.attributes["data-events"])
            let held = try await kim.pieces(events + "&nu=1") { _ in false }.joined()
            #expect(held.contains("\"id\":\"kvar-\(run)\"") && held.contains("Ångra"))
            try await harness.query(
                "update run set hold_until = clock_timestamp() where id = \(run)")
            try await harness.queue.tend(settleDelay: .seconds(600))
            try await harness.work([.accepted(1), .rejected(2)])
            try await harness.queue.tend(settleDelay: .seconds(600))
            // Open pages share an answer for a second.
            await harness.site.services.coalescer.forget("held/\(creditor)")
            let over = try await kim.pieces(events + "&nu=1") { _ in false }.joined()
            #expect(over.contains("Utskick \(run) är klart."))
            #expect(over.contains("1 mottagen av Amili, 1 avvisad av Amili."))
            #expect(!over.contains("Ångra"))
        }
    }
}
