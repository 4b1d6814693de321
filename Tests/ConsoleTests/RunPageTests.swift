import OperatorStore
import QueueStore
import Reminders
import Testing

@testable import Console

/// `/utskick` and a run's page: what they show.
@Suite struct RunPageTests {
    @Test func theRunsOfACompanyStandNewestFirstAndPageBackwards() async throws {
        try await ConsoleHarness.prepare { harness in
            let creditor = try await harness.creditor()
            for number in 1...23 {
                try await harness.load(
                    [try .overdue("F\(number)")], of: creditor, key: "k\(number)")
            }
            let kim = try await harness.guest()
            let first = try await kim.get("/utskick")
            #expect(first.status == 200 && first.content("h1") == "Utskick")
            let names = first.links.map(\.text).filter { $0.hasPrefix("Utskick ") }
            #expect(names.count == 20 && names.first == "Utskick 23" && names.last == "Utskick 4")
            let second = try await kim.click("Äldre")
            let rest = second.links.map(\.text).filter { $0.hasPrefix("Utskick ") }
            #expect(rest == ["Utskick 3", "Utskick 2", "Utskick 1"])
            #expect(try await kim.click("De senaste").words == first.words)
        }
    }

    @Test func withoutARunThePageSaysSo() async throws {
        try await ConsoleHarness.prepare { harness in
            _ = try await harness.creditor()
            let page = try await harness.guest().get("/utskick")
            #expect(page.words.contains("Inga utskick än."))
        }
    }

    @Test func countsStandInWordsAndTheBarSaysThemToo() async throws {
        try await ConsoleHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let run = try await harness.load(try Invoice.overdue(1...7), of: creditor)
            try await harness.work([
                .accepted(1), .accepted(2), .rejected(3), .failed(4), .skipped(5), .uncertain(6),
            ])
            let kim = try await harness.guest()
            for url in ["/utskick", "/utskick/\(run)"] {
                let page = try await kim.get(url)
                for words in [
                    "2 mottagna av Amili", "1 kontrolleras", "1 i kö", "1 hoppades över",
                    "1 avvisad av Amili", "1 misslyckades", "5 av 7 klara", "Pågår",
                ] { #expect(page.words.contains(words), "\(words)") }
                #expect(page.text.contains("aria-label=\"5 av 7 påminnelser är klara\""))
                #expect(page.text.contains("class=\"bar-accepted\" x=\"0.000%\" width=\"28.571%\""))
            }
            let english = try await harness.guest("lee", language: "en").get("/utskick/\(run)")
            #expect(english.words.contains("2 received by Amili"))
        }
    }

    /// The counts stay; nothing is said of what is not known any more, and nothing can be sent
    /// again from here.
    @Test func aPrunedRunSaysSo() async throws {
        try await ConsoleHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let run = try await harness.load(try Invoice.overdue(1...2), of: creditor)
            try await harness.work([.accepted(1), .rejected(2)])
            let kim = try await harness.guest()
            let before = try await kim.get("/utskick/\(run)")
            #expect(before.words.contains("Betalt sedan dess"))
            #expect(before.links.contains { $0.target.contains("/skicka-om") })
            _ = try await harness.query(
                """
                update reminder set amili_state = case state when 'a' then 'closed' end,
                    changed_at = now() - interval '2 years';
                update run set state = 'done', finished_at = now() - interval '2 years'
                """)
            let report = try await harness.operators.prune(
                olderThan: try #require(PruneAge("18mo")),
                auditOlderThan: try #require(PruneAge("2y")), by: "op", as: "pruned",
                dryRun: false)
            #expect(report.reminders == 2)
            let page = try await kim.get("/utskick/\(run)")
            for words in [
                "1 mottagen av Amili", "1 avvisad av Amili", "Gallrade påminnelser 2,",
                "Inga påminnelser att visa: de är gallrade.",
            ] { #expect(page.words.contains(words), "\(words) in \(page.words)") }
            #expect(!page.words.contains("Betalt sedan dess"))
            #expect(!page.links.contains { $0.target.contains("/skicka-om") })
            let invoice = try await kim.get("/faktura?nr=F1")
            for words in ["Avslutad", "historiken är gallrad", "utskick \(run)"] {
                #expect(invoice.words.contains(words), "\(words) in \(invoice.words)")
            }
        }
    }

