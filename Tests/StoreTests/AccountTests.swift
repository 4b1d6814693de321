import AccessStore
import ConsoleStore
import OperatorStore
import Stores
import TestSupport
import Testing

/// Who may use the web page, and for how long.
@Suite struct AccountTests {
    private static let hash = String(repeating: "a", count: 64)

    /// A user of that login, signed in.
    private func signIn(
        _ harness: StoreHarness, _ login: String = "kim", creditors: [String] = [],
        hash: String = AccountTests.hash
    ) async throws -> ConsoleUser {
        let stores = harness.stores
        try await stores.access.addUser(
            login, role: .bookkeeper, password: "as scrypt made it", creditors: creditors)
        let user = try #require(try await stores.access.users(login).first)
        try await stores.access.openSession(
            hash, user: user.id, language: "sv", limits: SessionLimits())
        return user
    }

    private func session(_ harness: StoreHarness) async throws -> ConsoleSession? {
        try await harness.access.session(Self.hash, limits: SessionLimits())
    }

    /// What one query answers.
    private func text(_ harness: StoreHarness, _ sql: String) async throws -> String? {
        try await harness.ask(sql).first?.first ?? nil
    }

    /// Moves the session's times into the past.
    private func age(
        _ harness: StoreHarness, created: String = "0", seen: String = "0"
    ) async throws {
        try await harness.run(
            """
            update console_session set created_at = created_at - interval '\(created)',
                seen_at = seen_at - interval '\(seen)'
            """)
    }

    @Test func aSessionEndsWhenItIsIdleAndWhenItIsOld() async throws {
        try await StoreHarness.prepare { harness in
            _ = try await signIn(harness)
            try await age(harness, created: "7 hours 59 min", seen: "7 hours 59 min")
            #expect(try await session(harness)?.login == "kim")
            // Being seen was noted: it may be idle for as long again, yet not be older than a day.
            try await age(harness, created: "7 hours 59 min", seen: "7 hours 59 min")
            #expect(try await session(harness) != nil)
            try await age(harness, created: "8 hours 3 min")
            #expect(try await session(harness) == nil)
            try await age(harness, created: "-23 hours", seen: "8 hours 1 min")
            #expect(try await session(harness) == nil)
        }
    }

