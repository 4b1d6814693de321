import AccessStore
import HTTPTypes
import Hummingbird
import NIOConcurrencyHelpers
import Reminders
import TestSupport
import Testing

@testable import Console

/// What a session may and what ends with it.
@Suite struct SessionRuleTests {
    // MARK: What a page tells

    @Test func aLinkOfAStrangerMakesNoPageSayAnything() async throws {
        try await ConsoleHarness.prepare { harness in
            _ = try await harness.creditor()
            let kim = try await harness.guest()
            #expect(try await !kim.get("/avsandare?besked=sparat").words.contains("Sparat."))
            let form = [
                ("foretag", "fors"), ("adress", "Gatan 1"), ("bankgiro", "5050-1055"),
                ("dagar", "10"),
            ]
            let saved = try await kim.post("/avsandare", form)
            #expect(saved.words.contains("Sparat."))
            #expect(try await kim.get(saved.url).words.contains("Sparat."))
            // Signed for this session, and for this address alone.
            let lee = try await harness.guest("lee", of: ["fors"])
            #expect(try await !lee.get(saved.url).words.contains("Sparat."))
            let other = saved.url.replacing("besked=sparat", with: "besked=sparat&nr=1")
            #expect(try await !kim.get(other).words.contains("Sparat."))
            // Nor is a message signed that came in with the form.
            let led = try await kim.send(
                "/sprak", [("sprak", "sv"), ("till", "/avsandare?besked=sparat")])
            let location = try #require(led.header("Location"))
            #expect(try await !kim.get(location).words.contains("Sparat."))
        }
    }

    // MARK: A page that does not come

    @Test func aPageThatDoesNotComeSaysSo() async throws {
        var settings = ConsoleSettings()
        settings.pageDeadline = .milliseconds(100)
        let answer: @Sendable (PageContext) async throws -> PageResponse = { _ in
            // Until it is cancelled.
            let (never, held) = AsyncStream.makeStream(of: Void.self)
            for await _ in never {}
            held.finish()
            throw Refusal.notFound
        }
        try await ConsoleHarness.prepare(
            settings, routes: [.get("/x", .signedIn, answer), .post("/y", .signedIn, answer)]
        ) { harness in
            _ = try await harness.creditor()
            let kim = try await harness.guest()
            let shown = try await kim.ask("/x")
            #expect(shown.status == 503 && shown.words.contains("Påminn når inte sin databas"))
            let sent = try await kim.send("/y")
            #expect(sent.status == 503 && sent.words.contains("Vi vet inte om det blev gjort"))
        }
    }

