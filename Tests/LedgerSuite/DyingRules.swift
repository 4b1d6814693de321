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
                try await ledger.rescue(settleDelay: Scene.settleDelay, amiliNow: nil), 0, "rescued"
            )
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
        LedgerRule("a claim that only asks takes what is wholly in doubt", 198) { scene in
            let part = try await scene.claimed()
            try await scene.settle(part, .accepted(2))
            let heir = try await scene.ledger.register("heir")
            func asks() async throws -> ClaimedPart? {
                guard case .part(let part) = try await scene.ledger.claim(heir, to: .lookUp)
                else { return nil }
                return part
            }
            try scene.must(try await asks() == nil, "a part with nothing in doubt")
            try await scene.kill(scene.worker)
            try scene.mustBe(try await asks()?.claim.first, part.claim.first, "the one in doubt")
            try scene.must(try await asks() == nil, "a second one")
            try scene.mustBe(try await scene.claimed(by: heir).uncertain, 0, "in doubt")
        },
        LedgerRule("a part that killed three workers is stuck") { scene in
            try await scene.makeStuck()
            try await scene.mustClaimNothing()
            try scene.mustBe(
                try await scene.ledger.workLeft(), WorkLeft(moving: 0, waitingForHuman: 1), "left")
        },
        LedgerRule("a part is suspect only if a letter of it had leave to go") { scene in
            for crash in 1...5 {
                let worker = try await scene.ledger.register("w\(crash)")
                let part = try await scene.claimed(by: worker)
                try scene.must(!part.isSuspect, "suspect after \(crash - 1)")
                // A question about doubts, and one that comes before the first letter.
                _ = try await scene.ledger.reserve(1, to: .lookUp, for: part, by: worker)
                _ = try await scene.ledger.reserve(1, to: .send, for: part, by: worker)
                try await scene.kill(worker)
            }
            let part = try await scene.claimed()
            try scene.must(!part.isSuspect, "suspect")
            _ = try await scene.reserve(part)
            try await scene.kill(scene.worker)
            // Sent in that claim, and not in the next.
            for crash in 6...7 {
                let worker = try await scene.ledger.register("w\(crash)")
                try scene.mustBe(try await scene.claimed(by: worker).crashes, 1, "crashes")
                try await scene.kill(worker)
            }
        },
        LedgerRule("only a letter that came back forgives a crash, not what a look-up found", 5) {
            scene in
            let first = try await scene.claimed()
            _ = try await scene.reserve(first)
            try await scene.kill(scene.worker)
            let heir = try await scene.ledger.register("heir")
            try await scene.bench.age(.seconds(601))
            let second = try await scene.claimed(by: heir)
            try await scene.settle(
                second, by: heir, Settlement(position: 1, state: .queued, endsDoubt: true))
            try await scene.ledger.giveBack(second.claim, by: heir, .ready)
            let third = try await scene.claimed(by: heir)
            try scene.mustBe(third.crashes, 1, "crashes after a look-up")
            try await scene.settle(third, by: heir, .accepted(1))
            try await scene.ledger.giveBack(third.claim, by: heir, .ready)
            try scene.mustBe(try await scene.claimed(by: heir).crashes, 0, "crashes after a letter")
        },
        LedgerRule("a stuck part is tried again after an hour, as suspect as it was") { scene in
            try await scene.makeStuck()
            try scene.mustBe(try await scene.ledger.retryStuck(), 0, "tried at once")
            try await scene.mustClaimNothing()
            for hour in 1...2 {
                try await scene.bench.age(SuspectPart.stuckFor + .seconds(1))
                try scene.mustBe(try await scene.ledger.retryStuck(), 1, "tried again")
                let worker = try await scene.ledger.register("hour \(hour)")
                let part = try await scene.claimed(by: worker)
                try scene.must(part.isSuspect, "it is no suspect")
                _ = try await scene.ledger.reserve(
                    1, to: .send, for: part.askedAbout(), by: worker)
                try await scene.kill(worker)
                try await scene.mustClaimNothing()
            }
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
        LedgerRule("a closed gate of a creditor holds its doubtful parts only until it opens") {
            scene in
            let part = try await scene.claimed()
            try await scene.settle(part, .uncertain(1))
            try await scene.ledger.closeGate(
                scene.creditor, for: .seconds(60), cause: .letters, words: nil)
            try scene.mustBe(try await scene.reserve(part, .lookUp), .parked, "slot")
            try await scene.giveBack(part, .parked)
            try await scene.tend()
            try await scene.mustClaimNothing()
            // Long before the doubt is over.
            try await scene.bench.age(.seconds(61))
            try await scene.tend()
            try scene.must(try await !scene.claimed().doubtIsOver, "the doubt is over")
        },
        LedgerRule("a gate once closed is not opened by a shorter closing") { scene in
            let part = try await scene.claimed()
            try await scene.ledger.closeGate(nil, for: .seconds(600), cause: .tooMany, words: nil)
            try await scene.ledger.closeGate(nil, for: .seconds(1), cause: .tooMany, words: nil)
            guard case .closed(let left?) = try await scene.reserve(part), left > .seconds(500)
            else { throw Broken(description: "the gate is open, or soon") }
        },
    ]
}
