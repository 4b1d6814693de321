import Glibc
import Reminders
import TestSupport
import Testing

@testable import Console

/// The overview before sending: what it asks, and that one click is one run.
@Suite struct DraftPageTests {
    private static let choose = "/kundfakturor/urval"

    /// A creditor that has sent before, with invoices that may be reminded of.
    private func fill(_ harness: ConsoleHarness, _ count: Int, activate: Bool = true) async throws {
        let creditor = try await harness.creditor()
        try await harness.load(try Invoice.overdue(900...901), of: creditor, key: "before")
        try await harness.work([.accepted(1), .accepted(2)])
        try await harness.know(try Invoice.overdue(1...count), of: creditor)
        if !activate { try await harness.query("update creditor set activation = 'inactive'") }
    }

    private func open(_ guest: TestBrowser, _ numbers: ClosedRange<Int>) async throws -> Page {
        let keys = numbers.map { "F\($0)" }
        return try await guest.post(
            Self.choose,
            keys.map { ("rad", $0) } + keys.map { ("vald", $0) } + [("gor", "skapa")])
    }

    private func runs(_ harness: ConsoleHarness) async throws -> String {
        try await harness.query("select count(*) from run where key like 'draft %'")
    }

    private func send(_ guest: TestBrowser, _ more: [(String, String)] = []) async throws -> Page {
        try await guest.submit("Skicka påminnelser", [("gor", "skicka")] + more)
    }

