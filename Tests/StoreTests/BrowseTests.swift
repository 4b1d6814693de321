import Reminders
import Testing

@testable import ConsoleStore

/// The page Kundfakturor: nothing is missed, nothing is shown twice.
@Suite struct BrowseTests {
    /// As a small creditor is paged; as a huge one is, in many small steps; and when the time of a
    /// page is over as soon as it begins.
    static let efforts: [(String, QueryBudget)] = {
        var small = QueryBudget()
        small.time = .seconds(60)
        var scan = small
        scan.fewest = 0
        scan.steps = 5...20
        var hasty = scan
        hasty.time = .zero
        hasty.certain = 0
        return [("few", small), ("scan", scan), ("hasty", hasty)]
    }()

    static let orders = ListOrder.Column.allCases.flatMap { column in
        [ListOrder(column), ListOrder(column, isDescending: true)]
    }

    static let filters: [ListFilter] =
        [
            ListFilter(), ListFilter(isOverdue: true), ListFilter(isToRemind: true),
            ListFilter(isPaidAfterHandover: true),
            ListFilter(states: [.none, .skipped], isOverdue: true),
            ListFilter(states: [.queued, .uncertain, .accepted], isToRemind: true),
            ListFilter(states: [.rejected], isPaidAfterHandover: true),
            ListFilter(search: .number("1")), ListFilter(search: .number("F1")),
            ListFilter(search: .number("K4")), ListFilter(states: [.none], search: .number("1")),
            ListFilter(search: .number("\u{1}")), ListFilter(search: .name("Ö")),
            ListFilter(search: .name("% o")), ListFilter(search: .name("t_")),
            ListFilter(states: [.accepted], isOverdue: true, search: .name("ANDERS")),
        ] + InvoiceState.allCases.map { ListFilter(states: [$0]) }

    @Test(arguments: efforts)
    func allPagesTogetherAreTheListInEveryOrder(name: String, budget: QueryBudget) async throws {
        try await ListWorld.prepare(100, seed: 0.1) { world in
            for order in Self.orders {
                try await expectSame(world, ListFilter(), order, budget, name)
                try await expectSame(
                    world, ListFilter(isOverdue: true), order, budget, name)
            }
        }
    }