    @Test func whatDidNotGoIsGroupedByReasonWithWhatToDo() async throws {
        try await ConsoleHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let run = try await harness.load(try Invoice.overdue(1...7), of: creditor)
            try await harness.work([
                .rejected(1), .rejected(2), .failed(3), .skipped(4, .addressIncomplete),
                .uncertain(5), .accepted(6), .skipped(7, .paid),
            ])
            let kim = try await harness.guest()
            let page = try await kim.get("/utskick/\(run)")
            let groups = page.text[
                try #require(page.text.firstRange(of: "id=\"grupper\"")).lowerBound...]
            for text in [
                Reason.amiliValidation.swedish, Reason.attemptsExhausted.swedish,
                Reason.addressIncomplete.swedish, "Svaret från Amili kom aldrig fram",
                Reason.paid.swedish,
            ] { #expect(groups.contains(text), "\(text)") }
            // In doubt is settled by asking, and what is paid stays so: nothing to resubmit.
            let links = page.links.filter { $0.text.hasPrefix("Skicka om :") }
            #expect(links.count == 3)
            let list = try await kim.get("/utskick/\(run)?status=rejected")
            let rows = list.elements("a").filter { $0.attributes["href"]?.contains("nr=") == true }
            #expect(rows.map(\.content) == ["F1", "F2"])
        }
    }

    @Test func theListPagesByPositionWhateverTheFilter() async throws {
        try await ConsoleHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let run = try await harness.load(try Invoice.overdue(1...220), of: creditor)
            // Rare ones, in the first and the last of three parts.
            try await harness.work([.rejected(7), .accepted(8)])
            try await harness.query(
                """
                update reminder set state = 'r', reason = 60 where run = \(run) and pos in (200, 219);
                update part set n_r = 2, n_q = n_q - 2, exception_pos = '{200,219}',
                    exception_state = '{r,r}', exception_reason = '{60,60}'
                where run = \(run) and first = 199
                """)
            let kim = try await harness.guest()
            func numbers(_ page: Page) -> [String] {
                page.links.filter { $0.target.contains("nr=") }.map(\.text)
            }
            let rejected = try await kim.get("/utskick/\(run)?status=rejected")
            #expect(numbers(rejected) == ["F7", "F200", "F219"])
            var seen: [String] = []
            var page = try await kim.get("/utskick/\(run)")
            while true {
                seen += numbers(page)
                guard page.links.contains(where: { $0.text == "Nästa sida" }) else { break }
                page = try await kim.click("Nästa sida")
            }
            #expect(seen == (1...220).map { "F\($0)" })
            #expect(try await kim.get("/utskick/\(run)?status=nonsense").status == 400)
        }
    }