    @Test func whoeverIsDisabledOrHasANewPasswordIsOut() async throws {
        try await StoreHarness.prepare { harness in
            let user = try await signIn(harness)
            try await harness.access.setPassword("another", user: "kim")
            #expect(try await session(harness) == nil)
            try await harness.access.openSession(
                Self.hash, user: user.id, language: "sv", limits: SessionLimits())
            #expect(try await session(harness) != nil)
            // Even a session that a sign-in under way opens right after it.
            try await harness.access.setDisabled(true, user: "kim")
            try await harness.access.openSession(
                Self.hash, user: user.id, language: "sv", limits: SessionLimits())
            #expect(try await session(harness) == nil)
            try await harness.access.setDisabled(false, user: "kim")
            #expect(try await session(harness) == nil)
            await #expect(throws: AccountProblem.noSuchUser) {
                try await harness.access.setPassword("x", user: "nobody")
            }
        }
    }

    @Test func onlyTheCreditorsGivenAreSeenAndAtOnceNoLonger() async throws {
        try await StoreHarness.prepare { harness in
            _ = try await harness.creditor("fors")
            _ = try await harness.creditor("other")
            _ = try await signIn(harness, "lee", creditors: ["other"], hash: "lee")
            _ = try await signIn(harness, creditors: ["fors"])
            func handles() async throws -> [String]? {
                try await session(harness)?.creditors.map(\.handle)
            }
            #expect(try await handles() == ["fors"])
            try await harness.access.grant(["other"], to: "kim")
            #expect(try await handles()?.sorted() == ["fors", "other"])
            #expect(try await harness.access.revoke("fors", from: "kim"))
            #expect(try await !harness.access.revoke("fors", from: "kim"))
            #expect(try await handles() == ["other"])
            // All or nothing.
            await #expect(throws: AccountProblem.noSuchCreditor("nowhere")) {
                try await harness.access.grant(["fors", "nowhere"], to: "kim")
            }
            #expect(try await handles() == ["other"])
            await #expect(throws: AccountProblem.loginTaken) {
                try await harness.access.addUser(
                    "kim", role: .operator, password: "x", creditors: ["fors"])
            }
            #expect(try await session(harness)?.role == .bookkeeper)
        }
    }

    @Test func afterTheFreeTriesEachWaitIsTwiceAsLong() async throws {
        try await StoreHarness.prepare { harness in
            let stores = harness.stores
            let (kim, lee) = ([SignInTry(.pair, "kim")], [SignInTry(.pair, "lee")])
            for _ in 1...10 { #expect(try await stores.access.beginTry(kim) == nil) }
            var waits: [Int64] = []
            for _ in 1...3 {
                let wait = try #require(try await stores.access.beginTry(kim))
                waits.append((wait.components.seconds + 5) / 5 * 5)
                try await harness.run("update console_failure set open_at = clock_timestamp()")
                #expect(try await stores.access.beginTry(kim) == nil)
            }
            #expect(waits == [5, 10, 20])
            #expect(try await stores.access.beginTry(lee) == nil)
            try await stores.access.forgiveTries(kim)
            #expect(try await stores.access.beginTry(kim) == nil)
        }
    }

    /// Attempts that were not looked at, for the hashing lane was full, are taken back one by one:
    /// what was failed before them still counts, and the wait that it brought still holds.
    @Test func anAttemptThatWasNotLookedAtWipesOutNoFailure() async throws {
        try await StoreHarness.prepare { harness in
            let keys = [
                SignInTry(.pair, "kim from ::1"), SignInTry(.login, "kim"),
                SignInTry(.address, "::1"),
            ]
            for _ in 1...5 { #expect(try await harness.access.beginTry(keys) == nil) }
            try await harness.access.returnTries(keys)
            let counts = try await harness.ask("select failures from console_failure")
            #expect(counts == [["4"], ["4"], ["4"]])
            for _ in 5...10 { _ = try await harness.access.beginTry(keys) }
            let wait = try #require(try await harness.access.beginTry(keys))
            try await harness.access.returnTries(keys)
            let after = try #require(try await harness.access.beginTry(keys))
            #expect(after <= wait && after > wait - .seconds(60))
        }
    }

    /// A database clock that was ahead leaves nobody out for longer than the longest wait.
    @Test func noWaitIsLongerThanItsBound() async throws {
        try await StoreHarness.prepare { harness in
            let pair = [SignInTry(.pair, "kim")]
            #expect(try await harness.access.beginTry(pair) == nil)
            try await harness.run("update console_failure set open_at = now() + interval '9 days'")
            #expect(try await harness.access.beginTry(pair) == .seconds(900))
            try await harness.run(
                "update console_failure set since = since - interval '61 min', open_at = now()")
            // Counted anew, not on from what was.
            #expect(try await harness.access.beginTry(pair) == nil)
            #expect(try await text(harness, "select failures from console_failure") == "1")
        }
    }

    /// Twenty-two at once were looked at where ten were free.
    @Test func noMoreAreTriedAtOnceThanAreFree() async throws {
        try await StoreHarness.prepare { harness in
            let stores = harness.stores
            let went = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 1...40 {
                    group.addTask {
                        try await stores.access.beginTry([SignInTry(.pair, "kim")]) == nil
                    }
                }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(went == 10)
        }
    }

    /// Guesses at one login from one address do not use up what others have of that login.
    @Test func onePairStopsBeforeItsLoginDoes() async throws {
        try await StoreHarness.prepare { harness in
            let stores = harness.stores
            func tries(_ pair: String) -> [SignInTry] {
                [SignInTry(.login, "kim"), SignInTry(.pair, pair), SignInTry(.address, pair + "a")]
            }
            for _ in 1...200 { _ = try await stores.access.beginTry(tries("there")) }
            #expect(try await stores.access.beginTry(tries("there")) != nil)
            #expect(try await stores.access.beginTry(tries("elsewhere")) == nil)
        }
    }

    @Test func aBrowserIsKnownToItsUserAlone() async throws {
        try await StoreHarness.prepare { harness in
            let kim = try await signIn(harness)
            _ = try await signIn(harness, "lee", hash: "lee")
            let stores = harness.stores
            try await stores.access.knowBrowser("b", of: kim.id)
            #expect(try await stores.access.isKnownBrowser("b", of: "kim"))
            #expect(try await !stores.access.isKnownBrowser("b", of: "lee"))
            try await stores.access.setPassword("y", user: "kim")
            #expect(try await !stores.access.isKnownBrowser("b", of: "kim"))
        }
    }

    /// A page that looks for news by itself keeps no session alive.
    @Test func onlyWhoAsksIsSeen() async throws {
        try await StoreHarness.prepare { harness in
            _ = try await signIn(harness)
            try await harness.run("update console_session set seen_at = now() - interval '1 hour'")
            let limits = SessionLimits()
            #expect(
                try await harness.access.session(Self.hash, limits: limits, isSeen: false) != nil)
            let idle = "select seen_at < now() - interval '50 min' from console_session"
            #expect(try await text(harness, idle) == "t")
            #expect(try await harness.access.session(Self.hash, limits: limits) != nil)
            #expect(try await text(harness, idle) == "f")
        }
    }

    @Test func signingInAgainEndsTheOldSessionOfTheBrowser() async throws {
        try await StoreHarness.prepare { harness in
            let kim = try await signIn(harness)
            try await harness.access.openSession(
                "new", user: kim.id, language: "sv", limits: SessionLimits(),
                insteadOf: Self.hash)
            #expect(try await session(harness) == nil)
        }
    }

    @Test func namesSearchedForGoWithTheLastSession() async throws {
        try await StoreHarness.prepare { harness in
            let kim = try await signIn(harness)
            let stores = harness.stores
            let creditor = try await harness.creditor()
            let owner = SelectionOwner(owner: kim.id, creditor: creditor)
            _ = try await stores.operators.selectAll(ListFilter(search: .name("Öberg")), by: owner)
            let named = "select count(*) from selection where filter like '%Öberg%'"
            #expect(try await text(harness, named) == "1")
            try await stores.access.openSession(
                "other", user: kim.id, language: "sv", limits: SessionLimits())
            try await stores.access.endSession(Self.hash)
            #expect(try await text(harness, named) == "1", "signed in elsewhere")
            try await stores.access.endSession("other")
            #expect(try await text(harness, named) == "0")
        }
    }

    @Test func whoLookedIsCountedByTheHour() async throws {
        try await StoreHarness.prepare { harness in
            let stores = harness.stores
            let look = Look(
                login: "kim", kind: .invoice, creditor: nil, object: "F1", address: "192.0.2.7")
            try await stores.access.add([look: 2])
            try await stores.access.add([look: 1])
            try await stores.access.audit("kim", .sent, facts: "f", address: "192.0.2.7")
            let record = try await stores.access.auditRecord(
                of: "kim", within: .seconds(60), withLooks: true, limit: 10)
            #expect(record.map(\.action).sorted() == ["looked: invoice", "sent"])
            #expect(record.allSatisfy { $0.address == "192.0.2.7" })
            #expect(record.first { $0.facts == "F1" }?.times == 3)
            let others = try await stores.access.auditRecord(
                of: "lee", within: .seconds(60), withLooks: true, limit: 10)
            #expect(others.isEmpty)
        }
    }

    @Test func aSearchByNameIsItsSessionsOwn() async throws {
        try await StoreHarness.prepare { harness in
            _ = try await signIn(harness)
            _ = try await signIn(harness, "lee", hash: "lee")
            let stores = harness.stores
            try await stores.access.addSearch("first", session: Self.hash, name: "Öberg")
            #expect(try await stores.access.search("first", session: Self.hash) == "Öberg")
            #expect(try await stores.access.search("first", session: "lee") == nil)
            for number in 1...50 {
                try await stores.access.addSearch("s\(number)", session: Self.hash, name: "Ek")
            }
            #expect(try await stores.access.search("first", session: Self.hash) == nil)
            #expect(try await stores.access.search("s1", session: Self.hash) == "Ek")
            try await stores.access.endSession(Self.hash)
            #expect(try await stores.access.search("s50", session: Self.hash) == nil)
        }
    }
}
