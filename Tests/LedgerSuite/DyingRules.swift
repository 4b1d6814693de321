import Reminders

extension LedgerRule {
    static let dying: [LedgerRule] = [
        LedgerRule("death is final, and only a counter that stood still means death", 198) {
            scene in
            let ledger = scene.ledger
            _ = try await scene.claimed()
            try scene.mustBe(try await ledger.beat(scene.worker)?.count, 1, "beat")
            try scene.must(
                try await !ledger.declareDead(scene.worker, beat: 0), "dead by an old beat")
            try scene.mustBe(
                try await ledger.rescue(settleDelay: Scene.settleDelay), 0, "rescued")
            try scene.must(try await ledger.declareDead(scene.worker, beat: 1), "not dead")
            try scene.must(
                try await !ledger.declareDead(scene.worker, beat: 1), "dead a second time")
            try scene.must(try await ledger.beat(scene.worker) == nil, "it beats")
            guard case .dead = try await ledger.claim(scene.worker) else {
                throw Broken(description: "a dead worker claims")
            }
        },
        LedgerRule("a rescue puts in doubt what was not settled") { scene in
            let part = try await scene.claimed()
            try await scene.settle(part, .accepted(2))
            try await scene.kill(scene.worker)
            try await scene.mustStand("uau", permits: 3)
            let heir = try await scene.ledger.register("heir")
            let again = try await scene.claimed(by: heir)
            try scene.mustBe([again.queued, again.uncertain], [0, 2], "counts")
            try scene.must(!again.doubtIsOver, "the doubt is over")
        },
        LedgerRule("a part that killed three workers is stuck") { scene in
            for crash in 1...3 {
                let worker = try await scene.ledger.register("w\(crash)")
                _ = try await scene.claimed(by: worker)
                try await scene.kill(worker)
            }
            try await scene.mustClaimNothing()
            try scene.mustBe(
                try await scene.ledger.workLeft(), WorkLeft(moving: 0, waitingForHuman: 1), "left")
        },
        LedgerRule("a settle between two crashes forgives the first", 5) { scene in
            for crash in 1...4 {
                let worker = try await scene.ledger.register("w\(crash)")
                let part = try await scene.claimed(by: worker)
                try await scene.settle(part, by: worker, .accepted(crash))
                try await scene.kill(worker)
            }
            _ = try await scene.claimed()
        },
        LedgerRule("a dead worker and a lost claim get no slot") { scene in
            let part = try await scene.claimed()
            try await scene.giveBack(part, .ready)
            for purpose in [Purpose.send, .lookUp] {
                try scene.mustBe(try await scene.reserve(part, purpose), .leaseLost, "slot")
            }
            let held = try await scene.claimed()
            try await scene.ledger.retire(scene.worker)
            for purpose in [Purpose.send, .lookUp] {
                try scene.mustBe(try await scene.reserve(held, purpose), .dead, "slot")
            }
        },
    ]

    static let gates: [LedgerRule] = [
        LedgerRule("a cancelled run may ask and not send, and what nobody holds is taken back", 100)
        {
            scene in
            let part = try await scene.claimed()
            try await scene.settle(part, .uncertain(1))
            try await scene.bench.cancel(scene.run)
            try scene.mustBe(try await scene.reserve(part), .stopped, "slot")
            guard case .slots = try await scene.reserve(part, .lookUp) else {
                throw Broken(description: "no slot to ask")
            }
            try await scene.tend()
            try await scene.mustStand(
                "u" + String(repeating: "q", count: 98) + "c", permits: 99)
        },
        LedgerRule("a paused run may ask and not send") { scene in
            let part = try await scene.claimed()
            try await scene.bench.pause(scene.run)
            try scene.mustBe(try await scene.reserve(part), .parked, "slot")
            guard case .slots = try await scene.reserve(part, .lookUp) else {
                throw Broken(description: "no slot to ask")
            }
        },
        LedgerRule("a paused creditor's parts wait, and wake when it goes on", 198) { scene in
            let part = try await scene.claimed()
            try await scene.bench.setPaused(true, scene.creditor)
            try scene.mustBe(try await scene.reserve(part, .lookUp), .parked, "slot")
            try await scene.giveBack(part, .parked)
            try await scene.tend()
            try await scene.mustClaimNothing()
            try scene.mustBe(
                try await scene.ledger.workLeft(), WorkLeft(moving: 0, waitingForHuman: 2), "left")
            try await scene.bench.setPaused(false, scene.creditor)
            try await scene.tend()
            _ = try await scene.claimed()
        },
        LedgerRule("while all of Amili is paused nothing is claimed and no slot given") { scene in
            let part = try await scene.claimed()
            try await scene.bench.setPaused(true, nil)
            try scene.mustBe(try await scene.reserve(part), .closed(left: nil), "slot")
            guard case .gateClosed = try await scene.ledger.claim(scene.worker) else {
                throw Broken(description: "the gate is open")
            }
        },
        LedgerRule("a gate once closed is not opened by a shorter closing") { scene in
            let part = try await scene.claimed()
            try await scene.ledger.closeGate(nil, for: .seconds(600), reason: "429")
            try await scene.ledger.closeGate(nil, for: .seconds(1), reason: "429")
            guard case .closed(let left?) = try await scene.reserve(part), left > .seconds(500)
            else { throw Broken(description: "the gate is open, or soon") }
        },
    ]
}
