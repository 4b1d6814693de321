import AccessStore
import Reminders
import Testing

@testable import Console

/// Another creditor's runs and invoices: not there, in every address and every form.
@Suite struct ForeignTests {
    private static let pages = [
        "/utskick/RUN", "/utskick/RUN/handelser", "/utskick/RUN/lista.csv", "/utskick/RUN/avbryt",
        "/utskick/RUN/skicka-om", "/faktura?nr=F1", "/utskick?foretag=annan",
        "/utskick/handelser?foretag=annan", "/utskick/RUN?foretag=annan",
        "/utskick/RUN/handelser?foretag=annan", "/utskick/RUN/lista.csv?foretag=annan",
        "/utskick/RUN/avbryt?foretag=annan", "/utskick/RUN/skicka-om?foretag=annan",
        "/faktura?nr=F1&foretag=annan",
    ]
    private static let forms = [
        "/utskick/RUN/angra", "/utskick/RUN/avbryt", "/utskick/RUN/skicka-om",
        "/utskick/RUN/fortsatt", "/faktura/frige?nr=F1", "/faktura/avgor?nr=F1",
    ]

    @Test func whatBelongsToAnotherIsNotThere() async throws {
        try await ConsoleHarness.prepare { harness in
            let own = try await harness.creditor()
            try await harness.load([try .overdue("A1")], of: own)
            let other = try await harness.creditor("annan", name: "Annan AB")
            let run = try await harness.load(try Invoice.overdue(1...3), of: other)
            try await harness.query(
                """
                update run set paused_at = now(), pause_cause = 'rejections', pause_count = 20,
                    pause_words = 'x'
                """)
            let before = try await harness.query(
                "select r::text from run r; select r::text from reminder r; select p from permit p")
            // An operator too: the role is no key to companies.
            for guest in [
                try await harness.guest(), try await harness.guest("ola", role: .operator),
            ] {
                for url in Self.pages {
                    let page = try await guest.ask(url.replacing("RUN", with: "\(run)"))
                    #expect(page.status == 404, "\(url)")
                    #expect(!page.text.contains("Testsson") && !page.text.contains("Annan"))
                }
                for url in Self.forms {
                    let target = url.replacing("RUN", with: "\(run)")
                    let mark = target.contains("?") ? "&" : "?"
                    let given = [("varfor", "x"), ("utfall", "skickad"), ("foretag", "annan")]
                    for address in [target, "\(target)\(mark)foretag=annan"] {
                        let page = try await guest.send(address, given)
                        #expect([403, 404].contains(page.status), "\(address)")
                    }
                }
            }
            let after = try await harness.query(
                "select r::text from run r; select r::text from reminder r; select p from permit p")
            #expect(after == before)
            #expect(try await harness.query("select count(*) from console_audit") == "0")
        }
    }

    @Test func aFormWithoutTheSessionsTokenChangesNothing() async throws {
        try await ConsoleHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let run = try await harness.load(
                try Invoice.overdue(1...2), of: creditor, hold: .seconds(60))
            let kim = try await harness.guest()
            let other = try await harness.guest("lee").formToken
            for url in Self.forms.map({ $0.replacing("RUN", with: "\(run)") })
            where !url.contains("avgor") {
                for token in [" ", other] {
                    #expect(try await kim.send(url, formToken: token).status == 403, "\(url)")
                }
            }
            #expect(try await harness.query("select state from run") == "held")
        }
    }

    @Test func withSeveralCompaniesEveryLinkStaysWithItsOwn() async throws {
        try await ConsoleHarness.prepare { harness in
            _ = try await harness.creditor()
            let other = try await harness.creditor("annan", name: "Annan AB")
            let run = try await harness.load(try Invoice.overdue(1...2), of: other)
            try await harness.work([.rejected(1)])
            let kim = try await harness.guest(of: ["fors", "annan"])
            #expect(try await kim.get("/utskick/\(run)?foretag=fors").status == 404)
            let page = try await kim.get("/utskick/\(run)?foretag=annan")
            #expect(page.status == 200)
            for link in page.links where link.target.contains("utskick/\(run)") {
                #expect(link.target.contains("foretag=annan"), "\(link.target)")
            }
            for form in page.forms where form.action.contains("utskick/") {
                #expect(form.action.contains("foretag=annan"), "\(form.action)")
            }
        }
    }
}