    @Test func whatIsInTimeIsAnswered() async throws {
        #expect(try await Deadline.within(.seconds(600)) { 7 } == 7)
        await #expect(throws: Refusal.notFound) {
            try await Deadline.within(.seconds(600)) { throw Refusal.notFound }
        }
    }

    // MARK: Streams

    @Test func theOldestStreamOfAUserIsLetGo() async throws {
        var settings = ConsoleSettings()
        settings.streamsPerUser = 2
        try await ConsoleHarness.prepare(settings) { harness in
            _ = try await harness.creditor()
            let (kim, lee) = (try await harness.guest(), try await harness.guest("lee"))
            let user = try #require(try await harness.access.users("kim").first?.id)
            let streams = harness.site.streams
            let others = Task {
                try await lee.pieces("/utskick/handelser") { _ in false }
            }
            let first = Task { try await kim.pieces("/utskick/handelser") { _ in false } }
            try await eventually("the first is open") { streams.count(user: user) == 1 }
            let more = [await kim.tab(), await kim.tab()].map { tab in
                Task { try await tab.pieces("/utskick/handelser") { _ in false } }
            }
            // Ends by itself.
            _ = try await first.value
            #expect(streams.count(user: user) <= 2)
            for task in more + [others] { task.cancel() }
        }
    }

    /// Somebody's page that is open and looks for news is nobody who is there.
    @Test func aStreamKeepsNoSessionAlive() async throws {
        try await ConsoleHarness.prepare { harness in
            _ = try await harness.creditor()
            let kim = try await harness.guest()
            try await harness.query("update console_session set seen_at = now() - interval '1 h'")
            _ = try await kim.ask("/utskick/handelser", headers: [.accept: "text/event-stream"])
            let seen = "select seen_at > now() - interval '1 min' from console_session"
            #expect(try await harness.query(seen) == "f")
            try await kim.get("/kundfakturor")
            #expect(try await harness.query(seen) == "t")
        }
    }

    // MARK: Downloads

    /// A file without an end, of pages that are made one after the other.
    private static func endless(_ makes: @escaping @Sendable () async -> Void) -> Route {
        .get("/x.csv") { _ in
            CSVResponse.reply("x.csv", header: ["a"], from: 0) { number in
                await makes()
                return CSVResponse.Page(lines: [["\(number)"]], next: number + 1)
            }
        }
    }

    @Test func aDownloadEndsWithItsUser() async throws {
        var settings = ConsoleSettings()
        settings.downloadLooks = .zero
        try await ConsoleHarness.prepare(settings, routes: [Self.endless {}]) { harness in
            _ = try await harness.creditor()
            let file = try await harness.guest().answer(.get, "/x.csv")
            let pieces = NIOLockedValueBox(0)
            await #expect(throws: DownloadShare.Ended.self) {
                try await file.read { _ in
                    let count = pieces.withLockedValue { pieces in
                        pieces += 1
                        return pieces
                    }
                    if count == 3 { try await harness.access.setDisabled(true, user: "kim") }
                    return true
                }
            }
            #expect(pieces.withLockedValue { $0 } == 3)
        }
    }

    /// Forty downloads of one user slowed all others ninefold.
    @Test func oneUsersDownloadsTakeTurns() async throws {
        let making = NIOLockedValueBox((now: 0, most: 0))
        let route = Self.endless {
            making.withLockedValue { making in
                making.now += 1
                making.most = max(making.most, making.now)
            }
            for _ in 1...20 { await Task.yield() }
            making.withLockedValue { $0.now -= 1 }
        }
        try await ConsoleHarness.prepare(routes: [route]) { harness in
            _ = try await harness.creditor()
            var files: [Response] = []
            for _ in 1...10 { files.append(try await harness.guest().answer(.get, "/x.csv")) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for file in files {
                    group.addTask {
                        let left = NIOLockedValueBox(4)
                        try await file.read { _ in
                            left.withLockedValue { left in
                                left -= 1
                                return left > 0
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(making.withLockedValue { $0.most } == 1)
        }
    }

    // MARK: The record

    @Test func whoLookedIsWrittenDown() async throws {
        try await ConsoleHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let run = try await harness.load(try Invoice.overdue(1...2), of: creditor)
            let kim = try await harness.guest()
            for path in [
                "/kundfakturor", "/kundfakturor?sok=F1", "/kundfakturor.csv", "/faktura?nr=F1",
                "/faktura?nr=F1", "/utskick/\(run)", "/faktura?nr=none",
            ] {
                _ = try await kim.ask(path, from: "192.0.2.7")
            }
            try await harness.site.looks.write()
            let looks = try await harness.query(
                """
                select kind, object, looks from console_look
                where login = 'kim' and address = '192.0.2.7' order by kind, object
                """)
            #expect(
                looks.split(separator: "\n") == [
                    "download||1", "invoice|F1|2", "list||1", "run|\(run)|1", "search||1",
                ])
            #expect(try await harness.query("select count(*) from console_audit") == "0")
        }
    }

    @Test func aNewAccountIsTypedTwice() async throws {
        try await ConsoleHarness.prepare { harness in
            _ = try await harness.creditor()
            let kim = try await harness.guest()
            func save(_ fields: [(String, String)]) async throws -> Page {
                let form = [("foretag", "fors"), ("adress", "Gatan 1"), ("dagar", "10")]
                return try await kim.send("/avsandare", form + fields)
            }
            func status(
                _ bankgiro: String, _ plusgiro: String = "", again: [(String, String)] = []
            ) async throws -> Int {
                try await save([("bankgiro", bankgiro), ("plusgiro", plusgiro)] + again).status
            }
            let again = ("igen-bankgiro", "9912346")
            // The first is asked for once: no customer was told another.
            #expect(try await status("5050-1055") == 303)
            #expect(try await status("5050-1055") == 303)
            let asked = try await save([("bankgiro", "991-2346")])
            #expect(asked.status == 422 && asked.words.contains("bankgiro …1055"))
            #expect(!asked.text.contains("5050"))
            #expect(try await status("991-2346", again: [("igen-bankgiro", "5050-1055")]) == 422)
            #expect(try await status("991-2346", again: [again]) == 303)
            // Each that is new, and not one of them alone.
            let other = ("igen-bankgiro", "50501055")
            #expect(try await status("5050-1055", "29 05 00-8", again: [other]) == 422)
            #expect(
                try await status(
                    "5050-1055", "29 05 00-8", again: [other, ("igen-plusgiro", "2905008")]) == 303)
            // The one that stays, where one is taken away.
            #expect(try await status("", "29 05 00-8") == 422)
            #expect(
                try await status("", "29 05 00-8", again: [("igen-plusgiro", "290500-8")]) == 303)
            let facts = "select facts from console_audit order by id"
            #expect(
                try await harness.query(facts).split(
                    separator: "\n", omittingEmptySubsequences: false) == [
                        "bankgiro – → …1055", "", "bankgiro …1055 → …2346",
                        "bankgiro …2346 → …1055, plusgiro – → …5008", "bankgiro …1055 → –",
                    ])
        }
    }
}
