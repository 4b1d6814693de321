import Reminders

extension LedgerRule {
    static let claiming: [LedgerRule] = [
        LedgerRule("parts are claimed in order, and each once", 198) { scene in
            let (first, second) = (try await scene.claimed(), try await scene.claimed())
            try scene.mustBe([first.claim.first, second.claim.first], [1, 100], "order")
            try await scene.mustClaimNothing()
        },
        LedgerRule("whoever lost the claim can neither read nor settle") { scene in
            let old = try await scene.claimed()
            try await scene.giveBack(old, .ready)
            let new = try await scene.claimed()
            try scene.mustBe(new.claim.attempt, old.claim.attempt + 1, "attempt")
            guard case .leaseLost = try await scene.ledger.read(old, by: scene.worker) else {
                throw Broken(description: "the old claim is read")
            }
            try scene.mustBe(
                try await scene.settle(old, .ended(1, .rejected)), .leaseLost, "settle")
            try await scene.mustStand("qqq", permits: 3)
        },
        LedgerRule("a part is given back only by who holds this very claim") { scene in
            let old = try await scene.claimed()
            try await scene.giveBack(old, .ready)
            let new = try await scene.claimed()
            try await scene.giveBack(old, .ready)
            let other = try await scene.ledger.register("other")
            try await scene.ledger.giveBack(new.claim, by: other, .ready)
            let held = try await scene.ledger.beat(scene.worker)?.held
            try scene.mustBe(held, [new.claim], "held")
        },
        LedgerRule("a part that waits is claimed when it is due") { scene in
            try await scene.giveBack(
                try await scene.claimed(), .waiting(.seconds(60), setback: true))
            try await scene.tend()
            try await scene.mustClaimNothing()
            try await scene.bench.age(.seconds(61))
            try await scene.tend()
            try scene.mustBe(try await scene.claimed().setbacks, 1, "setbacks")
        },
        LedgerRule("a parked part waits for nothing but an open gate") { scene in
            try await scene.giveBack(try await scene.claimed(), .parked)
            try await scene.tend()
            try scene.mustBe(try await scene.claimed().setbacks, 0, "setbacks")
        },
        LedgerRule("parked by its run in doubt it waits until it can be asked about") { scene in
            let part = try await scene.claimed()
            try await scene.settle(part, .uncertain(1))
            try await scene.bench.pause(scene.run)
            try await scene.giveBack(part, .parked)
            try await scene.tend()
            try await scene.mustClaimNothing()
            try await scene.bench.age(.seconds(601))
            try await scene.tend()
            try scene.must(try await scene.claimed().doubtIsOver, "the doubt is not over")
        },
        LedgerRule("a part that got nowhere lets the others of its turn go first", 198) { scene in
            let (first, second) = (try await scene.claimed(), try await scene.claimed())
            try await scene.tend()
            try await scene.giveBack(first, .waiting(.seconds(1), setback: true))
            try await scene.giveBack(second, .waiting(.seconds(1), setback: false))
            try await scene.bench.age(.seconds(2))
            try await scene.tend()
            try scene.mustBe(try await scene.claimed().claim.first, 100, "first")
        },
        LedgerRule("one part at a time may send the first letter", 297) { scene in
            let (first, second) = (try await scene.claimed(), try await scene.claimed())
            try scene.must(try await scene.ledger.claimFirstLetter(first), "the first may not")
            try scene.must(try await !scene.ledger.claimFirstLetter(second), "the second may")
            try scene.must(try await scene.ledger.claimFirstLetter(first), "the first may no more")
            try await scene.giveBack(first, .parked)
            try scene.must(try await scene.ledger.claimFirstLetter(second), "the second may not")
            try await scene.settle(second, .accepted(100))
            let third = try await scene.claimed()
            try scene.must(try await !scene.ledger.claimFirstLetter(third), "there is a canary")
        },
        LedgerRule("while another part is in doubt no first letter goes", 198) { scene in
            let (first, second) = (try await scene.claimed(), try await scene.claimed())
            try await scene.settle(first, .uncertain(1))
            try await scene.giveBack(first, .parked)
            try scene.must(try await !scene.ledger.claimFirstLetter(second), "it may")
        },
    ]
}