    @Test(arguments: efforts)
    func aFilterShowsWhatMatchesAndNothingElse(name: String, budget: QueryBudget) async throws {
        try await ListWorld.prepare(100, seed: 0.7) { world in
            for (index, filter) in Self.filters.enumerated() {
                let order = Self.orders[index % Self.orders.count]
                try await expectSame(world, filter, order, budget, name)
                let all = try await world.expected(filter, order)
                #expect(
                    try await world.harness.console.exactCount(world.creditor, filter) == all.count)
                let counted = try await world.harness.console.count(
                    world.creditor, filter, upTo: 20, budget: budget)
                #expect(counted.count <= min(all.count, 20), "\(filter)")
                if budget.time > .zero {
                    #expect(counted.count == min(all.count, 20), "\(filter)")
                    #expect(counted.isExact == (all.count <= 20), "\(filter)")
                }
            }
        }
    }

    /// However slow the machine is: a list of some thousands is looked through to its end.
    @Test func aShortListIsNeverCutShort() async throws {
        try await ListWorld.prepare(100, seed: 0.3) { world in
            var late = QueryBudget()
            late.fewest = 0
            late.steps = 5...20
            late.time = .zero
            let filter = ListFilter(states: [.none], search: .name("Ö"))
            let order = ListOrder(.number)
            let expected = try await world.expected(filter, order)
            #expect(!expected.isEmpty)
            let page = try await world.harness.console.browse(
                world.creditor, filter, by: order, limit: 100, budget: late)
            #expect(page.rows.map(\.key) == expected && !page.isCutShort)
            let count = try await world.harness.console.count(
                world.creditor, filter, upTo: 100, budget: late)
            #expect(count == BoundedCount(count: expected.count, isExact: true))
        }
    }

    /// The filter shows what the overview would not skip, as far as the invoice itself tells.
    @Test func toRemindIsWhatIsNotSkipped() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            var invoices = try Invoice.overdue(1...9)
            invoices[1].flags = .disputed
            invoices[2].flags = .paused
            invoices[3].currency = "EUR"
            invoices[4].debtor.addressLine = " "
            invoices[5].debtor.zipCode = "1122"
            invoices[6].flags = .minor
            _ = try await harness.bringUpToDate(
                invoices, knownFlags: [.disputed, .paused, .minor], of: creditor,
                asOf: "2026-01-01T00:00:00Z")
            try await harness.run(
                "update invoice set invoice_date = invoice_date - 800 where number = 'F8'")
            let page = try await harness.console.browse(
                creditor, ListFilter(isToRemind: true), by: ListOrder(.number))
            #expect(page.rows.map(\.key) == ["F1", "F9"])
        }
    }

    /// The rule stands twice: in `Eligibility`, and as SQL for pages of a million. Of every flag
    /// there is, and of the bits that have none, both must say the same.
    @Test func theListAndTheRuleKnowTheSameFlags() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let invoices = try Invoice.overdue(1...31)
            _ = try await harness.bringUpToDate(
                invoices, of: creditor, asOf: "2026-01-01T00:00:00Z")
            try await harness.run(
                "update invoice set flags = 1 << (substr(number, 2)::integer - 1)")
            let page = try await harness.console.browse(
                creditor, ListFilter(isToRemind: true), by: ListOrder(.number))
            let today = try #require(CalendarDate(iso: "2026-11-29"))
            let rule = Eligibility(today: today, graceBankDays: 0)
            let expected = invoices.enumerated().filter { index, invoice in
                var flagged = invoice
                flagged.flags = InvoiceFlags(rawValue: 1 << Int32(index))
                return rule.obstacle(flagged) == nil
            }.map(\.element.number.key)
            #expect(Set(page.rows.map(\.key)) == Set(expected))
            #expect(expected.count == 14, "seventeen flags have a meaning")
        }
    }

    @Test func anOCRNumberIsFound() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            var invoices = try Invoice.overdue(1...3)
            invoices[1].ocr = "4711004711"
            _ = try await harness.bringUpToDate(
                invoices, of: creditor, asOf: "2026-01-01T00:00:00Z")
            for text in ["4711004711", "4711 0047 11"] {
                let page = try await harness.console.browse(
                    creditor, ListFilter(search: .number(text)), by: ListOrder(.number))
                #expect(page.rows.map(\.key) == ["F2"])
            }
        }
    }

    @Test func ofTwoRemindersThatAreOverTheLaterCounts() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(1)
            func end(_ settlement: Settlement) async throws {
                _ = try await harness.settle(
                    try await harness.claimed(by: fixture.worker), by: fixture.worker, [settlement])
            }
            func shown(_ state: InvoiceState) async throws -> [String] {
                try await harness.console.browse(
                    fixture.creditor, ListFilter(states: [state]), by: ListOrder(.number)
                ).rows.map(\.key)
            }
            try await end(.rejected(1))
            #expect(try await shown(.rejected) == ["F1"])
            _ = try await harness.load(
                try Invoice.overdue(1...1), of: fixture.creditor, key: "again")
            try await end(
                Settlement(
                    position: 1, state: .failed, reason: .attemptsExhausted, countsAttempt: true))
            #expect(try await shown(.rejected) == [])
            #expect(try await shown(.failed) == ["F1"])
        }
    }

    private func expectSame(
        _ world: ListWorld, _ filter: ListFilter, _ order: ListOrder, _ budget: QueryBudget,
        _ name: String
    ) async throws {
        let expected = try await world.expected(filter, order)
        let (forwards, last) = try await through(world, filter, order, budget, from: .start)
        #expect(forwards == expected, "\(name) \(filter) \(order)")
        guard let last else { return }
        let (backwards, _) = try await through(
            world, filter, order, budget, from: .before(last), isForward: false)
        #expect(backwards + [last] == expected, "backwards: \(name) \(filter) \(order)")
    }

    /// - Returns: all rows from there on in the list's order, and the last of them.
    private func through(
        _ world: ListWorld, _ filter: ListFilter, _ order: ListOrder, _ budget: QueryBudget,
        from start: ListPosition, isForward: Bool = true
    ) async throws -> (keys: [String], last: String?) {
        var keys: [String] = []
        var position: ListPosition? = start
        var pages = 0
        while let here = position {
            let page = try await world.harness.console.browse(
                world.creditor, filter, by: order, at: here, limit: 7, budget: budget)
            let found = page.rows.map(\.key)
            #expect(page.isCutShort || !isForward || found.count == 7 || page.next == nil)
            #expect(budget.time == .zero || !page.isCutShort)
            if isForward {
                keys += found
                position = page.next
            } else {
                // The first page is always a whole one, and may show what was seen already.
                keys = found.filter { !keys.contains($0) } + keys
                position = page.previous
            }
            pages += 1
            try #require(pages < 200, "\(filter) \(order) does not come to an end")
        }
        return (isForward ? keys : keys.filter { $0 != start.key }, keys.last)
    }
}
