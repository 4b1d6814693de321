import AccessStore
import ConsoleStore
import Database
import Logging
import OperatorStore
import QueueStore
import Reminders
import Stores
import TestSupport
import Testing

@testable import Console

/// The operator's page: what it shows, to whom, and what its switches do.
@Suite struct OperationsPageTests {
    private static let forms = [
        "/drift/stoppa", "/drift/slapp-fram", "/drift/utskick", "/drift/del", "/drift/handelse/1",
    ]

    @Test func aBookkeeperIsNotLetIn() async throws {
        try await ConsoleHarness.prepare { harness in
            _ = try await harness.creditor()
            let kim = try await harness.guest()
            #expect(try await kim.get("/drift").status == 403)
            #expect(try await kim.get("/drift/nytt").status == 403)
            #expect(try await kim.get("/drift/handelse/1").status == 403)
            for form in Self.forms {
                let fields = [("allt", "ja"), ("utskick", "1"), ("del", "1"), ("hur", "så")]
                #expect(try await kim.post(form, fields).status == 403, "\(form)")
            }
            #expect(
                try await harness.query("select paused from throttle where scope = 'amili'") == "f")
            #expect(try await kim.get("/kundfakturor").links.allSatisfy { $0.target != "/drift" })
        }
    }

    @Test func anEmptyInstallationSaysThatAllIsWell() async throws {
        try await ConsoleHarness.prepare { harness in
            let page = try await harness.guest(role: .operator, of: []).get("/drift")
            #expect(page.status == 200)
            #expect(page.words.contains("Allt är som det ska."))
            #expect(page.words.contains("Ingen arbetare är i gång"))
            #expect(page.words.contains("Inget företag har getts till dig."))
            #expect(page.words.contains("Ännu finns inga siffror"))
        }
    }

    @Test func answersThatCannotBeUsedAreToldByCreditorFieldAndPlace() async throws {
        try await ConsoleHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let flaw = AnswerFlaw(
                .unreadableField, .cases, status: 200, field: "_items[3]._created", wanted: .date,
                found: .text("0000-00-00"))
            try await harness.queue.noteFlaw(flaw, in: .lookUp, of: creditor)
            let page = try await harness.guest(role: .operator).get("/drift")
            #expect(
                page.words.contains(
                    "uppslagning: listan över ärenden: _items[3]._created är inte ett datum, utan"
                        + " en text som ”0000-00-00”"))
            // Of a creditor that is not theirs nobody is told.
            let bo = try await harness.guest("bo", role: .operator, of: []).get("/drift")
            #expect(!bo.words.contains("_items[3]"))
            try await harness.queue.forgetFlaw(in: .lookUp, of: creditor)
            #expect(try await harness.console.answerTroubles(of: nil).isEmpty)
        }
    }

    @Test func oneSwitchStopsEveryLetterAndIsAudited() async throws {
        try await ConsoleHarness.prepare { harness in
            _ = try await harness.creditor()
            let kim = try await harness.guest(role: .operator)
            try await kim.get("/drift")
            let stopped = try await kim.submit("Stoppa alla brev")
            #expect(stopped.words.contains("Alla brev är stoppade"))
            #expect(stopped.words.contains("av kim"))
            #expect(stopped.words.contains("Annars är allt som det ska."))
            let paused = "select paused, paused_by, paused_at is not null from throttle"
            #expect(try await harness.query("\(paused) where scope = 'amili'") == "t|kim|t")
            #expect(
                try await harness.query("select login, action from console_audit")
                    == "kim|stopped all letters")

            // Somebody else stops what is stopped: the first one stays named.
            let bo = try await harness.guest("bo", role: .operator)
            try await bo.post("/drift/stoppa", [("allt", "ja")])
            #expect(try await harness.query("\(paused) where scope = 'amili'") == "t|kim|t")

            try await kim.get("/drift")
            let going = try await kim.submit("Släpp fram breven")
            #expect(going.words.contains("Breven får gå till Amili"))
            #expect(try await harness.query("\(paused) where scope = 'amili'") == "f||f")
        }
    }

    @Test func oneCreditorIsStoppedAndTheOthersAreNot() async throws {
        try await ConsoleHarness.prepare { harness in
            let fors = try await harness.creditor()
            _ = try await harness.creditor("alv", name: "Älv AB")
            let kim = try await harness.guest(role: .operator, of: ["fors", "alv"])
            try await kim.get("/drift")
            let page = try await kim.submit("Stoppa breven : Fors AB")
            #expect(page.words.contains("Stoppad av en människa sedan"))
            #expect(
                try await harness.query("select creditor from throttle where paused") == "\(fors)")
            #expect(
                try await harness.query("select action, creditor from console_audit")
                    == "stopped letters|\(fors)")
            try await kim.submit("Släpp fram breven : Fors AB")
            #expect(try await harness.query("select count(*) from throttle where paused") == "0")
        }
    }

    @Test func aCreditorsOwnRateIsShown() async throws {
        try await ConsoleHarness.prepare { harness in
            let fors = try await harness.creditor()
            let kim = try await harness.guest(role: .operator)
            let before = try await kim.get("/drift")
            #expect(!before.words.contains("anrop i minuten"))
            try await harness.operators.setRate(0.5, of: fors)
            let after = try await kim.get("/drift")
            #expect(after.words.contains("Öppen högst 30 anrop i minuten"))
        }
    }

    @Test func aSwitchThatNamesNobodyStopsNobody() async throws {
        try await ConsoleHarness.prepare { harness in
            _ = try await harness.creditor()
            let kim = try await harness.guest(role: .operator)
            #expect(try await kim.post("/drift/stoppa").status == 400)
            #expect(try await kim.post("/drift/stoppa", [("foretag", "okand")]).status == 404)
            #expect(try await harness.query("select count(*) from throttle where paused") == "0")
        }
    }

    @Test func anotherCreditorsThingsAreNumbersAtMost() async throws {
        try await ConsoleHarness.prepare { harness in
            _ = try await harness.creditor()
            let other = try await harness.creditor("alv", name: "Älv AB")
            let run = try await harness.load(try Invoice.overdue(1...3), of: other)
            try await harness.query(
                """
                update run set paused_at = now(), pause_cause = 'rejections', pause_count = 20,
                    pause_words = 'hemligt skäl' where id = \(run);
                update part set state = 'stuck' where run = \(run);
                insert into incident (creditor, run, pos, kind)
                values (\(other), \(run), 1, 'lost_case');
                """)
            let kim = try await harness.guest(role: .operator)
            let page = try await kim.get("/drift")
            for secret in ["Älv AB", "alv", "hemligt skäl", "F1"] {
                #expect(!page.text.contains(secret), "\(secret)")
            }
            #expect(page.words.contains("I andra företag än dina: 1 pågår"))
            #expect(page.words.contains("1 del sitter fast, varav 1 i andra företag än dina"))
            #expect(
                page.words.contains("1 händelse är öppen, varav 1 i andra företag än dina"))
            #expect(
                page.words.contains("1 utskick är pausat, varav 1 i andra företag än dina"))

            #expect(try await kim.post("/drift/stoppa", [("foretag", "alv")]).status == 404)
            #expect(try await kim.post("/drift/utskick", [("utskick", "\(run)")]).status == 404)
            let part = [("utskick", "\(run)"), ("del", "1")]
            #expect(try await kim.post("/drift/del", part).status == 404)
            #expect(try await kim.get("/drift/handelse/1").status == 404)
            #expect(try await kim.post("/drift/handelse/1", [("hur", "så")]).status == 404)
            #expect(
                try await harness.query(
                    """
                    select u.paused_at is not null, p.state, n.closed_at is null
                    from run u join part p on p.run = u.id join incident n on n.run = u.id
                    """) == "t|stuck|t")
            #expect(try await harness.query("select count(*) from console_audit") == "0")
        }
    }

    @Test func aPausedRunGoesOnAndAStuckPartIsTriedAgain() async throws {
        try await ConsoleHarness.prepare { harness in
            let fors = try await harness.creditor()
            let run = try await harness.load(try Invoice.overdue(1...3), of: fors)
            try await harness.query(
                """
                update run set paused_at = now(),
                    pause_cause = 'rejections', pause_count = 20, pause_words = 'zip code';
                update part set state = 'stuck'
                """)
            let kim = try await harness.guest(role: .operator)
            let page = try await kim.get("/drift")
            #expect(page.words.contains("avvisat 20 påminnelser i rad med samma besked: zip code"))
            try await kim.submit("Låt det gå vidare")
            try await kim.submit("Försök igen")
            #expect(
                try await harness.query(
                    "select u.paused_at is null, p.state from run u join part p on p.run = u.id")
                    == "t|ready")
            #expect(
                try await harness.query("select action, run from console_audit order by id")
                    == "resumed run|\(run)\nretried stuck part|\(run)")
        }
    }

    @Test func anIncidentIsClosedWithWords() async throws {
        try await ConsoleHarness.prepare { harness in
            let fors = try await harness.creditor()
            let run = try await harness.load(try Invoice.overdue(1...1), of: fors)
            try await harness.query(
                """
                insert into incident (creditor, run, pos, kind)
                values (\(fors), \(run), 1, 'two_cases')
                """)
            let kim = try await harness.guest(role: .operator)
            try await kim.get("/drift")
            try await kim.click("Händelse 1")
            let late = try await harness.guest("robin", role: .operator)
            try await late.get("/drift")
            try await late.click("Händelse 1")
            #expect(await kim.page.words.contains("F1"))
            #expect(await kim.page.words.contains("Amili har två ärenden om samma faktura"))
            let refused = try await kim.submit("Avsluta händelsen", [("hur", "  ")])
            #expect(refused.status == 422)
            let done = try await kim.submit("Avsluta händelsen", [("hur", "Återkallat i portalen")])
            #expect(done.words.contains("Allt är som det ska.") == false, "nobody works")
            #expect(!done.words.contains("händelse är öppen"))
            #expect(
                try await harness.query("select closed_by, closed_why from incident")
                    == "kim|Återkallat i portalen")
            // A colleague with the same form open closes nothing, and is not audited for it.
            _ = try await late.submit("Avsluta händelsen", [("hur", "Jag också")])
            #expect(
                try await harness.query("select action, facts from console_audit")
                    == "closed incident|incident 1")
        }
    }

    @Test func aClosedGateSaysWhyAndWhatToDo() async throws {
        try await ConsoleHarness.prepare { harness in
            _ = try await harness.creditor()
            let kim = try await harness.guest(role: .operator)
            for (cause, words) in [
                (GateCause.credential, "PAMINN_AMILI_KEY_FILE"), (.tooMany, "sänk takten"),
                (.silence, "paminn doctor"), (.history, "betalningar"),
            ] {
                try await harness.queue.closeGate(
                    nil, for: .seconds(60), cause: cause, words: nil)
                let page = try await kim.get("/drift")
                #expect(page.words.contains("Vägen till Amili är stängd till"), "\(cause)")
                #expect(page.words.contains(words), "\(cause)")
            }
        }
    }

    @Test func aCreditorWhoseLettersAreHeldBackIsNamedWithTheRemedy() async throws {
        try await ConsoleHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let kim = try await harness.guest(role: .operator)
            #expect(try await kim.get("/drift").words.contains("Allt är som det ska"))
            try await harness.queue.closeGate(
                creditor, for: .seconds(60), cause: .letters, words: "HTTP 500")
            let page = try await kim.get("/drift")
            #expect(page.words.contains("Vägen till Amili är stängd för"))
            #expect(page.words.contains("Amili svarar inte på företagets brev"))
            #expect(page.words.contains("Fråga Amili om företaget"))
            #expect(!page.words.contains("Allt är som det ska"))
        }
    }

    @Test(arguments: [
        (ActivationCause.details, "Amilis ord: is closed", "rätta uppgifterna"),
        (.unknownCreditor, "känner inte till något företag", "Kontrollera Amilis id"),
        (.partnerOnly, "Det får bara er partner", "blir aktivt av sig självt"),
        (.noAccess, "låter oss inte läsa", "låta nyckeln läsa det"),
    ])
    func aCreditorThatDoesNotBecomeActiveIsToldWithCauseAndRemedy(
        cause: ActivationCause, words: String, remedy: String
    ) async throws {
        try await ConsoleHarness.prepare { harness in
            let creditor = try await harness.creditor()
            try await harness.query("update creditor set activation = 'inactive'")
            let row = try #require(try await harness.console.activation(of: creditor))
            let place = ActivationDetails.Address(line: "G", zipCode: "11122", city: "O")
            _ = try await harness.operators.requestActivation(
                creditor,
                details: ActivationDetails(
                    payout: ActivationDetails.Payout(kind: .bankgiro, number: "5050-1055"),
                    sender: place, invoicing: place, debtDescription: "V"),
                account: row.account, amiliCreditor: row.amiliCreditor, by: "lee")
            let kim = try await harness.guest(role: .operator)
            #expect(!(try await kim.get("/drift")).words.contains("blir inte aktivt hos Amili"))
            let turn = try #require(try await harness.queue.takeTurn(1))
            let issues = [ActivationIssue(field: .payout, message: "is closed")]
            let isRefused = [.details, .unknownCreditor].contains(cause)
            try await harness.queue.end(
                turn,
                .activation(
                    isRefused
                        ? .refused(cause, cause == .details ? issues : []) : .hindered(cause)))
            let page = try await kim.get("/drift")
            #expect(page.words.contains("1 företag blir inte aktivt hos Amili."))
            #expect(page.words.contains(words), "\(page.words)")
            #expect(page.words.contains(remedy))
            #expect(page.links.contains { $0.target == "/aktivera?foretag=fors" })
            let hands = page.words.contains("paminn creditor activate fors")
            #expect(hands == !isRefused)
            // Of a creditor that is not theirs nobody is told.
            let bo = try await harness.guest("bo", role: .operator, of: []).get("/drift")
            #expect(!bo.words.contains("blir inte aktivt"))
            let english = try await harness.guest("ek", role: .operator, language: "en")
                .get("/drift")
            #expect(english.words.contains("1 company does not become active at Amili."))
            _ = try await harness.operators.activate("fors")
            #expect(!(try await kim.get("/drift")).words.contains("blir inte aktivt hos Amili"))
        }
    }

    @Test func aDatabaseThatIsFarAwayIsToldOf() async throws {
        try await ConsoleHarness.prepare { harness in
            _ = try await harness.creditor()
            let words = harness.conninfo.split(separator: " ")
            let host = try #require(words.first { $0.hasPrefix("host=") }).dropFirst(5)
            let name = try #require(words.last { $0.hasPrefix("dbname=") })
            let proxy = try SilentProxy(to: "\(host)/.s.PGSQL.5432")
            defer { proxy.close() }
            let stores = Stores(
                Database(
                    "host=127.0.0.1 port=\(proxy.port) user=postgres \(name)",
                    applicationName: "console-tests"))
            defer { stores.close() }
            let site = Site(
                ConsoleStores(stores), ConsoleSettings(),
                log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            )
            let kim = try await ConsoleHarness(
                conninfo: harness.conninfo, stores: stores, site: site
            )
            .guest(role: .operator)
            proxy.slow(byMilliseconds: 130)
            let page = try await kim.get("/drift")
            #expect(page.words.contains("ms på databasens svar."))
            #expect(page.words.contains("PAMINN_SEND_WITHIN (1 sekund, högst 3)"))
            proxy.close()
        }
    }

    @Test func theChartsFiguresAreThoseOfItsTable() async throws {
        try await ConsoleHarness.prepare { harness in
            let kim = try await harness.guest(role: .operator, of: [])
            let minute = "select date_trunc('minute', now())"
            var (page, began) = (Page(url: "", status: 0, headers: [], text: ""), "")
            // The hour that is shown ends with this minute: both must be of the same one.
            repeat {
                began = try await harness.query(minute)
                try await harness.query(
                    """
                    delete from console_sample;
                    insert into console_sample (slot, settled, rejected, known, refused, too_many,
                        unanswered, asked, not_answered)
                    select timestamptz '\(began)' - n * interval '1 min', 1000 - 7 * n,
                        0, 0, 0, 0, 0, 0, 0
                    from generate_series(0, 40) n where n <> 20
                    """)
                page = try await kim.get("/drift")
            } while try await harness.query(minute) != began
            let rows = page.elements("tbody").first {
                $0.attributes["id"] == "diagram-rader"
            }
            let table = Page(url: "", status: 200, headers: [], text: try #require(rows).content)
            let figures = table.elements("td").map(\.content)
            #expect(figures.count == 60)
            // The minute that goes on has settled nothing more; two minutes lack an edge.
            #expect(figures.filter { $0 == "7" }.count == 38)
            #expect(figures.filter { $0 == "ingen såg" }.count == 21)
            let bars = page.elements("rect").map { $0.attributes["class"] ?? "" }
            #expect(bars.filter { $0.hasPrefix("bar") }.count == 38)
            #expect(bars.filter { $0 == "gap" }.count == 21)
            #expect(page.words.contains("Sammanlagt 266, högst 7 i minuten"))
            #expect(page.elements("svg").first?.attributes["role"] == "img")
        }
    }

    @Test func thePageLives() async throws {
        try await ConsoleHarness.prepare { harness in
            let kim = try await harness.guest(role: .operator, of: [])
            let pieces = try await kim.pieces("/drift/nytt", 11)
            let page = try await kim.get("/drift")
            for piece in pieces {
                let id = piece.split(separator: "\"")[3]
                #expect(page.text.contains("id=\"\(id)\""), "\(id)")
            }
        }
    }

    @Test(arguments: [1, 15]) func itSpeaksEnglish(count: Int) async throws {
        try await ConsoleHarness.prepare { harness in
            let fors = try await harness.creditor()
            try await harness.load(try Invoice.overdue(1...count), of: fors)
            let kim = try await harness.guest(role: .operator, language: "en")
            let page = try await kim.get("/drift")
            #expect(page.words.contains("Letters may go to Amili"))
            #expect(page.words.contains("No worker runs, and there has been work since"))
            #expect(!page.words.contains("Gör så här"))
        }
    }
}
