import ConsoleStore
import QueueStore
import Reminders
import Stores
import Testing

/// Claims, beats, deaths and what comes back late.
@Suite struct LeaseTests {
    @Test func theReadAfterAClaimSeesWhatAnotherSettledBefore() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(3)
            let first = try await harness.claimed(by: fixture.worker)
            #expect(
                try await harness.settle(first, by: fixture.worker, [.accepted(1), .accepted(2)])
                    == .settled(queued: 1, uncertain: 0))
            try await harness.queue.giveBack(first.claim, by: fixture.worker, .ready)
            let other = try await harness.queue.register("other")
            let second = try await harness.claimed(by: other)
            #expect(second.claim.attempt == first.claim.attempt + 1)
            #expect(try await harness.positions(second, by: other) == [3])
            guard case .leaseLost = try await harness.queue.read(first, by: fixture.worker) else {
                throw Unexpected("the first claim can still be read")
            }
        }
    }

    /// On a cluster with two-phase commit a part can be seen before its reminders are.
    @Test func aPartWhoseRemindersDoNotAddUpIsNotRead() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(3)
            let part = try await harness.claimed(by: fixture.worker)
            try await harness.run("update part set n_q = 2, n_a = 1")
            await #expect(throws: (any Error).self) {
                try await harness.queue.read(part, by: fixture.worker)
            }
            try await harness.run("update reminder set state = 'a', case_id = 'x' where pos = 2")
            #expect(try await harness.positions(part, by: fixture.worker) == [1, 3])
        }
    }

    @Test func noReminderIsReadOnceItsOutcomeIsWrittenHoweverPartsChangeHands() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(60)
            let done = Done()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        let worker = try await harness.queue.register("w")
                        while await done.count < 60 {
                            try Task.checkCancellation()
                            guard case .part(let part) = try await harness.queue.claim(worker)
                            else { continue }
                            let open = try await harness.positions(part, by: worker)
                            #expect(await done.none(of: open))
                            let some = Array(open.prefix(3))
                            _ = try await harness.settle(
                                part, by: worker, some.map { .accepted($0) })
                            await done.add(some)
                            if some.count < open.count {
                                try await harness.queue.giveBack(part.claim, by: worker, .ready)
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await harness.states(fixture.run) == String(repeating: "a", count: 60))
        }
    }

    private actor Done {
        private var positions: Set<Int> = []
        var count: Int { positions.count }
        func add(_ more: [Int]) { positions.formUnion(more) }
        func none(of some: [Int]) -> Bool { positions.isDisjoint(with: some) }
    }

    @Test func deathIsFinalAndOnlyACounterThatStoodStillMeansDeath() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(3)
            let part = try await harness.claimed(by: fixture.worker)
            let seen = try await harness.queue.sightings()
            #expect(seen == [Sighting(worker: fixture.worker, beat: 0)])
            let beat = try await harness.queue.beat(fixture.worker, amiliNow: nil)
            #expect(beat?.count == 1 && beat?.held == [part.claim])
            #expect(try await !harness.queue.declareDead(fixture.worker, beat: 0))
            #expect(
                try await harness.queue.rescue(settleDelay: StoreHarness.settleDelay, amiliNow: nil)
                    == 0)

            #expect(try await harness.queue.declareDead(fixture.worker, beat: 1))
            #expect(try await harness.queue.beat(fixture.worker, amiliNow: nil) == nil)
            #expect(try await harness.queue.sightings().isEmpty)
            guard case .dead = try await harness.queue.claim(fixture.worker) else {
                throw Unexpected("a dead worker claims")
            }
            #expect(
                try await harness.queue.rescue(settleDelay: StoreHarness.settleDelay, amiliNow: nil)
                    == 1)
            #expect(try await harness.states(fixture.run) == "uuu")
            #expect(
                try await harness.queue.rescue(settleDelay: StoreHarness.settleDelay, amiliNow: nil)
                    == 0)
        }
    }

    @Test func aRescuedPartIsReadyAtOnceAndInDoubt() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(3)
            let part = try await harness.claimed(by: fixture.worker)
            _ = try await harness.settle(part, by: fixture.worker, [.accepted(2)])
            try await harness.kill(fixture.worker)
            let other = try await harness.queue.register("other")
            let again = try await harness.claimed(by: other)
            #expect(again.queued == 0 && again.uncertain == 2)
            #expect(!again.doubtIsOver)
            #expect((.seconds(590)...StoreHarness.settleDelay).contains(again.doubtLeft))
            guard
                case .reminders(let open, _, let now) = try await harness.queue.read(
                    again, by: other)
            else { throw Unexpected("lease lost") }
            #expect(open.map(\.state) == [.uncertain, .uncertain])
            #expect(open.allSatisfy { ($0.doubtSince ?? 0) >= now - 60 })
        }
    }

    /// The settle has the part's row: the rescue leaves it alone, and comes again.
    @Test func aRescueDoesNotWaitForASettleNorOverrunIt() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(3)
            _ = try await harness.claimed(by: fixture.worker)
            #expect(try await harness.queue.declareDead(fixture.worker, beat: 0))
            let rescued = try await harness.holding("select from part for update") {
                try await harness.queue.rescue(settleDelay: StoreHarness.settleDelay, amiliNow: nil)
            }
            #expect(rescued == 0)
            #expect(
                try await harness.queue.rescue(settleDelay: StoreHarness.settleDelay, amiliNow: nil)
                    == 1)
        }
    }

    @Test func twoWorkersNeverGetOnePart() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(99)
            _ = try await harness.claimed(by: fixture.worker)
            guard
                case .nothing = try await harness.queue.claim(
                    try await harness.queue.register("other"))
            else { throw Unexpected("claimed twice") }
        }
    }

    /// Its claim is not committed yet: nobody waits for it, and nobody takes it.
    @Test func aPartThatAnotherIsAboutToClaimIsPassedOver() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(198)
            let other = try await harness.queue.register("other")
            let part = try await harness.holding(
                """
                update part set state = 'claimed', worker = \(other), attempt = 1 where first = 1
                """
            ) {
                try await harness.claimed(by: fixture.worker)
            }
            #expect(part.claim.first == 100)
            #expect(try await harness.queue.beat(other, amiliNow: nil)?.held.map(\.first) == [1])
        }
    }

    @Test func aPartThatKilledThreeWorkersIsStuck() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(2)
            for crash in 1...3 {
                let worker = try await harness.queue.register("w\(crash)")
                var part = try await harness.claimed(by: worker)
                part.lookedUpAt = 1_000
                _ = try await harness.queue.reserve(1, to: .send, for: part, by: worker)
                try await harness.kill(worker)
            }
            guard case .nothing = try await harness.queue.claim(fixture.worker) else {
                throw Unexpected("a stuck part was claimed")
            }
            #expect(
                try await harness.queue.workLeft() == WorkLeft(moving: 0, waitingForHuman: 1))
            #expect(try await harness.console.health().stuckParts == 1)
        }
    }

    @Test func aRetiredWorkerBeatsNoMore() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(1)
            try await harness.queue.retire(fixture.worker)
            #expect(try await harness.queue.beat(fixture.worker, amiliNow: nil) == nil)
        }
    }

    @Test func whatIsGivenBackIsAsTheHolderSaid() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(2)
            func giveBack(_ how: Return) async throws -> [String?] {
                let part = try await harness.claimed(by: fixture.worker)
                try await harness.queue.giveBack(part.claim, by: fixture.worker, how)
                let row = try await harness.ask(
                    """
                    select state, worker, setbacks, due_at = 'infinity',
                        due_at between now() + '50 s' and now() + '61 s'
                    from part
                    """)[0]
                try await harness.run("update part set state = 'ready', due_at = null")
                return row
            }
            #expect(
                try await giveBack(.waiting(.seconds(60), setback: true))
                    == ["waiting", nil, "1", "f", "t"])
            #expect(
                try await giveBack(.waiting(.seconds(60), setback: true))
                    == ["waiting", nil, "2", "f", "t"])
            #expect(try await giveBack(.parked) == ["waiting", nil, "0", "t", "f"])
            #expect(try await giveBack(.ready) == ["ready", nil, "0", nil, nil])
        }
    }
}

extension StoreHarness {
    func positions(_ part: ClaimedPart, by worker: WorkerID) async throws -> [Int] {
        guard case .reminders(let open, _, _) = try await stores.queue.read(part, by: worker) else {
            throw Unexpected("lease lost")
        }
        return open.map(\.position)
    }
}