    @Test func aRunThatMovesIsFollowedWithoutReload() async throws {
        try await ConsoleHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let run = try await harness.load(try Invoice.overdue(1...3), of: creditor)
            let kim = try await harness.guest()
            let page = try await kim.get("/utskick/\(run)")
            let events = try #require(page.elements("body").first?.attributes["data-events"])
            let first = try await kim.pieces(events) { $0.contains("\"rad-3\"") }
            #expect(first.last?.contains("I kö") == true)
            try await harness.work([.accepted(1), .accepted(2), .accepted(3)])
            let second = try await kim.pieces(events) { $0.contains("3 mottagna av Amili") }
            #expect(second.contains { $0.contains("Klart") })
            _ = try await kim.pieces(events) {
                $0.contains("\"rad-3\"") && $0.contains("Mottagen av Amili")
            }
            // What is over is not followed.
            let done = try await kim.get("/utskick/\(run)")
            #expect(done.elements("body").first?.attributes["data-events"] == "")
        }
    }

    @Test func whatWasPaidOfALargeRunArrivesAfterThePage() async throws {
        try await ConsoleHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let run = try await harness.load(try Invoice.overdue(1...5_001), of: creditor)
            try await harness.query(
                """
                update reminder set state = 'a', case_id = 'c';
                update part set state = 'done', n_a = n_q, n_q = 0;
                update run set state = 'done', finished_at = now();
                update invoice set flags = 1, remaining_ore = 0
                where number in ('F1', 'F5000', 'F5001')
                """)
            let kim = try await harness.guest()
            let page = try await kim.get("/utskick/\(run)")
            #expect(page.words.contains("Vad som har betalats sedan dess räknas."))
            let events = try #require(page.elements("body").first?.attributes["data-events"])
            let paid = "Betalt sedan dess: 3 750,00 kr på 3 fakturor"
            let news = try await kim.pieces(events) { $0.contains("Betalt sedan dess") }
            #expect(news.last?.contains("på 3 fakturor") == true)
            let known = try await kim.get("/utskick/\(run)")
            #expect(known.words.contains(paid))
            #expect(known.elements("body").first?.attributes["data-events"] == "")
        }
    }

    @Test func aPausedRunSaysWhyAndGoesOnByAForm() async throws {
        try await ConsoleHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let run = try await harness.load(try Invoice.overdue(1...3), of: creditor)
            try await harness.queue.pauseRun(
                run, RunPause(.rejections, count: 20, words: "a <rejection>"))
            let kim = try await harness.guest()
            let page = try await kim.get("/utskick/\(run)")
            #expect(page.words.contains("Utskicket är pausat"))
            try await harness.query(
                "update run set pause_count = 25, pause_words = 'bad <zip>'")
            #expect(
                try await kim.get("/utskick/\(run)").words
                    .contains("avvisat 25 påminnelser i rad med samma besked: bad <zip>"))
            #expect(page.text.contains("a &lt;rejection&gt;"))
            let after = try await kim.submit("Fortsätt")
            #expect(after.words.contains("Utskicket fortsätter."))
            #expect(!after.words.contains("Utskicket är pausat"))
            #expect(try await harness.query("select paused_at is null from run") == "t")
            let audit = "select login || ' ' || action || ' ' || run from console_audit"
            #expect(try await harness.query(audit) == "kim resumed \(run)")
        }
    }

    /// A bookkeeper must not take a run that waits for the morning for one that is stuck.
    @Test func aRunOutsideTheSendWindowSaysWhenItGoesOn() async throws {
        try await ConsoleHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let run = try await harness.load(try Invoice.overdue(1...3), of: creditor)
            let window = try #require(SendWindow("07:00-20:00", isOnBankDays: true))
            try await harness.operators.setWindow(window, of: creditor)
            try await harness.query(
                """
                update throttle set letters_from = date_trunc('hour', now() + interval '30 h'),
                    letters_until = now() + interval '40 h' where creditor is not null
                """)
            let from = try await harness.query(
                """
                select to_char(letters_from at time zone 'Europe/Stockholm', 'YYYY-MM-DD HH24:MI')
                from throttle where creditor is not null
                """)
            let page = try await harness.guest().get("/utskick/\(run)")
            #expect(
                page.words.contains(
                    "Breven går kl. 07:00–20:00 på bankdagar. Utskicket går vidare av sig självt"
                        + " \(from)"), "\(page.words)")
        }
    }

    @Test func whatWasPaidSinceIsTold() async throws {
        try await ConsoleHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let run = try await harness.load(try Invoice.overdue(1...2), of: creditor)
            try await harness.work([.accepted(1), .accepted(2)])
            try await harness.query(
                "update invoice set flags = 1, remaining_ore = 0 where number = 'F1'")
            let page = try await harness.guest().get("/utskick/\(run)")
            #expect(page.words.contains("Betalt sedan dess: 1 250,00 kr på 1 faktura"))
            #expect(page.words.contains("Betald efter överlämning."))
        }
    }
}
