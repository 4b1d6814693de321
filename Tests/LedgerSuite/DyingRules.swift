import Reminders

extension LedgerRule {
    static let dying: [LedgerRule] = [
        LedgerRule("death is final, and only a counter that stood still means death", 198) {
            fixture in
            let ledger = fixture.ledger
            _ = try await fixture.claimed()
            try fixture.mustBe(
                try await ledger.beat(fixture.worker, amiliNow: nil)?.count, 1, "beat")
            try fixture.must(
                try await !ledger.declareDead(fixture.worker, beat: 0), "dead by an old beat")
            try fixture.mustBe(
                try await ledger.rescue(settleDelay: Fixture.settleDelay, amiliNow: nil), 0,
                "rescued"
            )
            try fixture.must(try await ledger.declareDead(fixture.worker, beat: 1), "not dead")
            try fixture.must(
                try await !ledger.declareDead(fixture.worker, beat: 1), "dead a second time")
            try fixture.must(
                try await ledger.beat(fixture.worker, amiliNow: nil) == nil, "it beats")
            guard case .dead = try await ledger.claim(fixture.worker) else {
                throw Broken(description: "a dead worker claims")
            }
        },
        LedgerRule("a rescue puts in doubt what was not settled") { fixture in
            let part = try await fixture.claimed()
            try await fixture.settle(part, .accepted(2))
            try await fixture.kill(fixture.worker)
            try await fixture.mustStand("uau", permits: 3)
            let heir = try await fixture.ledger.register("heir")
            let again = try await fixture.claimed(by: heir)
            try fixture.mustBe([again.queued, again.uncertain], [0, 2], "counts")
            try fixture.must(!again.doubtIsOver, "the doubt is over")
        },
        LedgerRule("a claim that only asks takes what is wholly in doubt", 198) { fixture in
            let part = try await fixture.claimed()
            try await fixture.settle(part, .accepted(2))
            let heir = try await fixture.ledger.register("heir")
            func asks() async throws -> ClaimedPart? {
                guard case .part(let part) = try await fixture.ledger.claim(heir, to: .lookUp)
                else { return nil }
                return part
            }
            try fixture.must(try await asks() == nil, "a part with nothing in doubt")
            try await fixture.kill(fixture.worker)
            try fixture.mustBe(try await asks()?.claim.first, part.claim.first, "the one in doubt")
            try fixture.must(try await asks() == nil, "a second one")
            try fixture.mustBe(try await fixture.claimed(by: heir).uncertain, 0, "in doubt")
        },
        LedgerRule("a part that killed three workers is stuck") { fixture in
            try await fixture.makeStuck()
            try await fixture.mustClaimNothing()
            try fixture.mustBe(
                try await fixture.ledger.workLeft(), WorkLeft(moving: 0, waitingForHuman: 1), "left"
            )
        },
        LedgerRule("a part is suspect only if a letter of it had leave to go") { fixture in
            for crash in 1...5 {
                let worker = try await fixture.ledger.register("w\(crash)")
                let part = try await fixture.claimed(by: worker)
                try fixture.must(!part.isSuspect, "suspect after \(crash - 1)")
                // A question about doubts, and one that comes before the first letter.
                _ = try await fixture.ledger.reserve(1, to: .lookUp, for: part, by: worker)
                _ = try await fixture.ledger.reserve(1, to: .send, for: part, by: worker)
                try await fixture.kill(worker)
            }
            let part = try await fixture.claimed()
            try fixture.must(!part.isSuspect, "suspect")
            _ = try await fixture.reserve(part)
            try await fixture.kill(fixture.worker)
            // Sent in that claim, and not in the next.
            for crash in 6...7 {
                let worker = try await fixture.ledger.register("w\(crash)")
                try fixture.mustBe(try await fixture.claimed(by: worker).crashes, 1, "crashes")
                try await fixture.kill(worker)
            }
        },
        LedgerRule("only a letter that came back forgives a crash, not what a look-up found", 5) {
            fixture in
            let first = try await fixture.claimed()
            _ = try await fixture.reserve(first)
            try await fixture.kill(fixture.worker)
            let heir = try await fixture.ledger.register("heir")
            try await fixture.harness.age(.seconds(601))
            let second = try await fixture.claimed(by: heir)
            try await fixture.settle(
                second, by: heir, Settlement(position: 1, state: .queued, endsDoubt: true))
            try await fixture.ledger.giveBack(second.claim, by: heir, .ready)
            let third = try await fixture.claimed(by: heir)
            try fixture.mustBe(third.crashes, 1, "crashes after a look-up")
            try await fixture.settle(third, by: heir, .accepted(1))
            try await fixture.ledger.giveBack(third.claim, by: heir, .ready)
            try fixture.mustBe(
                try await fixture.claimed(by: heir).crashes, 0, "crashes after a letter")
        },
        LedgerRule("a stuck part is tried again after an hour, as suspect as it was") { fixture in
            try await fixture.makeStuck()
            try fixture.mustBe(try await fixture.ledger.retryStuck(), 0, "tried at once")
            try await fixture.mustClaimNothing()
            for hour in 1...2 {
                try await fixture.harness.age(SuspectPart.stuckFor + .seconds(1))
                try fixture.mustBe(try await fixture.ledger.retryStuck(), 1, "tried again")
                let worker = try await fixture.ledger.register("hour \(hour)")
                let part = try await fixture.claimed(by: worker)
                try fixture.must(part.isSuspect, "it is no suspect")
                _ = try await fixture.ledger.reserve(
                    1, to: .send, for: part.askedAbout(), by: worker)
                try await fixture.kill(worker)
                try await fixture.mustClaimNothing()
            }
        },
        LedgerRule("a settle between two crashes forgives the first", 5) { fixture in
            for crash in 1...4 {
                let worker = try await fixture.ledger.register("w\(crash)")
                let part = try await fixture.claimed(by: worker)
                try await fixture.settle(part, by: worker, .accepted(crash))
                try await fixture.kill(worker)
            }
            _ = try await fixture.claimed()
        },
        LedgerRule("a dead worker and a lost claim get no slot") { fixture in
            let part = try await fixture.claimed()
            try await fixture.giveBack(part, .ready)
            for purpose in [Purpose.send, .lookUp] {
                try fixture.mustBe(try await fixture.reserve(part, purpose), .leaseLost, "slot")
            }
            let held = try await fixture.claimed()
            try await fixture.ledger.retire(fixture.worker)
            for purpose in [Purpose.send, .lookUp] {
                try fixture.mustBe(try await fixture.reserve(held, purpose), .dead, "slot")
            }
        },
    ]

