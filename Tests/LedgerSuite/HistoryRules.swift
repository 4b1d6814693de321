import Reminders

extension LedgerRule {
    static let history: [LedgerRule] = [
        LedgerRule("whoever gets nothing is told where the ledger stands") { fixture in
            let part = try await fixture.claimed()
            guard case .nothing(let idle) = try await fixture.ledger.claim(fixture.worker) else {
                throw Broken(description: "there is something to claim")
            }
            try fixture.must(!idle.isStepBack(from: part.history), "a step back: \(idle)")
            try await fixture.ledger.closeGate(nil, for: .seconds(60), cause: .tooMany, words: nil)
            guard case .gateClosed(let shut) = try await fixture.ledger.claim(fixture.worker) else {
                throw Broken(description: "the gate is open")
            }
            try fixture.must(!shut.isStepBack(from: idle), "a step back: \(shut)")
        },
        LedgerRule("a ledger that has moved gives out nothing until all have stood still") {
            fixture in
            try await fixture.harness.branch()
            for worker in [fixture.worker, try await fixture.ledger.register("new")] {
                guard case .databaseMoved = try await fixture.ledger.claim(worker) else {
                    throw Broken(description: "it went unnoticed")
                }
            }
            for _ in 1...2 {
                try await fixture.ledger.standStill(
                    for: .seconds(600), amiliNow: nil)
            }
            try await fixture.harness.age(.seconds(590))
            guard case .gateClosed = try await fixture.ledger.claim(fixture.worker) else {
                throw Broken(description: "the gate is open")
            }
            try await fixture.harness.age(.seconds(11))
            try fixture.mustBe(try await fixture.claimed().claim.attempt, 1, "attempt")
        },
        LedgerRule("standing still takes no claim away, but its slots") { fixture in
            let part = try await fixture.claimed()
            try await fixture.harness.branch()
            try await fixture.ledger.standStill(
                for: .seconds(600), amiliNow: nil)
            for purpose in [Purpose.send, .lookUp] {
                guard case .closed(.some) = try await fixture.reserve(part, purpose) else {
                    throw Broken(description: "a slot to \(purpose)")
                }
            }
            try fixture.mustBe(
                try await fixture.settle(part, .accepted(1)), .settled(queued: 2, uncertain: 0),
                "settled")
        },
        LedgerRule("who claims after a loss knows of it, and ends it by asking") { fixture in
            let part = try await fixture.claimed()
            try await fixture.ledger.noteLookUp(
                part, by: fixture.worker, amiliNow: 1_000, settleDelay: .seconds(600))
            try await fixture.giveBack(part, .ready)
            try await fixture.harness.branch()
            try await fixture.ledger.standStill(
                for: .seconds(600), amiliNow: nil)
            try await fixture.harness.age(.seconds(601))
            let next = try await fixture.claimed()
            try fixture.mustBe(next.lostTimes, [LostTime(since: 940, until: nil)], "lost")
            try await fixture.ledger.noteLookUp(
                next, by: fixture.worker, amiliNow: 2_000, settleDelay: .seconds(600))
            try await fixture.giveBack(next, .ready)
            try fixture.mustBe(
                try await fixture.claimed().lostTimes, [LostTime(since: 940, until: 2_000)], "lost")
        },
        LedgerRule("the doubt of an attempt that asked begins by Amili's clock") { fixture in
            let part = try await fixture.claimed()
            try await fixture.ledger.noteLookUp(
                part, by: fixture.worker, amiliNow: 1_000, settleDelay: .seconds(600))
            try await fixture.kill(fixture.worker)
            let heir = try await fixture.ledger.register("heir")
            let again = try await fixture.claimed(by: heir)
            guard case .reminders(let open, _, _) = try await fixture.ledger.read(again, by: heir)
            else { throw Broken(description: "lease lost") }
            try fixture.mustBe(open.map(\.amiliDoubtSince), [1_000, 1_000, 1_000], "doubt")
        },
        LedgerRule("the first slots for letters note when Amili was asked") { fixture in
            var part = try await fixture.claimed()
            part.lookedUpAt = 1_000
            guard case .slots = try await fixture.reserve(part, .send) else {
                throw Broken(description: "no slots")
            }
            // The letters of the first slots may be on the wire.
            part.lookedUpAt = 2_000
            _ = try await fixture.reserve(part, .send)
            try await fixture.kill(fixture.worker)
            let heir = try await fixture.ledger.register("heir")
            let again = try await fixture.claimed(by: heir)
            guard case .reminders(let open, _, _) = try await fixture.ledger.read(again, by: heir)
            else { throw Broken(description: "lease lost") }
            try fixture.mustBe(open.map(\.amiliDoubtSince), [1_000, 1_000, 1_000], "doubt")
        },
        LedgerRule("the dead are told of their death first") { fixture in
            try await fixture.harness.branch()
            try await fixture.kill(fixture.worker)
            guard case .dead = try await fixture.ledger.claim(fixture.worker) else {
                throw Broken(description: "it lives")
            }
        },
    ]
}