    @Test func theWholeWay() async throws {
        try await ConsoleHarness.prepare { harness in
            try await fill(harness, 4)
            let kim = try await harness.guest()
            let dialog = try await open(kim, 1...3)
            #expect(dialog.url.hasPrefix("/paminnelser/"))
            #expect(dialog.text.contains("role=\"dialog\"") && dialog.text.contains(" inert>"))
            #expect(dialog.words.contains("3 valda fakturor hos Fors AB"))
            #expect(dialog.words.contains("Skicka via Amili"))
            let sent = try await send(kim)
            #expect(sent.url.hasPrefix("/kundfakturor?besked=skickat"))
            #expect(sent.words.contains("Ångra") && sent.words.contains("3 påminnelser"))
            #expect(
                try await harness.query(
                    "select state, queued, created_by from run where key like 'draft %'")
                    == "held|3|kim")
            #expect(
                try await harness.query("select login, action from console_audit") == "kim|sent")
            // What was ticked has gone with it.
            #expect(sent.words.contains("Ingen faktura är markerad"))
        }
    }

    @Test func twoTabsTwoClicksAndTheWayBackAreOneRun() async throws {
        try await ConsoleHarness.prepare { harness in
            try await fill(harness, 3)
            let kim = try await harness.guest()
            let dialog = try await open(kim, 1...3)
            let other = await kim.tab()
            try await other.get(dialog.url)
            async let one = send(kim)
            async let two = send(other)
            let urls = try await [one.url, two.url]
            #expect(Set(urls).count == 1)
            #expect(try await kim.get(dialog.url).url == urls[0])
            #expect(try await runs(harness) == "1")
        }
    }

    @Test func twoPeopleWithTheSameInvoicesAreTwoRunsAndOneLetterEach() async throws {
        try await ConsoleHarness.prepare { harness in
            try await fill(harness, 3)
            let (kim, lee) = (try await harness.guest(), try await harness.guest("lee"))
            _ = try await open(kim, 1...2)
            _ = try await open(lee, 2...3)
            _ = try await send(kim)
            _ = try await send(lee)
            #expect(try await runs(harness) == "2")
            #expect(
                try await harness.query(
                    """
                    select r.number, r.state, n.code from reminder r
                    join run u on u.id = r.run and u.key like 'draft %'
                    left join reason n on n.id = r.reason order by r.run, r.pos
                    """
                ).split(separator: "\n").sorted()
                    == ["F1|q|", "F2|q|", "F2|s|ALREADY_LIVE", "F3|q|"])
        }
    }

    @Test func whatAnotherTabChangedIsNotSentUnseen() async throws {
        try await ConsoleHarness.prepare { harness in
            try await fill(harness, 2)
            let kim = try await harness.guest()
            let dialog = try await open(kim, 1...2)
            let other = await kim.tab()
            try await other.get(dialog.url)
            // The other tab leaves the second one out.
            _ = try await other.submit(
                "Skicka påminnelser", [("gor", "uppdatera"), ("vald", "1")])
            let refused = try await send(kim)
            #expect(refused.words.contains("hade ändrats i en annan flik"))
            #expect(try await runs(harness) == "0")
        }
    }

    @Test func aLoadThatDoesNotEndIsToldInWords() async throws {
        try await ConsoleHarness.prepare { harness in
            try await fill(harness, 2)
            let kim = try await harness.guest()
            _ = try await open(kim, 1...2)
            let holder = try ChildProcess(
                "/usr/bin/psql", ["-X", "-q", "-d", harness.conninfo],
                input: """
                    begin;
                    select creditor from loader for no key update;
                    \\echo holds
                    select pg_sleep(600);
                    """)
            try await eventually("the lock is held") { await holder.output.contains("holds") }
            let refused = try await send(kim)
            #expect(
                refused.words.contains(
                    "En annan inläsning för företaget pågår. Ingenting har skickats."))
            #expect(try await runs(harness) == "0")
            await holder.send(signal: SIGKILL)
        }
    }

    @Test func theFirstRunEverAsksForItsNumber() async throws {
        try await ConsoleHarness.prepare { harness in
            let creditor = try await harness.creditor()
            try await harness.know(try Invoice.overdue(1...2), of: creditor)
            let kim = try await harness.guest()
            let dialog = try await open(kim, 1...2)
            #expect(dialog.words.contains("Skriv 2 för att bekräfta:"))
            let wrong = try await send(kim, [("antal", "3")])
            #expect(wrong.words.contains("Antalet stämmer inte. Ingenting har skickats."))
            #expect(try await runs(harness) == "0")
            _ = try await send(kim, [("antal", "2")])
            #expect(try await runs(harness) == "1")
        }
    }

    @Test func withoutAmiliTheButtonIsGreyAndSaysWhy() async throws {
        try await ConsoleHarness.prepare { harness in
            try await fill(harness, 3, activate: false)
            let kim = try await harness.guest()
            let dialog = try await open(kim, 1...2)
            #expect(dialog.words.contains("Amili är inte aktiverat för Fors AB."))
            #expect(dialog.links.contains { $0.text == "Aktivera Amili" })
            let button = dialog.elements("button").first { $0.attributes["id"] == "skicka" }
            #expect(button?.attributes["aria-disabled"] == "true")
            // Pressed all the same, nothing goes.
            let refused = try await send(kim)
            #expect(refused.words.contains("Amili är inte aktiverat. Ingenting har skickats."))
            // One of two by hand: it names what hinders.
            let mixed = try await kim.submit(
                "Skicka påminnelser", [("gor", "uppdatera"), ("typ-1", "manual")])
            #expect(mixed.words.contains("1 av fakturorna ska skickas via Amili"))
            // Both by hand: it goes, and nothing of it to Amili.
            let both = try await kim.submit(
                "Skicka påminnelser", [("gor", "alla-typ"), ("alla-typ", "manual")])
            #expect(!both.words.contains("hindrar"))
            _ = try await send(kim)
            #expect(
                try await harness.query(
                    "select queued, manual from run where key like 'draft %'") == "0|2")
        }
    }

    @Test func aDraftIsItsOwnersAndItsCreditors() async throws {
        try await ConsoleHarness.prepare { harness in
            try await fill(harness, 2)
            _ = try await harness.creditor("annan", name: "Annan AB")
            let kim = try await harness.guest()
            let dialog = try await open(kim, 1...2)
            let path = String(dialog.url.prefix { $0 != "?" })
            let lee = try await harness.guest("lee")
            #expect(try await lee.get(path).status == 404)
            #expect(try await lee.post("\(path)/andra", [("gor", "skicka")]).status == 404)
            let max = try await harness.guest("max", of: ["annan"])
            #expect(try await max.get(path + "?foretag=annan").status == 404)
            #expect(try await max.get(path + "?foretag=fors").status == 404)
            #expect(try await runs(harness) == "0")
        }
    }

    @Test func oneInvoicesPageLeadsToItsOwnOverview() async throws {
        try await ConsoleHarness.prepare { harness in
            try await fill(harness, 3)
            let kim = try await harness.guest()
            _ = try await kim.get("/faktura?nr=F2")
            let dialog = try await kim.submit("Påminn om den här fakturan")
            #expect(dialog.words.contains("1 vald faktura hos Fors AB"))
            _ = try await send(kim)
            #expect(
                try await harness.query(
                    """
                    select r.number from reminder r join run u on u.id = r.run
                    where u.key like 'draft %'
                    """) == "F2")
        }
    }

    @Test func theScriptGetsTheTotalsAnew() async throws {
        try await ConsoleHarness.prepare { harness in
            try await fill(harness, 2)
            let kim = try await harness.guest()
            let dialog = try await open(kim, 1...2)
            let path = String(dialog.url.prefix { $0 != "?" })
            let answer = try await kim.send(
                "\(path)/andra",
                [
                    ("version", "0"), ("rad", "1"), ("rad", "2"), ("vald", "1"), ("typ-1", "amili"),
                    ("typ-2", "amili"),
                ], headers: TestBrowser.script)
            #expect(answer.header("Content-Type") == "application/json")
            #expect(answer.text.contains("\"id\":\"summering\""))
            #expect(answer.text.contains("Avmarkerade"))
        }
    }
}
