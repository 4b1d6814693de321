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

    @Test func tenFailuresWithinAQuarterOfAnHourCloseALoginAlone() async throws {
        try await Ground.prepare { ground in
            let (store, limits) = (ground.store, SessionLimits())
            for _ in 1...9 { try await store.noteFailure(["kim"], limits: limits) }
            #expect(try await store.mayTry(["kim"], limits: limits))
            try await store.noteFailure(["kim"], limits: limits)
            #expect(try await !store.mayTry(["kim"], limits: limits))
            #expect(try await store.mayTry(["lee"], limits: limits))
            try await ground.run(
                "update console_failure set since = since - interval '15 min'")
            #expect(try await store.mayTry(["kim"], limits: limits))
            // Counted anew, not on from ten.
            try await store.noteFailure(["kim"], limits: limits)
            #expect(try await store.mayTry(["kim"], limits: limits))
            for _ in 2...10 { try await store.noteFailure(["kim"], limits: limits) }
            #expect(try await !store.mayTry(["kim"], limits: limits))
            try await store.forgiveFailures("kim")
            #expect(try await store.mayTry(["kim"], limits: limits))
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
