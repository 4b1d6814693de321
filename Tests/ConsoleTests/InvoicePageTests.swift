import AccessStore
import Reminders
import TestSupport
import Testing

@testable import Console

/// One invoice's page: what is known, its story, and what may be decided.
@Suite struct InvoicePageTests {
    @Test func thePageShowsTheInvoiceItsStateAndItsStory() async throws {
        try await ConsoleHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let run = try await harness.load(
                [try .overdue("00F1", name: "Ann <b>Ek</b>"), try .overdue("F2")], of: creditor)
            var trace = CallTrace()
            trace.httpStatus = 200
            try await harness.work(
                [.accepted(1), .rejected(2)],
                evidence: [
                    Evidence(.lookup, trace: trace, why: "asked about 2, found 0"),
                    Evidence(
                        .call, position: 2, trace: trace, from: .queued, to: .rejected,
                        why: "zip_code <is> wrong"),
                ])
            let kim = try await harness.guest()
            let page = try await kim.get("/faktura?nr=F1")
            #expect(page.content("h1") == "Faktura 00F1")
            #expect(page.text.contains("Ann &lt;b&gt;Ek&lt;/b&gt;"))
            for words in [
                "Provgatan 1", "11122 Stockholm", "1 250,00 kr", "K-00F1",
                "Mottagen av Amili", "90001", "000000000000000000000001", "Senast bekräftad",
                " dagar försenad", "Amili tog emot ärendet.", "Lades i utskick \(run)",
                "av test", "Amili tillfrågades om vad som redan finns där.", "Teknisk rad",
            ] { #expect(page.words.contains(words), "\(words)") }
            #expect(try await kim.get("/faktura?nr=00f1").content("h1") == "Faktura 00F1")
            let second = try await kim.get("/faktura?nr=F2")
            #expect(second.words.contains("Amili avvisade påminnelsen: zip_code <is> wrong"))
            #expect(second.words.contains(Reason.amiliValidation.swedish))
            #expect(try await kim.get("/faktura?nr=F9").status == 404)
            #expect(try await kim.get("/faktura").status == 404)
        }
    }

    @Test func anInvoicePaidAfterTheHandoverStandsOut() async throws {
        try await ConsoleHarness.prepare { harness in
            let creditor = try await harness.creditor()
            try await harness.load(try Invoice.overdue(1...1), of: creditor)
            try await harness.work([.accepted(1)])
            let kim = try await harness.guest()
            #expect(!(try await kim.get("/faktura?nr=F1").words.contains("Anmäl betalningen")))
            try await harness.query("update invoice set flags = 1, remaining_ore = 0")
            let page = try await kim.get("/faktura?nr=F1")
            #expect(page.words.contains("Anmäl betalningen till Amili"))
        }
    }

    @Test func anErasedCustomerIsToldToBeErased() async throws {
        try await ConsoleHarness.prepare { harness in
            let creditor = try await harness.creditor()
            try await harness.load(try Invoice.overdue(1...1), of: creditor)
            let kim = try await harness.guest()
            let words = "Uppgifterna är raderade"
            #expect(!(try await kim.get("/faktura?nr=F1").words.contains(words)))
            try await harness.query(
                "update invoice set flags = \(InvoiceFlags.erased.rawValue), name = ''")
            #expect(try await kim.get("/faktura?nr=F1").words.contains("Kund \(words)"))
        }
    }

    @Test func aReleaseWantsItsReasonAndIsRecorded() async throws {
        try await ConsoleHarness.prepare { harness in
            let creditor = try await harness.creditor()
            try await harness.load(try Invoice.overdue(1...2), of: creditor)
            try await harness.work([.accepted(1)])
            let kim = try await harness.guest()
            // Its letter may still go: there is nothing to release.
            #expect(
                try await kim.get("/faktura?nr=F2").forms.allSatisfy { !$0.text.contains("Frige") })
            _ = try await kim.get("/faktura?nr=F1")
            let refused = try await kim.submit("Frige")
            #expect(refused.status == 422 && refused.words.contains("Skriv varför"))
            #expect(try await harness.query("select count(*) from permit") == "2")
            let released = try await kim.submit("Frige", [("varfor", "återkallat hos Amili")])
            #expect(released.words.contains("Fakturan är frigiven"))
            #expect(released.words.contains("kim frigav fakturan för en ny påminnelse: återkallat"))
            #expect(try await harness.query("select number from permit") == "F2")
            #expect(
                try await harness.query("select login, action, facts from console_audit")
                    == "kim|released|invoice F1")
            let live = try await kim.post("/faktura/frige?nr=F2", [("varfor", "x")])
            #expect(live.status == 409 && live.words.contains("fortfarande kan skickas"))
        }
    }

    @Test func aDoubtIsExplainedAndOnlyAnOperatorSettlesIt() async throws {
        try await ConsoleHarness.prepare { harness in
            let creditor = try await harness.creditor()
            try await harness.load(try Invoice.overdue(1...2), of: creditor)
            try await harness.work([.uncertain(1), .uncertain(2)])
            let kim = try await harness.guest()
            let page = try await kim.get("/faktura?nr=F1")
            #expect(page.words.contains("Ingen vet säkert om den här påminnelsen kom fram"))
            #expect(!page.words.contains("Avgör själv"))
            let fields = [("utfall", "skickad"), ("varfor", "såg det")]
            #expect(try await kim.post("/faktura/avgor?nr=F1", fields).status == 403)
            #expect(
                try await harness.query("select string_agg(state::text, '') from reminder") == "uu")

            let ola = try await harness.guest("ola", role: .operator)
            _ = try await ola.get("/faktura?nr=F1")
            let settled = try await ola.submit("Spara beskedet", fields)
            #expect(settled.words.contains("Ditt besked är sparat."))
            #expect(settled.words.contains("ola såg efter hos Amili: ärendet finns där: såg det"))
            _ = try await ola.get("/faktura?nr=F2")
            let early = try await ola.submit(
                "Spara beskedet", [("utfall", "inte-skickad"), ("varfor", "ser inget")])
            #expect(early.status == 409 && early.words.contains("kan fortfarande komma fram"))
            let again = try await ola.post("/faktura/avgor?nr=F1", fields)
            #expect(again.status == 409 && again.words.contains("redan avgjort"))
            let wrong = try await ola.post("/faktura/avgor?nr=F2", fields + [("arende", "12")])
            #expect(wrong.status == 422)
            #expect(
                try await harness.query(
                    "select string_agg(state::text, '' order by pos) from reminder") == "au")
            #expect(
                try await harness.query("select login, action from console_audit") == "ola|resolved"
            )
        }
    }

    @Test func anInvoiceThatIsGoneKeepsItsStory() async throws {
        try await ConsoleHarness.prepare { harness in
            let creditor = try await harness.creditor()
            try await harness.load(try Invoice.overdue(1...1), of: creditor)
            try await harness.work([.accepted(1)])
            try await harness.query("delete from invoice")
            let page = try await harness.guest().get("/faktura?nr=F1")
            #expect(page.status == 200 && page.words.contains("finns inte längre i registret"))
            #expect(page.words.contains("Amili tog emot ärendet."))
        }
    }
}