    static let gates: [LedgerRule] = [
        LedgerRule("a cancelled run may ask and not send, and what nobody holds is taken back", 100)
        {
            fixture in
            let part = try await fixture.claimed()
            try await fixture.settle(part, .uncertain(1))
            try await fixture.harness.cancel(fixture.run)
            try fixture.mustBe(try await fixture.reserve(part), .stopped, "slot")
            guard case .slots = try await fixture.reserve(part, .lookUp) else {
                throw Broken(description: "no slot to ask")
            }
            try await fixture.tend()
            try await fixture.mustStand(
                "u" + String(repeating: "q", count: 98) + "c", permits: 99)
        },
        LedgerRule("a paused run may ask and not send") { fixture in
            let part = try await fixture.claimed()
            try await fixture.harness.pause(fixture.run)
            try fixture.mustBe(try await fixture.reserve(part), .parked, "slot")
            guard case .slots = try await fixture.reserve(part, .lookUp) else {
                throw Broken(description: "no slot to ask")
            }
        },
        LedgerRule("a paused creditor's parts wait, and wake when it goes on", 198) { fixture in
            let part = try await fixture.claimed()
            try await fixture.harness.setPaused(true, fixture.creditor)
            try fixture.mustBe(try await fixture.reserve(part, .lookUp), .parked, "slot")
            try await fixture.giveBack(part, .parked)
            try await fixture.tend()
            try await fixture.mustClaimNothing()
            try fixture.mustBe(
                try await fixture.ledger.workLeft(), WorkLeft(moving: 0, waitingForHuman: 2), "left"
            )
            try await fixture.harness.setPaused(false, fixture.creditor)
            try await fixture.tend()
            _ = try await fixture.claimed()
        },
        LedgerRule("while all of Amili is paused nothing is claimed and no slot given") { fixture in
            let part = try await fixture.claimed()
            try await fixture.harness.setPaused(true, nil)
            try fixture.mustBe(try await fixture.reserve(part), .closed(left: nil), "slot")
            guard case .gateClosed = try await fixture.ledger.claim(fixture.worker) else {
                throw Broken(description: "the gate is open")
            }
        },
        LedgerRule("a closed gate of a creditor holds its doubtful parts only until it opens") {
            fixture in
            let part = try await fixture.claimed()
            try await fixture.settle(part, .uncertain(1))
            try await fixture.ledger.closeGate(
                fixture.creditor, for: .seconds(60), cause: .letters, words: nil)
            try fixture.mustBe(try await fixture.reserve(part, .lookUp), .parked, "slot")
            try await fixture.giveBack(part, .parked)
            try await fixture.tend()
            try await fixture.mustClaimNothing()
            // Long before the doubt is over.
            try await fixture.harness.age(.seconds(61))
            try await fixture.tend()
            try fixture.must(try await !fixture.claimed().doubtIsOver, "the doubt is over")
        },
        LedgerRule("a gate once closed is not opened by a shorter closing") { fixture in
            let part = try await fixture.claimed()
            try await fixture.ledger.closeGate(nil, for: .seconds(600), cause: .tooMany, words: nil)
            try await fixture.ledger.closeGate(nil, for: .seconds(1), cause: .tooMany, words: nil)
            guard case .closed(let left?) = try await fixture.reserve(part), left > .seconds(500)
            else { throw Broken(description: "the gate is open, or soon") }
        },
    ]
}
