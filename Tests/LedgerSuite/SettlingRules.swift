import Reminders

extension LedgerRule {
    static let settling: [LedgerRule] = [
        LedgerRule("a settle repeated changes nothing", 4) { scene in
            let part = try await scene.claimed()
            for _ in 1...2 {
                let settled = try await scene.settle(
                    part, .accepted(1), .ended(2, .rejected), .uncertain(3))
                try scene.mustBe(settled, .settled(queued: 1, uncertain: 1), "settled")
                try await scene.mustStand("aruq", permits: 3)
            }
            guard
                case .reminders(let open, _, _) = try await scene.ledger.read(
                    part, by: scene.worker)
            else { throw Broken(description: "lease lost") }
            try scene.mustBe(open.map(\.attempts), [1, 0], "attempts")
        },
        LedgerRule("a settle of nothing tells the counts") { scene in
            try scene.mustBe(
                try await scene.settle(try await scene.claimed()),
                .settled(queued: 3, uncertain: 0), "settled")
        },
        LedgerRule("out of doubt leads nothing without proof", 4) { scene in
            let part = try await scene.claimed()
            let states: [ReminderState] = [.queued, .rejected, .failed, .cancelled]
            for (index, state) in states.enumerated() {
                try await scene.settle(part, .uncertain(index + 1))
                try await scene.settle(part, .ended(index + 1, state))
            }
            try await scene.mustStand("uuuu", permits: 4)
            try await scene.bench.age(.seconds(601))
            for (index, state) in states.enumerated() {
                try await scene.settle(part, .ended(index + 1, state, proven: true))
            }
            try await scene.mustStand("qrfc", permits: 1)
        },
        LedgerRule("the end of a doubt only moves on") { scene in
            let part = try await scene.claimed()
            try await scene.settle(part, .uncertain(1))
            try await scene.settle(part, .uncertain(2), settleDelay: .seconds(5))
            try await scene.giveBack(part, .ready)
            let again = try await scene.claimed()
            try scene.must(again.doubtLeft > .seconds(500), "\(again.doubtLeft) left")
            try await scene.kill(scene.worker, settleDelay: .seconds(5))
            let heir = try await scene.ledger.register("heir")
            let left = try await scene.claimed(by: heir).doubtLeft
            try scene.must(left > .seconds(500), "\(left) left")
        },
        // Else a database's clock that is set forward would end the later doubt with the earlier.
        LedgerRule("a doubt whose end by Amili's clock is not known has no earlier one") { scene in
            var part = try await scene.claimed()
            part.amiliNow = 1_000
            try await scene.settle(part, .uncertain(1), settleDelay: .seconds(600))
            try await scene.giveBack(part, .ready)
            let again = try await scene.claimed()
            try scene.mustBe(again.amiliDoubtUntil, 1_600, "end of the first doubt")
            try await scene.kill(scene.worker)
            let heir = try await scene.ledger.register("heir")
            try scene.mustBe(
                try await scene.claimed(by: heir).amiliDoubtUntil, nil, "end of the second doubt")
        },
        LedgerRule("a doubt settled without Amili's time takes a known end away") { scene in
            var part = try await scene.claimed()
            part.amiliNow = 1_000
            try await scene.settle(part, .uncertain(1), settleDelay: .seconds(600))
            part.amiliNow = nil
            try await scene.settle(part, .accepted(2), settleDelay: .seconds(600))
            try await scene.giveBack(part, .ready)
            var again = try await scene.claimed()
            try scene.mustBe(again.amiliDoubtUntil, 1_600, "after a settle without a doubt")
            again.amiliNow = nil
            try await scene.settle(again, .uncertain(3), settleDelay: .seconds(600))
            try await scene.giveBack(again, .ready)
            try scene.mustBe(
                try await scene.claimed().amiliDoubtUntil, nil, "after a settle with one")
        },
        LedgerRule("a run is done when nothing of it is open") { scene in
            let part = try await scene.claimed()
            try await scene.settle(part, .accepted(1), .ended(2, .skipped))
            try await scene.tend()
            try scene.must(try await !scene.bench.isDone(scene.run), "done too early")
            try await scene.settle(part, .ended(3, .failed))
            try await scene.tend()
            try scene.must(try await scene.bench.isDone(scene.run), "not done")
            try scene.mustBe(
                try await scene.ledger.workLeft(), WorkLeft(moving: 0, waitingForHuman: 0), "left")
        },
        LedgerRule("of a lost lease nothing counts but a case", 7) { scene in
            let old = try await scene.claimed()
            try await scene.kill(scene.worker)
            let states: [ReminderState] = [
                .rejected, .skipped, .failed, .cancelled, .uncertain, .queued,
            ]
            for (index, state) in states.enumerated() {
                try scene.mustBe(
                    try await scene.settle(old, .ended(index + 1, state, proven: true)),
                    .leaseLost, "settle")
            }
            try scene.mustBe(try await scene.settle(old, .accepted(7)), .leaseLost, "settle")
            try await scene.mustStand("uuuuuua", permits: 7)
        },
        LedgerRule("a reminder raised late gets its permit back") { scene in
            let old = try await scene.claimed()
            try await scene.kill(scene.worker)
            let heir = try await scene.ledger.register("heir")
            let new = try await scene.claimed(by: heir)
            try await scene.bench.age(.seconds(601))
            try await scene.settle(new, by: heir, .ended(1, .failed, proven: true))
            try await scene.mustStand("fuu", permits: 2)
            try await scene.settle(old, .accepted(1))
            try await scene.mustStand("auu", permits: 3)
            try scene.mustBe(try await scene.bench.incidents(), 0, "incidents")
        },
        LedgerRule("a late case whose permit another run holds is an incident", 1) { scene in
            let old = try await scene.claimed()
            try await scene.kill(scene.worker)
            let heir = try await scene.ledger.register("heir")
            let new = try await scene.claimed(by: heir)
            try await scene.bench.age(.seconds(601))
            try await scene.settle(new, by: heir, .ended(1, .failed, proven: true))
            let next = try await scene.bench.load(1, of: scene.creditor)
            for _ in 1...2 { try await scene.settle(old, .accepted(1)) }
            try await scene.mustStand("a")
            try scene.mustBe(try await scene.bench.permits(), ["F1 \(next)/1"], "permits")
            try scene.mustBe(try await scene.bench.incidents(), 1, "incidents")
        },
    ]
}
