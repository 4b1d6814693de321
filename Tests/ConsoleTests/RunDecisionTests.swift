import OperatorStore
import Reminders
import TestSupport
import Testing

@testable import Console

/// Undo, cancel and resubmit: they do what they say, and twice is once.
@Suite struct RunDecisionTests {
    private func states(_ harness: ConsoleHarness, _ run: RunID) async throws -> String {
        try await harness.query(
            "select string_agg(state::text, '' order by pos) from reminder where run = \(run)")
    }

    /// A dry run takes a number too.
    private func newest(_ harness: ConsoleHarness) async throws -> RunID {
        try #require(RunID(try await harness.query("select max(id) from run")))
    }

    // MARK: Undo

    @Test func aHeldRunIsUndoneAndNothingOfItLeaves() async throws {
        try await ConsoleHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let run = try await harness.load(
                try Invoice.overdue(1...3), of: creditor, hold: .seconds(34_200))
            let kim = try await harness.guest()
            let page = try await kim.get("/utskick/\(run)")
            #expect(page.words.contains("Skickas kl. ") && page.words.contains("Väntar"))
            let events = try #require(page.elements("body").first?.attributes["data-events"])
            let live = try await kim.pieces(events) { $0.contains("\"nedrakning\"") }
            #expect(live.last?.contains("Skickas om 9\u{A0}h") == true)
            let other = await kim.tab()
            _ = try await other.get("/utskick/\(run)")
            let undone = try await kim.submit("Ångra")
            #expect(undone.words.contains("Ångrat. Ingenting av utskicket skickades."))
            #expect(undone.words.contains("3 påminnelser skickades aldrig"))
            try await eventuallyCancelled(harness, run, "ccc")
            // The other tab's click finds it done, and changes nothing.
            #expect(try await other.submit("Ångra").status == 200)
            #expect(try await states(harness, run) == "ccc")
            #expect(try await harness.query("select count(*) from console_audit") == "1")
            #expect(try await harness.query("select count(*) from permit") == "0")
        }
    }

    // MARK: Cancel

    @Test func cancellingSaysBeforeAndAfterwardsWhatIsGone() async throws {
        try await ConsoleHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let run = try await harness.load(try Invoice.overdue(1...5), of: creditor)
            try await harness.work([.accepted(1), .accepted(2), .uncertain(3)])
            let kim = try await harness.guest()
            _ = try await kim.get("/utskick/\(run)")
            let preview = try await kim.click("Avbryt utskicket")
            #expect(preview.words.contains("2 påminnelser skickas inte."))
            #expect(preview.words.contains("2 är redan hos Amili"))
            #expect(preview.words.contains("1 kontrolleras"))
            #expect(try await states(harness, run) == "aauqq")
            let after = try await kim.submit("Avbryt utskicket")
            #expect(after.words.contains("Utskicket är avbrutet. Ingenting mer av det skickas."))
            try await eventuallyCancelled(harness, run, "aaucc")
            let later = try await harness.guest("lee").get("/utskick/\(run)")
            #expect(later.words.contains("2 är redan hos Amili och kan inte tas tillbaka: F1 , F2"))
            #expect(!later.words.contains("Avbryt utskicket"))
            let audit = try await harness.query(
                "select login, action, run, facts from console_audit")
            #expect(audit.hasPrefix("kim|cancelled|\(run)|") && audit.contains("2 at Amili"))
        }
    }

    @Test func whatIsNotWrittenDownYetIsNeverSentAllTheSame() async throws {
        try await ConsoleHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let run = try await harness.load(try Invoice.overdue(1...3), of: creditor)
            _ = try await harness.operators.cancel(run, by: "kim", dryRun: false)
            #expect(try await states(harness, run) == "qqq")
            let page = try await harness.guest().get("/utskick/\(run)")
            #expect(page.words.contains("3 påminnelser skickades aldrig."))
        }
    }

    @Test func aRunThatIsDoneIsNotCancelled() async throws {
        try await ConsoleHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let run = try await harness.load(try Invoice.overdue(1...2), of: creditor)
            let kim = try await harness.guest()
            _ = try await kim.get("/utskick/\(run)/avbryt")
            try await harness.work([.accepted(1), .accepted(2)])
            let late = try await kim.submit("Avbryt utskicket")
            #expect(late.words.contains("Det var för sent"))
            #expect(try await states(harness, run) == "aa")
            #expect(try await harness.query("select count(*) from console_audit") == "0")
        }
    }

    // MARK: Resubmit

    @Test func oneReasonIsResubmittedAfterAPreviewAndOnlyOnce() async throws {
        try await ConsoleHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let run = try await harness.load(try Invoice.overdue(1...5), of: creditor)
            try await harness.work([
                .rejected(1), .rejected(2), .failed(3), .accepted(4), .skipped(5),
            ])
            try await harness.query("update invoice set flags = 1 where number = 'F2'")
            let kim = try await harness.guest()
            let preview = try await kim.get(
                "/utskick/\(run)/skicka-om?orsak=AMILI_VALIDATION&status=rejected")
            #expect(preview.words.contains("1 påminnelse skickas om till Amili."))
            #expect(preview.words.contains("1 hoppas över:"))
            #expect(preview.words.contains(Reason.paid.swedish))
            #expect(try await harness.query("select count(*) from run") == "1")
            let other = await kim.tab()
            _ = try await other.get(preview.url)
            let made = try await kim.submit("Skicka om 1")
            let new = try await newest(harness)
            #expect(new > run && made.content("h1") == "Utskick \(new)")
            #expect(made.words.contains("Ett nytt utskick är skapat."))
            #expect(made.words.contains("Ångra"))
            #expect(try await states(harness, new) == "qs")
            let again = try await other.submit("Skicka om 1")
            #expect(again.words.contains("redan skickade om"))
            #expect(try await harness.query("select count(*) from run") == "2")
            let audit = try await harness.query("select login, action, run from console_audit")
            #expect(audit == "kim|resubmitted|\(new)")
        }
    }

    @Test func allThatDidNotGoGoesAgainButNeverWhatAmiliHas() async throws {
        try await ConsoleHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let run = try await harness.load(try Invoice.overdue(1...5), of: creditor)
            try await harness.work([
                .rejected(1), .failed(2), .accepted(3), .uncertain(4), .skipped(5),
            ])
            let kim = try await harness.guest()
            _ = try await kim.get("/utskick/\(run)")
            _ = try await kim.click("Skicka om alla som inte gick iväg")
            _ = try await kim.submit("Skicka om 2")
            let numbers = try await harness.query(
                "select number from reminder where run > \(run) order by pos")
            #expect(numbers == "F1\nF2")
        }
    }

    @Test func oldKnowledgeMustBeConfirmed() async throws {
        try await ConsoleHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let run = try await harness.load(try Invoice.overdue(1...1), of: creditor)
            try await harness.work([.failed(1)])
            try await harness.query("update invoice set as_of = now() - interval '9 days'")
            let kim = try await harness.guest()
            let preview = try await kim.get("/utskick/\(run)/skicka-om")
            #expect(preview.words.contains("9 dagar gamla"))
            let refused = try await kim.submit("Skicka om 1")
            #expect(refused.status == 422 && refused.words.contains("kryssa i rutan"))
            #expect(try await harness.query("select count(*) from run") == "1")
            let made = try await kim.submit("Skicka om 1", [("gammalt", "ja")])
            #expect(made.content("h1") == "Utskick \(try await newest(harness))")
        }
    }

    @Test func theNumberOfMoreThanAThousandIsTyped() async throws {
        try await ConsoleHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let run = try await harness.load(try Invoice.overdue(1...1_001), of: creditor)
            let kim = try await harness.guest()
            _ = try await kim.get("/utskick/\(run)/avbryt")
            _ = try await kim.submit("Avbryt utskicket")
            try await eventuallyCancelled(
                harness, run, String(repeating: "c", count: 1_001))
            let preview = try await kim.get("/utskick/\(run)/skicka-om")
            #expect(preview.words.contains("Skriv 1"))
            for wrong in ["", "1000"] {
                let refused = try await kim.submit("Skicka om 1 001", [("antal", wrong)])
                #expect(refused.status == 422)
            }
            #expect(try await harness.query("select count(*) from run") == "1")
            let made = try await kim.submit("Skicka om 1 001", [("antal", "1 001")])
            #expect(made.content("h1") == "Utskick \(try await newest(harness))")
        }
    }

    @Test func everythingSkippedIsNobodysWish() async throws {
        try await ConsoleHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let run = try await harness.load(try Invoice.overdue(1...1), of: creditor)
            try await harness.work([.skipped(1)])
            let kim = try await harness.guest()
            #expect(try await kim.get("/utskick/\(run)/skicka-om?status=skipped").status == 400)
            #expect(try await kim.get("/utskick/\(run)/skicka-om?status=accepted").status == 400)
            let nothing = try await kim.get("/utskick/\(run)/skicka-om")
            #expect(nothing.words.contains("Det finns inget att skicka om."))
        }
    }

    /// Writing it down goes on after the answer.
    private func eventuallyCancelled(
        _ harness: ConsoleHarness, _ run: RunID, _ wanted: String
    ) async throws {
        try await eventually("all written down") { try await states(harness, run) == wanted }
    }
}
