import AccessStore
import HTTPTypes
import Reminders
import TestSupport
import Testing

@testable import Console

/// Who comes in, and who does not keep others out.
@Suite struct SignInTests {
    private static let password = "fyra ord som passar"
    /// Fast, and no safer than a test needs.
    private static let rounds = 1 << 10

    private static func prepare(
        memory: Duration = .zero, _ body: (ConsoleHarness) async throws -> Void
    ) async throws {
        var settings = ConsoleSettings()
        settings.refusalMemory = memory
        settings.passwordRounds = rounds
        try await ConsoleHarness.prepare(settings) { harness in
            _ = try await harness.creditor()
            let sealed = try await Passwords.sealed(password, rounds: rounds)
            try await harness.access.addUser(
                "kim", role: .bookkeeper, password: sealed, creditors: ["fors"])
            try await body(harness)
        }
    }

    @discardableResult
    private static func signIn(
        _ guest: TestBrowser, _ login: String = "kim", _ password: String = password,
        from address: String? = "192.0.2.7"
    ) async throws -> Page {
        let form = try #require(
            try await guest.ask("/logga-in").forms.first { $0.action == "/logga-in" })
        let token = form.fields.first { $0.0 == Authenticator.formTokenName }?.1 ?? ""
        return try await guest.send(
            "/logga-in", [("anvandare", login), ("losenord", password)], formToken: token,
            from: address)
    }

    @Test func guessesAreSlowedAndTheWaitIsTold() async throws {
        try await Self.prepare { harness in
            for _ in 1...10 {
                #expect(try await Self.signIn(harness.stranger(), "kim", "gissning").status == 401)
            }
            // However slow the machine: what is shut by now is shut for long enough. The two
            // moments of what is open may be a microsecond apart.
            try await harness.query(
                """
                update console_failure set open_at = now() + interval '5 s'
                where open_at > since + interval '1 s'
                """)
            let wait = try await Self.signIn(harness.stranger())
            #expect(wait.status == 429)
            let seconds = try #require(wait.header("Retry-After").flatMap { Int($0) })
            #expect((1...5).contains(seconds))
            #expect(wait.words.contains("Vänta \(seconds) sekund"))
            // Not from elsewhere, and nobody else.
            let there = try await Self.signIn(harness.stranger(), from: "192.0.2.8")
            #expect(there.status == 303)
            try await harness.query("update console_failure set open_at = clock_timestamp()")
            #expect(try await Self.signIn(harness.stranger()).status == 303)
        }
    }

    /// A flood of guesses does not reach the database.
    @Test func aRefusalIsRemembered() async throws {
        try await Self.prepare(memory: .seconds(600)) { harness in
            try await harness.query(
                """
                insert into console_failure (key, kind, failures, since, open_at) values
                    ('192.0.2.7', 'address', 90, now(), now() + interval '4 min')
                """)
            #expect(try await Self.signIn(harness.stranger()).status == 429)
            try await harness.query("delete from console_failure")
            #expect(try await Self.signIn(harness.stranger()).status == 429)
            #expect(try await harness.query("select count(*) from console_failure") == "0")
            #expect(try await Self.signIn(harness.stranger(), from: "192.0.2.8").status == 303)
        }
    }

    @Test func aKnownBrowserIsNotShutOutByStrangers() async throws {
        try await Self.prepare { harness in
            let known = harness.stranger()
            #expect(try await Self.signIn(known).status == 303)
            let later = "now() + interval '15 min'"
            try await harness.query(
                """
                insert into console_failure (key, kind, failures, since, open_at)
                values ('\(Random.digest("login", "kim"))', 'login', 900, now(), \(later)),
                    ('192.0.2.7', 'address', 900, now(), \(later))
                on conflict (key) do update set open_at = excluded.open_at
                """)
            #expect(try await Self.signIn(harness.stranger()).status == 429)
            #expect(try await Self.signIn(known).status == 303)
            // It has a budget of its own, and no other login's.
            #expect(try await Self.signIn(known, "lee").status == 429)
            for _ in 1...10 {
                #expect(try await Self.signIn(known, "kim", "gissning").status == 401)
            }
            // Shut for five seconds, in which a slow machine may not get to another try.
            let shut = try await harness.query(
                """
                select kind, failures, round(extract(epoch from open_at - since))
                from console_failure where kind = 'browser' and failures > 0
                """)
            #expect(shut == "browser|10|5")
        }
    }

    /// Twenty-four that guess without end used to take every place in the line.
    @Test func aFullLineIsTheStrangersOwn() async throws {
        let signIns = SignInGuard()
        let gate = DispatchedFlag()
        let held = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 1...24 {
                group.addTask {
                    do {
                        try await signIns.strangers.run { gate.pass() }
                        return true
                    } catch is HashingLane.Full { return false }
                }
            }
            try await eventually("the line is full") { signIns.strangers.isFull }
            #expect(try await signIns.known.run { 7 } == 7)
            gate.set()
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(held == 8)
    }

    @Test func aPasswordIsSealedAnewAtTodaysCost() async throws {
        try await Self.prepare { harness in
            let weak = try await Passwords.sealed(Self.password, rounds: 1 << 8)
            try await harness.query("update console_user set password = '\(weak)'")
            #expect(try await Self.signIn(harness.stranger()).status == 303)
            let sealed = try #require(try await harness.access.users("kim").first?.password)
            #expect(sealed.hasPrefix("scrypt$1024$8$1$"))
            #expect(try await Self.signIn(harness.stranger()).status == 303)
            #expect(try await harness.query("select count(*) from console_session") == "2")
        }
    }

    @Test func signingInAgainEndsTheOldSession() async throws {
        try await Self.prepare { harness in
            let kim = harness.stranger()
            try await Self.signIn(kim)
            try await Self.signIn(kim)
            #expect(try await harness.query("select count(*) from console_session") == "1")
            #expect(try await kim.ask("/kundfakturor").status == 200)
        }
    }

    @Test func anOriginThatIsHiddenTakesTheBrowsersWord() async throws {
        try await Self.prepare { harness in
            let kim = try await harness.guest()
            func send(_ origin: String?, _ site: String?, _ token: String?) async throws -> Int {
                var headers: HTTPFields = [:]
                headers[.origin] = origin
                if let site { headers.add("Sec-Fetch-Site", site) }
                return try await kim.send(
                    "/sprak", [("sprak", "sv")], formToken: token, headers: headers
                ).status
            }
            #expect(try await send("null", "same-origin", nil) == 303)
            #expect(try await send("null", "same-origin", "x") == 403)
            for site in ["none", "same-site", "cross-site", nil] {
                #expect(try await send("null", site, nil) == 403, "\(site ?? "none said")")
            }
            #expect(try await send("http://evil.example", "same-origin", nil) == 403)
            #expect(try await send("http://\(ConsoleHarness.host)", "same-origin", nil) == 303)
        }
    }

    @Test func failuresAreTold() async throws {
        try await Self.prepare { harness in
            try await Self.signIn(harness.stranger(), "kim", "gissning")
            try await Self.signIn(harness.stranger(), "nobody", "gissning", from: "192.0.2.8")
            let failed = try await harness.access.failedSignIns()
            #expect(failed.failures == 2 && failed.addresses == 2 && failed.shut == 0)
            #expect(
                try await harness.query("select login, action, address from console_audit")
                    == "kim|sign-in failed|192.0.2.7")
        }
    }

    @Test(arguments: [
        "password1234", "Losenord2025", "aaaaaaaaaaaa", "123456789012", "ABCDEFGHIJKL",
        "anna.svensson", "anna.svensson1",
    ])
    func aPasswordThatIsGuessedFirstIsRefused(password: String) {
        #expect(CommonPasswords.holds(password, login: "anna.svensson"))
    }

    @Test(arguments: [SignInTests.password, "korrekt häst batteri häftklammer", "x7#kL9!pQz2w"])
    func anotherPasswordIsTaken(password: String) {
        #expect(!CommonPasswords.holds(password, login: "anna.svensson"))
    }
}
