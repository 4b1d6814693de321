import Store
import TestSupport
import Testing

/// Who may use the web page, and for how long.
@Suite struct AccountTests {
    private static let hash = String(repeating: "a", count: 64)

    /// A user of that login, signed in.
    private func signIn(
        _ ground: Ground, _ login: String = "kim", creditors: [String] = [],
        hash: String = AccountTests.hash
    ) async throws -> ConsoleUser {
        let store = ground.store
        try await store.addUser(
            login, role: .bookkeeper, password: "as scrypt made it", creditors: creditors)
        let user = try #require(try await store.users(login).first)
        try await store.openSession(hash, user: user.id, language: "sv", limits: SessionLimits())
        return user
    }

    private func session(_ ground: Ground) async throws -> ConsoleSession? {
        try await ground.store.session(Self.hash, limits: SessionLimits())
    }

    /// What one query answers.
    private func text(_ ground: Ground, _ sql: String) async throws -> String? {
        try await ground.ask(sql).first?.first ?? nil
    }

    /// Moves the session's times into the past.
    private func age(
        _ ground: Ground, created: String = "0", seen: String = "0"
    ) async throws {
        try await ground.run(
            """
            update console_session set created_at = created_at - interval '\(created)',
                seen_at = seen_at - interval '\(seen)'
            """)
    }

    @Test func aSessionEndsWhenItIsIdleAndWhenItIsOld() async throws {
        try await Ground.prepare { ground in
            _ = try await signIn(ground)
            try await age(ground, created: "7 hours 59 min", seen: "7 hours 59 min")
            #expect(try await session(ground)?.login == "kim")
            // Being seen was noted: it may be idle for as long again, yet not be older than a day.
            try await age(ground, created: "7 hours 59 min", seen: "7 hours 59 min")
            #expect(try await session(ground) != nil)
            try await age(ground, created: "8 hours 3 min")
            #expect(try await session(ground) == nil)
            try await age(ground, created: "-23 hours", seen: "8 hours 1 min")
            #expect(try await session(ground) == nil)
        }
    }

