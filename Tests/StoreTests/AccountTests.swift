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
        _ ground: Ground, _ login: String = "kim", creditors: [String] = [],
        hash: String = AccountTests.hash
    ) async throws -> ConsoleUser {
        let stores = ground.stores
        try await stores.access.addUser(
            login, role: .bookkeeper, password: "as scrypt made it", creditors: creditors)
        let user = try #require(try await stores.access.users(login).first)
        try await stores.access.openSession(
            hash, user: user.id, language: "sv", limits: SessionLimits())
        return user
    }

    private func session(_ ground: Ground) async throws -> ConsoleSession? {
        try await ground.access.session(Self.hash, limits: SessionLimits())
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
            try await ground.access.setPassword("another", user: "kim")
            #expect(try await session(ground) == nil)
            try await ground.access.openSession(
                Self.hash, user: user.id, language: "sv", limits: SessionLimits())
            #expect(try await session(ground) != nil)
            // Even a session that a sign-in under way opens right after it.
            try await ground.access.setDisabled(true, user: "kim")
            try await ground.access.openSession(
                Self.hash, user: user.id, language: "sv", limits: SessionLimits())
            #expect(try await session(ground) == nil)
            try await ground.access.setDisabled(false, user: "kim")
            #expect(try await session(ground) == nil)
            await #expect(throws: AccountProblem.noSuchUser) {
                try await ground.access.setPassword("x", user: "nobody")
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
            try await ground.access.grant(["other"], to: "kim")
            #expect(try await handles()?.sorted() == ["fors", "other"])
            #expect(try await ground.access.revoke("fors", from: "kim"))
            #expect(try await !ground.access.revoke("fors", from: "kim"))
            #expect(try await handles() == ["other"])
            // All or nothing.
            await #expect(throws: AccountProblem.noSuchCreditor("nowhere")) {
                try await ground.access.grant(["fors", "nowhere"], to: "kim")
            }
            #expect(try await handles() == ["other"])
            await #expect(throws: AccountProblem.loginTaken) {
                try await ground.access.addUser(
                    "kim", role: .operator, password: "x", creditors: ["fors"])
            }
            #expect(try await session(ground)?.role == .bookkeeper)
        }
    }

    @Test func afterTheFreeTriesEachWaitIsTwiceAsLong() async throws {
        try await Ground.prepare { ground in
            let stores = ground.stores
            let (kim, lee) = ([SignInTry(.pair, "kim")], [SignInTry(.pair, "lee")])
            for _ in 1...10 { #expect(try await stores.access.beginTry(kim) == nil) }
            var waits: [Int64] = []
            for _ in 1...3 {
                let wait = try #require(try await stores.access.beginTry(kim))
                waits.append((wait.components.seconds + 5) / 5 * 5)
                try await ground.run("update console_failure set open_at = clock_timestamp()")
                #expect(try await stores.access.beginTry(kim) == nil)
            }
            #expect(waits == [5, 10, 20])
            #expect(try await stores.access.beginTry(lee) == nil)
            try await stores.access.forgiveTries(kim)
            #expect(try await stores.access.beginTry(kim) == nil)
        }
    }

    /// A database clock that was ahead leaves nobody out for longer than the longest wait.
    @Test func noWaitIsLongerThanItsBound() async throws {
        try await Ground.prepare { ground in
            let pair = [SignInTry(.pair, "kim")]
            #expect(try await ground.access.beginTry(pair) == nil)
            try await ground.run("update console_failure set open_at = now() + interval '9 days'")
            #expect(try await ground.access.beginTry(pair) == .seconds(900))
            try await ground.run(
                "update console_failure set since = since - interval '61 min', open_at = now()")
            // Counted anew, not on from what was.
            #expect(try await ground.access.beginTry(pair) == nil)
            #expect(try await text(ground, "select failures from console_failure") == "1")
        }
    }

    /// Twenty-two at once were looked at where ten were free.
    @Test func noMoreAreTriedAtOnceThanAreFree() async throws {
        try await Ground.prepare { ground in
            let stores = ground.stores
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
        try await Ground.prepare { ground in
            let stores = ground.stores
            func tries(_ pair: String) -> [SignInTry] {
                [SignInTry(.login, "kim"), SignInTry(.pair, pair), SignInTry(.address, pair + "a")]
            }
            for _ in 1...200 { _ = try await stores.access.beginTry(tries("there")) }
            #expect(try await stores.access.beginTry(tries("there")) != nil)
            #expect(try await stores.access.beginTry(tries("elsewhere")) == nil)
        }
    }

    @Test func aBrowserIsKnownToItsUserAlone() async throws {
        try await Ground.prepare { ground in
            let kim = try await signIn(ground)
            _ = try await signIn(ground, "lee", hash: "lee")
            let stores = ground.stores
            try await stores.access.knowBrowser("b", of: kim.id)
            #expect(try await stores.access.isKnownBrowser("b", of: "kim"))
            #expect(try await !stores.access.isKnownBrowser("b", of: "lee"))
            try await stores.access.setPassword("y", user: "kim")
            #expect(try await !stores.access.isKnownBrowser("b", of: "kim"))
        }
    }

    /// A page that looks for news by itself keeps no session alive.
    @Test func onlyWhoAsksIsSeen() async throws {
        try await Ground.prepare { ground in
            _ = try await signIn(ground)
            try await ground.run("update console_session set seen_at = now() - interval '1 hour'")
            let limits = SessionLimits()
            #expect(
                try await ground.access.session(Self.hash, limits: limits, isSeen: false) != nil)
            let idle = "select seen_at < now() - interval '50 min' from console_session"
            #expect(try await text(ground, idle) == "t")
            #expect(try await ground.access.session(Self.hash, limits: limits) != nil)
            #expect(try await text(ground, idle) == "f")
        }
    }

    @Test func signingInAgainEndsTheOldSessionOfTheBrowser() async throws {
        try await Ground.prepare { ground in
            let kim = try await signIn(ground)
            try await ground.access.openSession(
                "new", user: kim.id, language: "sv", limits: SessionLimits(),
                insteadOf: Self.hash)
            #expect(try await session(ground) == nil)
        }
    }

    @Test func namesSearchedForGoWithTheLastSession() async throws {
        try await Ground.prepare { ground in
            let kim = try await signIn(ground)
            let stores = ground.stores
            let creditor = try await ground.creditor()
            let owner = SelectionOwner(owner: kim.id, creditor: creditor)
            _ = try await stores.operators.selectAll(ListFilter(search: .name("Öberg")), by: owner)
            let named = "select count(*) from selection where filter like '%Öberg%'"
            #expect(try await text(ground, named) == "1")
            try await stores.access.openSession(
                "other", user: kim.id, language: "sv", limits: SessionLimits())
            try await stores.access.endSession(Self.hash)
            #expect(try await text(ground, named) == "1", "signed in elsewhere")
            try await stores.access.endSession("other")
            #expect(try await text(ground, named) == "0")
        }
    }

    @Test func whoLookedIsCountedByTheHour() async throws {
        try await Ground.prepare { ground in
            let stores = ground.stores
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
        try await Ground.prepare { ground in
            _ = try await signIn(ground)
            _ = try await signIn(ground, "lee", hash: "lee")
            let stores = ground.stores
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
