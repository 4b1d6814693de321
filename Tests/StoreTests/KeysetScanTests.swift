import ConsoleStore
import Database
import EnqueueStore
import Postgres
import QueueStore
import Reminders
import Stores
import Testing

@Suite struct KeysetScanTests {
    /// The straight way of a run, from the file to the lists.
    @Test func aRunGoesFromTheFileToItsEnd() async throws {
        try await StoreHarness.prepare { harness in
            let stores = harness.stores
            try await stores.database.checkSchema()
            let creditor = try await harness.creditor()
            let report = try await harness.load(try Invoice.overdue(1...250), of: creditor)
            #expect(report.queued == 250)
            let run = try #require(report.run)
            let worker = try await stores.queue.register("walker")
            #expect(try await stores.queue.beat(worker, amiliNow: nil)?.held == [])

            var handled = 0
            while case .part(let part) = try await stores.queue.claim(worker) {
                #expect(try await stores.queue.beat(worker, amiliNow: nil)?.held == [part.claim])
                guard
                    case .reminders(let reminders, _, _) = try await stores.queue.read(
                        part, by: worker)
                else { throw Unexpected("lease lost") }
                #expect(reminders.count == part.queued)
                #expect(try await stores.queue.claimFirstLetter(part) == (handled == 0))
                guard
                    case .slots(let count, _, _, _) = try await stores.queue.reserve(
                        reminders.count, to: .send, for: part, by: worker)
                else { throw Unexpected("no slots") }
                #expect(count == reminders.count)
                let half = reminders.prefix(50)
                let settled = try await stores.queue.settle(
                    part, by: worker, half.map { .accepted($0.position) }, evidence: [],
                    settleDelay: StoreHarness.settleDelay)
                handled += half.count
                let left = reminders.count - half.count
                #expect(settled == .settled(queued: left, uncertain: 0))
                if left > 0 { try await stores.queue.giveBack(part.claim, by: worker, .ready) }
            }
            #expect(handled == 250)
            try await stores.queue.tend(settleDelay: StoreHarness.settleDelay)
            let row = try #require(try await stores.console.runs(run).first)
            #expect(row.state == .done)
            #expect(row.counts[.accepted] == 250)
            #expect(row.finishedAt != nil && row.holdUntil == nil)
            #expect(try await stores.queue.workLeft() == WorkLeft(moving: 0, waitingForHuman: 0))
            let list = try await stores.console.invoices(
                of: "fors", states: ["accepted"], search: nil, after: nil, limit: 1000)
            #expect(list.count == 250)
            let reminders = try await stores.console.reminders(
                of: "fors", run: run, states: [], after: "249", limit: 10)
            #expect(reminders.map(\.caseID) == ["case-250"])
            #expect(try await stores.queue.progress().alive == 1)
            try await stores.queue.retire(worker)
            #expect(try await stores.queue.progress().alive == 0)
        }
    }
}

extension Settlement {
    static func accepted(_ position: Int) -> Settlement {
        Settlement(
            position: position, state: .accepted, caseID: "case-\(position)", ocr: "\(position)",
            countsAttempt: true)
    }
    static func uncertain(_ position: Int) -> Settlement {
        Settlement(position: position, state: .uncertain, countsAttempt: true)
    }
    static func rejected(_ position: Int) -> Settlement {
        Settlement(
            position: position, state: .rejected, reason: .amiliValidation, countsAttempt: true)
    }
    static func skipped(_ position: Int) -> Settlement {
        Settlement(position: position, state: .skipped, reason: .paid)
    }
}
