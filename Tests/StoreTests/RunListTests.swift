import EnqueueStore
import Postgres
import Reminders
import Testing

@testable import ConsoleStore

/// Runs and their reminders as the web page asks for them: by creditor, and page by page.
@Suite struct RunListTests {
    @Test func aRunIsTheSameWhoeverAsksAndNobodysButItsCreditors() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(5)
            let part = try await harness.claimed(by: fixture.worker)
            _ = try await harness.settle(
                part, by: fixture.worker, [.accepted(1), .rejected(2), .uncertain(3)])
            let other = try await harness.creditor("other")
            let asked = try #require(try await harness.console.runs(fixture.run).first)
            let own = try #require(try await harness.console.run(fixture.run, of: fixture.creditor))
            /// All but how long it has been going on.
            func facts(_ row: RunRow) -> [String] {
                Mirror(reflecting: row).children.filter { $0.label != "seconds" }.map {
                    // Of equal dictionaries, each has an order of its own.
                    "\($0.label ?? ""): \("\($0.value)".sorted())"
                }
            }
            #expect(facts(asked) == facts(own))
            #expect(own.finished == 2 && own.loadedManual == 0)
            #expect(try await harness.console.run(fixture.run, of: other) == nil)
            #expect(try await harness.console.runs(of: other, limit: 20).isEmpty)
            #expect(try await harness.console.groups(of: fixture.run, creditor: other).isEmpty)
            #expect(try await harness.console.holdLeft(fixture.run, of: other) == nil)
            #expect(try await harness.console.invoiceFacts("F1", of: other) == nil)
            #expect(try await harness.console.doubt("F3", of: other) == nil)
            #expect(try await harness.console.doubt("F3", of: fixture.creditor)?.run == fixture.run)
            #expect(try await harness.console.doubt("F1", of: fixture.creditor) == nil)
        }
    }

    @Test func groupsCountEveryReasonOnce() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(6)
            let part = try await harness.claimed(by: fixture.worker)
            _ = try await harness.settle(
                part, by: fixture.worker,
                [.uncertain(1), .rejected(2), .rejected(3), .skipped(4), .accepted(5)])
            func counted() async throws -> [RunGroup] {
                try await harness.console.groups(of: fixture.run, creditor: fixture.creditor)
            }
            let groups = try await counted()
            #expect(groups.first == RunGroup(state: .rejected, reason: .amiliValidation, count: 2))
            #expect(groups.map(\.count) == [2, 1, 1])
            #expect(groups.contains(RunGroup(state: .uncertain, reason: nil, count: 1)))
            // Where the parts do not tell, the reminders do.
            try await harness.run(
                "update part set exception_pos = null, exception_state = null, exception_reason = null"
            )
            #expect(try await counted() == groups)
        }
    }

    @Test(arguments: [nil, Duration.seconds(600)])
    func whatItsLoadSkippedIsKnownAtOnce(hold: Duration?) async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            var paid = try Invoice.overdue("F2")
            paid.flags = .paid
            let run = try #require(
                try await harness.load(
                    [.overdue("F1"), paid, .overdue("F3")], of: creditor, hold: hold
                ).run)
            #expect(
                try await harness.console.groups(of: run, creditor: creditor)
                    == [RunGroup(state: .skipped, reason: .paid, count: 1)])
        }
    }

    /// Part by part or at once, with or without gaps: no row is missed, none comes twice.
    @Test(arguments: [1, 2, 7, 50, 1_000])
    func aFilteredListMissesNothing(page: Int) async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(500)
            try await harness.run(
                """
                update reminder set state = 'r', reason = 60
                where pos in (1, 99, 100, 101, 350, 351, 500)
                """)
            try await harness.recount()
            let run = try #require(try await harness.console.run(fixture.run, of: fixture.creditor))
            func positions(_ filter: RunLineFilter) async throws -> [Int] {
                var found: [Int] = []
                while true {
                    let lines = try await harness.console.lines(
                        of: run, filter, after: found.last ?? 0, limit: page)
                    found += lines.map(\.position)
                    if lines.count < page { return found }
                }
            }
            let rare = [1, 99, 100, 101, 350, 351, 500]
            #expect(try await positions(RunLineFilter(states: [.rejected])) == rare)
            #expect(
                try await positions(
                    RunLineFilter(states: [.rejected], reason: .amiliValidation)) == rare)
            #expect(
                try await positions(RunLineFilter(states: [.rejected], reason: .paid)).isEmpty)
            if page > 2 {
                #expect(try await positions(RunLineFilter()) == Array(1...500))
                let queued = try await positions(RunLineFilter(states: [.queued]))
                #expect(queued == (1...500).filter { !rare.contains($0) })
            }
        }
    }
}
