import Reminders

extension LedgerRule {
    static let settling: [LedgerRule] = [
        LedgerRule("a settle repeated changes nothing", 4) { fixture in
            let part = try await fixture.claimed()
            for _ in 1...2 {
                let settled = try await fixture.settle(
                    part, .accepted(1), .ended(2, .rejected), .uncertain(3))
                try fixture.mustBe(settled, .settled(queued: 1, uncertain: 1), "settled")
                try await fixture.mustStand("aruq", permits: 3)
            }
            guard
                case .reminders(let open, _, _) = try await fixture.ledger.read(
                    part, by: fixture.worker)
            else { throw Broken(description: "lease lost") }
            try fixture.mustBe(open.map(\.attempts), [1, 0], "attempts")
        },
        LedgerRule("a settle of nothing tells the counts") { fixture in
            try fixture.mustBe(
                try await fixture.settle(try await fixture.claimed()),
                .settled(queued: 3, uncertain: 0), "settled")
        },
        LedgerRule("out of doubt leads nothing without proof", 4) { fixture in
            let part = try await fixture.claimed()
            let states: [ReminderState] = [.queued, .rejected, .failed, .cancelled]
            for (index, state) in states.enumerated() {
                try await fixture.settle(part, .uncertain(index + 1))
                try await fixture.settle(part, .ended(index + 1, state))
            }
            try await fixture.mustStand("uuuu", permits: 4)
            try await fixture.harness.age(.seconds(601))
            for (index, state) in states.enumerated() {
                try await fixture.settle(part, .ended(index + 1, state, proven: true))
            }
            try await fixture.mustStand("qrfc", permits: 1)
        },
        LedgerRule("the end of a doubt only moves on") { fixture in
            let part = try await fixture.claimed()
            try await fixture.settle(part, .uncertain(1))
            try await fixture.settle(part, .uncertain(2), settleDelay: .seconds(5))
            try await fixture.giveBack(part, .ready)
            let again = try await fixture.claimed()
            try fixture.must(again.doubtLeft > .seconds(500), "\(again.doubtLeft) left")
            try await fixture.kill(fixture.worker, settleDelay: .seconds(5))
            let heir = try await fixture.ledger.register("heir")
            let left = try await fixture.claimed(by: heir).doubtLeft
            try fixture.must(left > .seconds(500), "\(left) left")
        },
        // Else a database's clock that is set forward would end the later doubt with the earlier.
        LedgerRule("a doubt whose end by Amili's clock is not known has no earlier one") {
            fixture in
            var part = try await fixture.claimed()
            part.amiliNow = 1_000
            try await fixture.settle(part, .uncertain(1), settleDelay: .seconds(600))
            try await fixture.giveBack(part, .ready)
            let again = try await fixture.claimed()
            try fixture.mustBe(again.amiliDoubtUntil, 1_600, "end of the first doubt")
            try await fixture.kill(fixture.worker)
            let heir = try await fixture.ledger.register("heir")
            try fixture.mustBe(
                try await fixture.claimed(by: heir).amiliDoubtUntil, nil, "end of the second doubt")
        },
        LedgerRule("a doubt settled without Amili's time takes a known end away") { fixture in
            var part = try await fixture.claimed()
            part.amiliNow = 1_000
            try await fixture.settle(part, .uncertain(1), settleDelay: .seconds(600))
            part.amiliNow = nil
            try await fixture.settle(part, .accepted(2), settleDelay: .seconds(600))
            try await fixture.giveBack(part, .ready)
            var again = try await fixture.claimed()
            try fixture.mustBe(again.amiliDoubtUntil, 1_600, "after a settle without a doubt")
            again.amiliNow = nil
            try await fixture.settle(again, .uncertain(3), settleDelay: .seconds(600))
            try await fixture.giveBack(again, .ready)
            try fixture.mustBe(
                try await fixture.claimed().amiliDoubtUntil, nil, "after a settle with one")
        },
        LedgerRule("a human ends no doubt before both clocks have passed its end") { fixture in
            func isBelieved() async throws -> Bool {
                try await fixture.harness.sayNotSent(1, of: fixture.run, fixture.creditor)
            }
            var part = try await fixture.claimed()
            part.amiliNow = 1_000
            try await fixture.settle(part, .uncertain(1), settleDelay: .seconds(600))
            try await fixture.giveBack(part, .ready)
            _ = try await fixture.ledger.beat(fixture.worker, amiliNow: 1_700)
            try fixture.must(try await !isBelieved(), "too early by the ledger's clock")
            _ = try await fixture.claimed()
            try await fixture.kill(fixture.worker)
            let heir = try await fixture.ledger.register("heir")
            try await fixture.harness.age(.seconds(601))
            try fixture.must(try await !isBelieved(), "its end by Amili's clock is not known")
            let again = try await fixture.claimed(by: heir)
            try await fixture.ledger.noteLookUp(
                again, by: heir, amiliNow: 2_000, settleDelay: .seconds(600))
            try await fixture.ledger.giveBack(again.claim, by: heir, .ready)
            _ = try await fixture.ledger.beat(heir, amiliNow: 2_600)
            try fixture.must(try await !isBelieved(), "too early by Amili's clock")
            _ = try await fixture.ledger.beat(heir, amiliNow: 2_601)
            // A worker that has begun anew does not know the time yet.
            _ = try await fixture.ledger.beat(heir, amiliNow: nil)
            try fixture.must(try await isBelieved(), "late enough by both clocks")
        },
        LedgerRule("a run is done when nothing of it is open") { fixture in
            let part = try await fixture.claimed()
            try await fixture.settle(part, .accepted(1), .ended(2, .skipped))
            try await fixture.tend()
            try fixture.must(try await !fixture.harness.isDone(fixture.run), "done too early")
            try await fixture.settle(part, .ended(3, .failed))
            try await fixture.tend()
            try fixture.must(try await fixture.harness.isDone(fixture.run), "not done")
            try fixture.mustBe(
                try await fixture.ledger.workLeft(), WorkLeft(moving: 0, waitingForHuman: 0), "left"
            )
        },
        LedgerRule("of a lost lease nothing counts but a case", 7) { fixture in
            let old = try await fixture.claimed()
            try await fixture.kill(fixture.worker)
            let states: [ReminderState] = [
                .rejected, .skipped, .failed, .cancelled, .uncertain, .queued,
            ]
            for (index, state) in states.enumerated() {
                try fixture.mustBe(
                    try await fixture.settle(old, .ended(index + 1, state, proven: true)),
                    .leaseLost, "settle")
            }
            try fixture.mustBe(try await fixture.settle(old, .accepted(7)), .leaseLost, "settle")
            try await fixture.mustStand("uuuuuua", permits: 7)
        },
        LedgerRule("a reminder raised late gets its permit back") { fixture in
            let old = try await fixture.claimed()
            try await fixture.kill(fixture.worker)
            let heir = try await fixture.ledger.register("heir")
            let new = try await fixture.claimed(by: heir)
            try await fixture.harness.age(.seconds(601))
            try await fixture.settle(new, by: heir, .ended(1, .failed, proven: true))
            try await fixture.mustStand("fuu", permits: 2)
            try await fixture.settle(old, .accepted(1))
            try await fixture.mustStand("auu", permits: 3)
            try fixture.mustBe(try await fixture.harness.incidents(), 0, "incidents")
        },
        LedgerRule("a late case whose permit another run holds is an incident", 1) { fixture in
            let old = try await fixture.claimed()
            try await fixture.kill(fixture.worker)
            let heir = try await fixture.ledger.register("heir")
            let new = try await fixture.claimed(by: heir)
            try await fixture.harness.age(.seconds(601))
            try await fixture.settle(new, by: heir, .ended(1, .failed, proven: true))
            let next = try await fixture.harness.load(1, of: fixture.creditor)
            for _ in 1...2 { try await fixture.settle(old, .accepted(1)) }
            try await fixture.mustStand("a")
            try fixture.mustBe(try await fixture.harness.permits(), ["F1 \(next)/1"], "permits")
            try fixture.mustBe(try await fixture.harness.incidents(), 1, "incidents")
        },
    ]
}
