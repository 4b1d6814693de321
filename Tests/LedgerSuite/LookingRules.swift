import Reminders

extension LedgerRule {
    /// A worker that looks, and does only what is due, does all that there is to do.
    static let looking: [LedgerRule] = [
        LedgerRule("a look sees a part until it is claimed") { scene in
            try await scene.mustSee(.parts, "loaded")
            let part = try await scene.claimed()
            try await scene.mustNotSee(.parts, "claimed")
            try await scene.giveBack(part, .ready)
            try await scene.mustSee(.parts, "given back")
        },
        LedgerRule("a look sees a part that is due, and not before") { scene in
            try await scene.giveBack(
                try await scene.claimed(), .waiting(.seconds(60), setback: true))
            try await scene.mustNotSee([.parts, .sweep], "too early")
            let next = try await scene.look().nextIn ?? .zero
            try scene.must((.seconds(55)...(.seconds(60))).contains(next), "next in \(next)")
            try await scene.bench.age(.seconds(61))
            try await scene.mustSee(.sweep, "due")
            try await scene.tend()
            try await scene.mustNotSee(.sweep, "woken")
            try await scene.mustSee(.parts, "woken")
        },
        LedgerRule("a look sees what a dead worker holds") { scene in
            let other = try await scene.ledger.register("other")
            _ = try await scene.claimed(by: other)
            try await scene.mustNotSee(.rescue, "alive")
            try scene.mustBe(try await scene.look().others, 1, "others")
            try await scene.ledger.retire(other)
            try await scene.mustSee(.rescue, "dead")
            try scene.mustBe(try await scene.look().others, 0, "others")
            _ = try await scene.ledger.rescue(settleDelay: Scene.settleDelay, amiliNow: nil)
            try await scene.mustNotSee(.rescue, "rescued")
            try await scene.ledger.retire(scene.worker)
            try scene.must(try await scene.look().isDead, "it does not know that it is dead")
        },
        LedgerRule("a look sees what a cancelled run has left") { scene in
            try await scene.bench.cancel(scene.run)
            try await scene.mustSee(.sweep, "cancelled")
            try await scene.tend()
            try await scene.mustNotSee([.sweep, .parts], "swept")
        },
        LedgerRule("a look sees that the history branched off") { scene in
            try scene.must(try await !scene.look().isDatabaseMoved, "moved too early")
            try await scene.bench.branch()
            try scene.must(try await scene.look().isDatabaseMoved, "not moved")
        },
    ]
}

extension Scene {
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
