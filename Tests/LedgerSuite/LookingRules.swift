import Reminders

extension LedgerRule {
    /// A worker that looks, and does only what is due, does all that there is to do.
    static let looking: [LedgerRule] = [
        LedgerRule("a look sees a part until it is claimed") { fixture in
            try await fixture.mustSee(.parts, "loaded")
            let part = try await fixture.claimed()
            try await fixture.mustNotSee(.parts, "claimed")
            try await fixture.giveBack(part, .ready)
            try await fixture.mustSee(.parts, "given back")
        },
        LedgerRule("a look sees a part that is due, and not before") { fixture in
            try await fixture.giveBack(
                try await fixture.claimed(), .waiting(.seconds(60), setback: true))
            try await fixture.mustNotSee([.parts, .sweep], "too early")
            let next = try await fixture.look().nextIn ?? .zero
            try fixture.must((.seconds(55)...(.seconds(60))).contains(next), "next in \(next)")
            try await fixture.harness.age(.seconds(61))
            try await fixture.mustSee(.sweep, "due")
            try await fixture.tend()
            try await fixture.mustNotSee(.sweep, "woken")
            try await fixture.mustSee(.parts, "woken")
        },
        LedgerRule("a look sees what a dead worker holds") { fixture in
            let other = try await fixture.ledger.register("other")
            _ = try await fixture.claimed(by: other)
            try await fixture.mustNotSee(.rescue, "alive")
            try fixture.mustBe(try await fixture.look().others, 1, "others")
            try await fixture.ledger.retire(other)
            try await fixture.mustSee(.rescue, "dead")
            try fixture.mustBe(try await fixture.look().others, 0, "others")
            _ = try await fixture.ledger.rescue(settleDelay: Fixture.settleDelay, amiliNow: nil)
            try await fixture.mustNotSee(.rescue, "rescued")
            try await fixture.ledger.retire(fixture.worker)
            try fixture.must(try await fixture.look().isDead, "it does not know that it is dead")
        },
        LedgerRule("a look sees what a cancelled run has left") { fixture in
            try await fixture.harness.cancel(fixture.run)
            try await fixture.mustSee(.sweep, "cancelled")
            try await fixture.tend()
            try await fixture.mustNotSee([.sweep, .parts], "swept")
        },
        LedgerRule("a look sees that the history branched off") { fixture in
            try fixture.must(try await !fixture.look().isDatabaseMoved, "moved too early")
            try await fixture.harness.branch()
            try fixture.must(try await fixture.look().isDatabaseMoved, "not moved")
        },
    ]
}

extension Fixture {
    func look() async throws -> WorkLook {
        try await ledger.look(worker, settleDelay: Self.settleDelay)
    }

    func mustSee(_ due: WorkDue, _ when: String) async throws {
        try must(try await look().due.isSuperset(of: due), "\(when): not seen")
    }

    func mustNotSee(_ due: WorkDue, _ when: String) async throws {
        try must(try await look().due.isDisjoint(with: due), "\(when): seen")
    }
}
