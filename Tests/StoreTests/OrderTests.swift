import ConsoleStore
import Database
import EnqueueStore
import Postgres
import QueueStore
import Reminders
import Testing

/// Whose turn it is: between creditors, and to write to a creditor's first debtor.
@Suite struct OrderTests {
    @Test func aRunOfTenDoesNotWaitForTheRestOfARunOfTenThousand() async throws {
        try await StoreHarness.prepare { harness in
            let worker = try await harness.queue.register("w")
            let large = try await harness.creditor("large")
            _ = try await harness.load(try Invoice.overdue(1...10_000), of: large)
            for _ in 1...5 {
                let part = try await harness.claimed(by: worker)
                try await harness.tendAsLookedAt()
                _ = try await harness.settle(
                    part, by: worker, (part.claim.first...part.last).map { .accepted($0) })
            }
            let small = try await harness.creditor("small")
            let report = try await harness.load(try Invoice.overdue(1...10), of: small)
            // Virtual time stands at the fifth part: at most one more of its kind comes first.
            let next = [
                try await harness.claimed(by: worker), try await harness.claimed(by: worker),
            ]
            #expect(next.contains { $0.claim.run == report.run })
        }
    }

    /// Tags begin at virtual time: a creditor that was away does not get its lost time back.
    @Test func aCreditorThatWasIdleGainsNothingByIt() async throws {
        try await StoreHarness.prepare { harness in
            let worker = try await harness.queue.register("w")
            let busy = try await harness.creditor("busy")
            _ = try await harness.load(try Invoice.overdue(1...2000), of: busy)
            for _ in 1...10 {
                let part = try await harness.claimed(by: worker)
                try await harness.tendAsLookedAt()
                _ = try await harness.settle(
                    part, by: worker, (part.claim.first...part.last).map { .accepted($0) })
            }
            let idle = try await harness.creditor("idle")
            _ = try await harness.load(try Invoice.overdue(1...2000), of: idle)
            var counts: [String: Int] = [:]
            for _ in 1...10 {
                counts[try await harness.claimed(by: worker).handle, default: 0] += 1
            }
            #expect(counts["busy", default: 0] >= 4 && counts["idle", default: 0] >= 4)
        }
    }

    @Test func aCreditorOfTwiceTheWeightGoesTwiceAsOften() async throws {
        try await StoreHarness.prepare { harness in
            let worker = try await harness.queue.register("w")
            let (light, heavy) = try await (harness.creditor("light"), harness.creditor("heavy"))
            try await harness.run("update creditor set weight = 2 where id = $1", [.id(heavy)])
            for creditor in [light, heavy] {
                _ = try await harness.load(try Invoice.overdue(1...1980), of: creditor)
            }
            var counts: [String: Int] = [:]
            for _ in 1...12 {
                counts[try await harness.claimed(by: worker).handle, default: 0] += 1
            }
            #expect((7...9).contains(counts["heavy", default: 0]))
        }
    }

    @Test func virtualTimeOnlyGrows() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(300)
            for _ in 1...3 { _ = try await harness.claimed(by: fixture.worker) }
            try await harness.tendAsLookedAt()
            let before = try await harness.number("select v from vclock")
            #expect(before == 2)
            try await harness.kill(fixture.worker)
            let heir = try await harness.queue.register("heir")
            _ = try await harness.claimed(by: heir)
            try await harness.tendAsLookedAt()
            #expect(try await harness.number("select v from vclock") == before)
        }
    }

    // MARK: The first letter of a creditor

    @Test func onlyOnePartMaySendACreditorsFirstLetter() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(297)
            let first = try await harness.claimed(by: fixture.worker)
            let second = try await harness.claimed(by: fixture.worker)
            #expect(try await harness.queue.claimFirstLetter(first))
            #expect(try await !harness.queue.claimFirstLetter(second))
            #expect(try await harness.queue.claimFirstLetter(first))
            try await harness.queue.giveBack(first.claim, by: fixture.worker, .parked)
            #expect(try await harness.queue.claimFirstLetter(second))
            _ = try await harness.settle(second, by: fixture.worker, [.accepted(100)])
            let third = try await harness.claimed(by: fixture.worker)
            #expect(try await !harness.queue.claimFirstLetter(third))
        }
    }

    @Test func whileAnotherPartIsInDoubtNoFirstLetterGoes() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(198)
            let first = try await harness.claimed(by: fixture.worker)
            let second = try await harness.claimed(by: fixture.worker)
            _ = try await harness.settle(first, by: fixture.worker, [.uncertain(1)])
            try await harness.queue.giveBack(first.claim, by: fixture.worker, .parked)
            #expect(try await !harness.queue.claimFirstLetter(second))
            let again = "update part set due_at = now() where state = 'waiting'"
            try await harness.run(again)
            try await harness.tendAsLookedAt()
            #expect(
                try await harness.queue.claimFirstLetter(
                    try await harness.claimed(by: fixture.worker)))
        }
    }

    /// One waits for the creditor's row while the other is claimed and sends the first letter:
    /// judging by what was before the wait, both would be.
    @Test func twoPartsThatAskTogetherDoNotBothSendFirst() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(198)
            let first = try await harness.claimed(by: fixture.worker)
            let second = try await harness.claimed(by: fixture.worker)
            try await harness.queue.giveBack(first.claim, by: fixture.worker, .ready)
            let (isDone, isHeld) = (Gate(), Signal())
            async let creditorHeld: Void = harness.two.performToEnd { session in
                try session.transaction { session in
                    try session.script("select from creditor for no key update")
                    isHeld.send()
                    isDone.pass()
                    try session.script(
                        """
                        update part set state = 'claimed', attempt = 9,
                            worker = (select min(id) from worker) where first = 1;
                        update creditor set first_letter_run = (select id from run), first_letter_part = 1
                        """)
                }
            }
            defer { isDone.open() }
            await isHeld.wait()
            async let other = harness.queue.claimFirstLetter(second)
            try await harness.waitForWaiting()
            isDone.open()
            try await creditorHeld
            #expect(try await !other)
        }
    }

    @Test func theFirstCaseIsTheCanaryAndALaterOneTakesOver() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(3)
            func canary(_ part: ClaimedPart) async throws -> String? {
                guard
                    case .reminders(_, let canary, _) = try await harness.queue.read(
                        part, by: fixture.worker)
                else { throw Unexpected("lease lost") }
                return canary?.key
            }
            let part = try await harness.claimed(by: fixture.worker)
            #expect(try await canary(part) == nil)
            #expect(try await harness.console.canaries().drawn.isEmpty)
            _ = try await harness.settle(part, by: fixture.worker, [.rejected(1)])
            #expect(try await canary(part) == nil)
            _ = try await harness.settle(part, by: fixture.worker, [.accepted(2)])
            #expect(try await canary(part) == "F2")
            _ = try await harness.settle(part, by: fixture.worker, [.accepted(3)])
            try await harness.tendAsLookedAt()
            #expect(try await harness.console.canaries().drawn.map(\.canary.key) == ["F2"])
            #expect(try await harness.console.creditors().first?.hasCanary == true)
            try await harness.run(
                "update creditor set next_canary_since = next_canary_since - interval '601 s'")
            try await harness.tendAsLookedAt()
            #expect(try await harness.console.canaries().drawn.map(\.canary.key) == ["F3"])
        }
    }
}
