import Reminders

extension LedgerRule {
    static let claiming: [LedgerRule] = [
        LedgerRule("parts are claimed in order, and each once", 198) { fixture in
            let (first, second) = (try await fixture.claimed(), try await fixture.claimed())
            try fixture.mustBe([first.claim.first, second.claim.first], [1, 100], "order")
            try await fixture.mustClaimNothing()
        },
        LedgerRule("whoever lost the claim can neither read nor settle") { fixture in
            let old = try await fixture.claimed()
            try await fixture.giveBack(old, .ready)
            let new = try await fixture.claimed()
            try fixture.mustBe(new.claim.attempt, old.claim.attempt + 1, "attempt")
            guard case .leaseLost = try await fixture.ledger.read(old, by: fixture.worker) else {
                throw Broken(description: "the old claim is read")
            }
            try fixture.mustBe(
                try await fixture.settle(old, .ended(1, .rejected)), .leaseLost, "settle")
            try await fixture.mustStand("qqq", permits: 3)
        },
        LedgerRule("a part is given back only by who holds this very claim") { fixture in
            let old = try await fixture.claimed()
            try await fixture.giveBack(old, .ready)
            let new = try await fixture.claimed()
            try await fixture.giveBack(old, .ready)
            let other = try await fixture.ledger.register("other")
            try await fixture.ledger.giveBack(new.claim, by: other, .ready)
            let held = try await fixture.ledger.beat(fixture.worker, amiliNow: nil)?.held
            try fixture.mustBe(held, [new.claim], "held")
        },
        LedgerRule("a part that waits is claimed when it is due") { fixture in
            try await fixture.giveBack(
                try await fixture.claimed(), .waiting(.seconds(60), setback: true))
            try await fixture.tend()
            try await fixture.mustClaimNothing()
            try await fixture.harness.age(.seconds(61))
            try await fixture.tend()
            try fixture.mustBe(try await fixture.claimed().setbacks, 1, "setbacks")
        },
        LedgerRule("a parked part waits for nothing but an open gate") { fixture in
            try await fixture.giveBack(try await fixture.claimed(), .parked)
            try await fixture.tend()
            try fixture.mustBe(try await fixture.claimed().setbacks, 0, "setbacks")
        },
        LedgerRule("parked by its run in doubt it waits until it can be asked about") { fixture in
            let part = try await fixture.claimed()
            try await fixture.settle(part, .uncertain(1))
            try await fixture.harness.pause(fixture.run)
            try await fixture.giveBack(part, .parked)
            try await fixture.tend()
            try await fixture.mustClaimNothing()
            try await fixture.harness.age(.seconds(601))
            try await fixture.tend()
            try fixture.must(try await fixture.claimed().doubtIsOver, "the doubt is not over")
        },
        LedgerRule("a part that got nowhere lets the others of its turn go first", 198) { fixture in
            let (first, second) = (try await fixture.claimed(), try await fixture.claimed())
            try await fixture.tend()
            try await fixture.giveBack(first, .waiting(.seconds(1), setback: true))
            try await fixture.giveBack(second, .waiting(.seconds(1), setback: false))
            try await fixture.harness.age(.seconds(2))
            try await fixture.tend()
            try fixture.mustBe(try await fixture.claimed().claim.first, 100, "first")
        },
        LedgerRule("a creditor's rate bounds how many of its parts are in hand", 297) { fixture in
            let others = try await [fixture.ledger.register("2"), fixture.ledger.register("3")]
            // A look-up holds for 60 s: 120 calls, which is one part and a bit.
            try await fixture.harness.setRate(2, fixture.creditor)
            _ = try await fixture.claimed()
            try await fixture.mustClaimNothing()
            _ = try await fixture.claimed(by: others[0])
            try await fixture.mustClaimNothing(others[1])
            try await fixture.harness.setRate(5, fixture.creditor)
            try await fixture.mustClaimNothing()
            _ = try await fixture.claimed(by: others[1])
        },
        LedgerRule("a rate of one creditor holds no other creditor's parts", 198) { fixture in
            let other = try await fixture.harness.creditor()
            let run = try await fixture.harness.load(198, of: other)
            try await fixture.harness.setRate(1, fixture.creditor)
            let first = try await fixture.claimed()
            try fixture.mustBe(first.creditor, fixture.creditor, "creditor")
            for _ in 1...2 { try fixture.mustBe(try await fixture.claimed().claim.run, run, "run") }
            try await fixture.mustClaimNothing()
            try await fixture.giveBack(first, .ready)
            try fixture.mustBe(try await fixture.claimed().creditor, fixture.creditor, "again")
        },
        LedgerRule("one part at a time may send the first letter", 297) { fixture in
            let (first, second) = (try await fixture.claimed(), try await fixture.claimed())
            try fixture.must(try await fixture.ledger.claimFirstLetter(first), "the first may not")
            try fixture.must(try await !fixture.ledger.claimFirstLetter(second), "the second may")
            try fixture.must(
                try await fixture.ledger.claimFirstLetter(first), "the first may no more")
            try await fixture.giveBack(first, .parked)
            try fixture.must(
                try await fixture.ledger.claimFirstLetter(second), "the second may not")
            try await fixture.settle(second, .accepted(100))
            let third = try await fixture.claimed()
            try fixture.must(try await !fixture.ledger.claimFirstLetter(third), "there is a canary")
        },
        LedgerRule("while another part is in doubt no first letter goes", 198) { fixture in
            let (first, second) = (try await fixture.claimed(), try await fixture.claimed())
            try await fixture.settle(first, .uncertain(1))
            try await fixture.giveBack(first, .parked)
            try fixture.must(try await !fixture.ledger.claimFirstLetter(second), "it may")
        },
    ]
}
