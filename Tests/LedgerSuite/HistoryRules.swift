import Reminders

extension LedgerRule {
    static let history: [LedgerRule] = [
        LedgerRule("whoever gets nothing is told where the ledger stands") { scene in
            let part = try await scene.claimed()
            guard case .nothing(let idle) = try await scene.ledger.claim(scene.worker) else {
                throw Broken(description: "there is something to claim")
            }
            try scene.must(!idle.isStepBack(from: part.history), "a step back: \(idle)")
            try await scene.ledger.closeGate(nil, for: .seconds(60), cause: .tooMany, words: nil)
            guard case .gateClosed(let shut) = try await scene.ledger.claim(scene.worker) else {
                throw Broken(description: "the gate is open")
            }
            try scene.must(!shut.isStepBack(from: idle), "a step back: \(shut)")
        },
        LedgerRule("a ledger that has moved gives out nothing until all have stood still") {
            scene in
            try await scene.bench.branch()
            for worker in [scene.worker, try await scene.ledger.register("new")] {
                guard case .databaseMoved = try await scene.ledger.claim(worker) else {
                    throw Broken(description: "it went unnoticed")
                }
            }
            for _ in 1...2 {
                try await scene.ledger.standStill(
                    for: .seconds(600), reason: "it moved", amiliNow: nil)
            }
            try await scene.bench.age(.seconds(590))
            guard case .gateClosed = try await scene.ledger.claim(scene.worker) else {
                throw Broken(description: "the gate is open")
            }
            try await scene.bench.age(.seconds(11))
            try scene.mustBe(try await scene.claimed().claim.attempt, 1, "attempt")
        },
        LedgerRule("standing still takes no claim away, but its slots") { scene in
            let part = try await scene.claimed()
            try await scene.bench.branch()
            try await scene.ledger.standStill(
                for: .seconds(600), reason: "it moved", amiliNow: nil)
            for purpose in [Purpose.send, .lookUp] {
                guard case .closed(.some) = try await scene.reserve(part, purpose) else {
                    throw Broken(description: "a slot to \(purpose)")
                }
            }
            try scene.mustBe(
                try await scene.settle(part, .accepted(1)), .settled(queued: 2, uncertain: 0),
                "settled")
        },
        LedgerRule("who claims after a loss knows of it, and ends it by asking") { scene in
            let part = try await scene.claimed()
            try await scene.ledger.noteLookUp(
                part, by: scene.worker, amiliNow: 1_000, settleDelay: .seconds(600))
            try await scene.giveBack(part, .ready)
            try await scene.bench.branch()
            try await scene.ledger.standStill(
                for: .seconds(600), reason: "it moved", amiliNow: nil)
            try await scene.bench.age(.seconds(601))
            let next = try await scene.claimed()
            try scene.mustBe(next.lostTimes, [LostTime(since: 940, until: nil)], "lost")
            try await scene.ledger.noteLookUp(
                next, by: scene.worker, amiliNow: 2_000, settleDelay: .seconds(600))
            try await scene.giveBack(next, .ready)
            try scene.mustBe(
                try await scene.claimed().lostTimes, [LostTime(since: 940, until: 2_000)], "lost")
        },
        LedgerRule("the doubt of an attempt that asked begins by Amili's clock") { scene in
            let part = try await scene.claimed()
            try await scene.ledger.noteLookUp(
                part, by: scene.worker, amiliNow: 1_000, settleDelay: .seconds(600))
            try await scene.kill(scene.worker)
            let heir = try await scene.ledger.register("heir")
            let again = try await scene.claimed(by: heir)
            guard case .reminders(let open, _, _) = try await scene.ledger.read(again, by: heir)
            else { throw Broken(description: "lease lost") }
            try scene.mustBe(open.map(\.amiliDoubtSince), [1_000, 1_000, 1_000], "doubt")
        },
        LedgerRule("the first slots for letters note when Amili was asked") { scene in
            var part = try await scene.claimed()
            part.lookedUpAt = 1_000
            guard case .slots = try await scene.reserve(part, .send) else {
                throw Broken(description: "no slots")
            }
            // The letters of the first slots may be on the wire.
            part.lookedUpAt = 2_000
            _ = try await scene.reserve(part, .send)
            try await scene.kill(scene.worker)
            let heir = try await scene.ledger.register("heir")
            let again = try await scene.claimed(by: heir)
            guard case .reminders(let open, _, _) = try await scene.ledger.read(again, by: heir)
            else { throw Broken(description: "lease lost") }
            try scene.mustBe(open.map(\.amiliDoubtSince), [1_000, 1_000, 1_000], "doubt")
        },
        LedgerRule("the dead are told of their death first") { scene in
            try await scene.bench.branch()
            try await scene.kill(scene.worker)
            guard case .dead = try await scene.ledger.claim(scene.worker) else {
                throw Broken(description: "it lives")
            }
        },
    ]
}