    @Test func whoeverIsDisabledOrHasANewPasswordIsOut() async throws {
        try await Ground.prepare { ground in
            let user = try await signIn(ground)
            try await ground.store.setPassword("another", user: "kim")
            #expect(try await session(ground) == nil)
            try await ground.store.openSession(
                Self.hash, user: user.id, language: "sv", limits: SessionLimits())
            #expect(try await session(ground) != nil)
            // Even a session that a sign-in under way opens right after it.
            try await ground.store.setDisabled(true, user: "kim")
            try await ground.store.openSession(
                Self.hash, user: user.id, language: "sv", limits: SessionLimits())
            #expect(try await session(ground) == nil)
            try await ground.store.setDisabled(false, user: "kim")
            #expect(try await session(ground) == nil)
            await #expect(throws: AccountProblem.noSuchUser) {
                try await ground.store.setPassword("x", user: "nobody")
            }
        }
    }

    @Test func onlyTheCreditorsGivenAreSeenAndAtOnceNoLonger() async throws {
        try await Ground.prepare { ground in
            _ = try await ground.creditor("fors")
            _ = try await ground.creditor("other")
            _ = try await signIn(ground, "lee", creditors: ["other"], hash: "lee")
            _ = try await signIn(ground, creditors: ["fors"])
            func handles() async throws -> [String]? {
                try await session(ground)?.creditors.map(\.handle)
            }
            #expect(try await handles() == ["fors"])
            try await ground.store.grant(["other"], to: "kim")
            #expect(try await handles()?.sorted() == ["fors", "other"])
            #expect(try await ground.store.revoke("fors", from: "kim"))
            #expect(try await !ground.store.revoke("fors", from: "kim"))
            #expect(try await handles() == ["other"])
            // All or nothing.
            await #expect(throws: AccountProblem.noSuchCreditor("nowhere")) {
                try await ground.store.grant(["fors", "nowhere"], to: "kim")
            }
            #expect(try await handles() == ["other"])
            await #expect(throws: AccountProblem.loginTaken) {
                try await ground.store.addUser(
                    "kim", role: .operator, password: "x", creditors: ["fors"])
            }
            #expect(try await session(ground)?.role == .bookkeeper)
        }
    }

    @Test func afterTheFreeTriesEachWaitIsTwiceAsLong() async throws {
        try await Ground.prepare { ground in
            let store = ground.store
            let (kim, lee) = ([SignInTry(.pair, "kim")], [SignInTry(.pair, "lee")])
            for _ in 1...10 { #expect(try await store.beginTry(kim) == nil) }
            var waits: [Int64] = []
            for _ in 1...3 {
                let wait = try #require(try await store.beginTry(kim))
                waits.append((wait.components.seconds + 5) / 5 * 5)
                try await ground.run("update console_failure set open_at = clock_timestamp()")
                #expect(try await store.beginTry(kim) == nil)
            }
            #expect(waits == [5, 10, 20])
            #expect(try await store.beginTry(lee) == nil)
            try await store.forgiveTries(kim)
            #expect(try await store.beginTry(kim) == nil)
        }
    }

    /// A database clock that was ahead leaves nobody out for longer than the longest wait.
    @Test func noWaitIsLongerThanItsBound() async throws {
        try await Ground.prepare { ground in
            let pair = [SignInTry(.pair, "kim")]
            #expect(try await ground.store.beginTry(pair) == nil)
            try await ground.run("update console_failure set open_at = now() + interval '9 days'")
            #expect(try await ground.store.beginTry(pair) == .seconds(900))
            try await ground.run(
                "update console_failure set since = since - interval '61 min', open_at = now()")
            // Counted anew, not on from what was.
            #expect(try await ground.store.beginTry(pair) == nil)
            #expect(try await text(ground, "select failures from console_failure") == "1")
        }
    }

    /// Twenty-two at once were looked at where ten were free.
    @Test func noMoreAreTriedAtOnceThanAreFree() async throws {
        try await Ground.prepare { ground in
            let store = ground.store
            let went = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 1...40 {
                    group.addTask { try await store.beginTry([SignInTry(.pair, "kim")]) == nil }
                }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(went == 10)
        }
    }

    /// Guesses at one login from one address do not use up what others have of that login.
    @Test func onePairStopsBeforeItsLoginDoes() async throws {
        try await Ground.prepare { ground in
            let store = ground.store
            func tries(_ pair: String) -> [SignInTry] {
                [SignInTry(.login, "kim"), SignInTry(.pair, pair), SignInTry(.address, pair + "a")]
            }
            for _ in 1...200 { _ = try await store.beginTry(tries("there")) }
            #expect(try await store.beginTry(tries("there")) != nil)
            #expect(try await store.beginTry(tries("elsewhere")) == nil)
        }
    }

    @Test func aBrowserIsKnownToItsUserAlone() async throws {
        try await Ground.prepare { ground in
            let kim = try await signIn(ground)
            _ = try await signIn(ground, "lee", hash: "lee")
            let store = ground.store
            try await store.knowBrowser("b", of: kim.id)
            #expect(try await store.isKnownBrowser("b", of: "kim"))
            #expect(try await !store.isKnownBrowser("b", of: "lee"))
            try await store.setPassword("y", user: "kim")
            #expect(try await !store.isKnownBrowser("b", of: "kim"))
        }
    }

    /// A page that looks for news by itself keeps no session alive.
    @Test func onlyWhoAsksIsSeen() async throws {
        try await Ground.prepare { ground in
            _ = try await signIn(ground)
            try await ground.run("update console_session set seen_at = now() - interval '1 hour'")
            let limits = SessionLimits()
            #expect(
                try await ground.store.session(Self.hash, limits: limits, isSeen: false) != nil)
            let idle = "select seen_at < now() - interval '50 min' from console_session"
            #expect(try await text(ground, idle) == "t")
            #expect(try await ground.store.session(Self.hash, limits: limits) != nil)
            #expect(try await text(ground, idle) == "f")
        }
    }

    @Test func signingInAgainEndsTheOldSessionOfTheBrowser() async throws {
        try await Ground.prepare { ground in
            let kim = try await signIn(ground)
            try await ground.store.openSession(
                "new", user: kim.id, language: "sv", limits: SessionLimits(),
                insteadOf: Self.hash)
            #expect(try await session(ground) == nil)
        }
    }

    @Test func namesSearchedForGoWithTheLastSession() async throws {
        try await Ground.prepare { ground in
            let kim = try await signIn(ground)
            let store = ground.store
            let creditor = try await ground.creditor()
            let owner = SelectionOwner(owner: kim.id, creditor: creditor)
            _ = try await store.selectAll(ListFilter(search: .name("Öberg")), by: owner)
            let named = "select count(*) from selection where filter like '%Öberg%'"
            #expect(try await text(ground, named) == "1")
            try await store.openSession(
                "other", user: kim.id, language: "sv", limits: SessionLimits())
            try await store.endSession(Self.hash)
            #expect(try await text(ground, named) == "1", "signed in elsewhere")
            try await store.endSession("other")
            #expect(try await text(ground, named) == "0")
        }
    }

    @Test func whoLookedIsCountedByTheHour() async throws {
        try await Ground.prepare { ground in
            let store = ground.store
            let look = Look(
                login: "kim", kind: .invoice, creditor: nil, object: "F1", address: "192.0.2.7")
            try await store.add([look: 2])
            try await store.add([look: 1])
            try await store.audit("kim", .sent, facts: "f", address: "192.0.2.7")
            let record = try await store.auditRecord(
                of: "kim", within: .seconds(60), withLooks: true, limit: 10)
            #expect(record.map(\.action).sorted() == ["looked: invoice", "sent"])
            #expect(record.allSatisfy { $0.address == "192.0.2.7" })
            #expect(record.first { $0.facts == "F1" }?.times == 3)
            let others = try await store.auditRecord(
                of: "lee", within: .seconds(60), withLooks: true, limit: 10)
            #expect(others.isEmpty)
        }
    }

    @Test func aSearchByNameIsItsSessionsOwn() async throws {
        try await Ground.prepare { ground in
            _ = try await signIn(ground)
            _ = try await signIn(ground, "lee", hash: "lee")
            let store = ground.store
            try await store.addSearch("first", session: Self.hash, name: "Öberg")
            #expect(try await store.search("first", session: Self.hash) == "Öberg")
            #expect(try await store.search("first", session: "lee") == nil)
            for number in 1...50 {
                try await store.addSearch("s\(number)", session: Self.hash, name: "Ek")
            }
            #expect(try await store.search("first", session: Self.hash) == nil)
            #expect(try await store.search("s1", session: Self.hash) == "Ek")
            try await store.endSession(Self.hash)
            #expect(try await store.search("s50", session: Self.hash) == nil)
        }
    }
}
