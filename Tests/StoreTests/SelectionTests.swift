import Database
import Postgres
import Reminders
import Stores
import Testing

@testable import ConsoleStore
@testable import OperatorStore

/// What is ticked lives on the server.
@Suite struct SelectionTests {
    private func owner(_ world: ListWorld, _ number: Int64 = 1) -> SelectionOwner {
        SelectionOwner(owner: number, creditor: world.creditor)
    }

    /// All keys of the creditor that are ticked.
    private func ticked(_ world: ListWorld, _ owner: SelectionOwner) async throws -> Set<String> {
        let all = try await world.expected(ListFilter(), ListOrder(.number))
        return try await world.harness.operators.selected(all, by: owner)
    }

    @Test func ticksAreKeptForTheirOwnerAndCreditorAlone() async throws {
        try await ListWorld.prepare(40) { world in
            let stores = world.harness.stores
            try await stores.operators.tick(["1", "2", "F3", "nosuch"], true, by: owner(world))
            try await stores.operators.tick(["2"], false, by: owner(world))
            try await stores.operators.tick(["1"], true, by: owner(world))
            #expect(try await ticked(world, owner(world)) == ["1", "F3"])
            #expect(try await stores.operators.selectionSummary(by: owner(world)).count == 2)
            #expect(try await ticked(world, owner(world, 2)).isEmpty)
            #expect(
                try await stores.operators.selected(
                    ["1"], by: SelectionOwner(owner: 1, creditor: world.neighbour)
                ).isEmpty)
            try await stores.operators.clearSelection(by: owner(world))
            #expect(
                try await stores.operators.selectionSummary(by: owner(world)) == SelectionSummary())
        }
    }

    @Test func markingGoesAlongTheOrderAndTellsOfItsLimit() async throws {
        try await ListWorld.prepare(60) { world in
            let stores = world.harness.stores
            let (filter, order) = (
                ListFilter(isOverdue: true), ListOrder(.remaining, isDescending: true)
            )
            let expected = try await world.expected(filter, order)
            let marked = try await stores.operators.markAlong(
                filter, order, limit: 5, by: owner(world))
            #expect(marked == Marked(marked: 5, isCut: true))
            #expect(try await ticked(world, owner(world)) == Set(expected.prefix(5)))
            let all = try await stores.operators.markAlong(
                filter, order, limit: expected.count, by: owner(world))
            #expect(all == Marked(marked: expected.count, isCut: false))
            #expect(try await ticked(world, owner(world)) == Set(expected))
        }
    }

    /// Of few that match and of many, which are found in two ways.
    @Test(arguments: [ListFilter(isOverdue: true), ListFilter(states: [.accepted])])
    func markingBeginsWithThePageThatIsLookedAt(filter: ListFilter) async throws {
        try await ListWorld.prepare(60) { world in
            let (stores, order) = (world.harness.stores, ListOrder(.dueDate))
            let expected = try await world.expected(filter, order)
            try #require(expected.count > 9)
            let page = Array(expected.suffix(6).prefix(3))
            let cut = try await stores.operators.markAlong(
                filter, order, from: page, limit: 8, by: owner(world))
            #expect(cut == Marked(marked: 8, isCut: true))
            // The page, the three after it, and two from the beginning.
            #expect(
                try await ticked(world, owner(world))
                    == Set(expected.suffix(6) + expected.prefix(2)))
            try await stores.operators.clearSelection(by: owner(world))
            let all = try await stores.operators.markAlong(
                filter, order, from: page, limit: expected.count, by: owner(world))
            #expect(all == Marked(marked: expected.count, isCut: false))
            #expect(try await ticked(world, owner(world)) == Set(expected))
        }
    }

    /// By filter, with exceptions and more besides, against a set kept by hand.
    @Test(arguments: BrowseTests.filters)
    func allThatMatchLessSomeAndMore(filter: ListFilter) async throws {
        try await ListWorld.prepare(60, seed: 0.3) { world in
            let stores = world.harness.stores
            let everything = try await world.expected(ListFilter(), ListOrder(.number))
            try await stores.operators.tick(Array(everything.prefix(9)), true, by: owner(world))
            var expected = Set(try await world.expected(filter, ListOrder(.number)))
            #expect(
                try await stores.operators.selectAll(filter, by: owner(world)) == expected.count)
            for (index, key) in everything.enumerated() where index % 3 == 0 {
                let isTicked = index % 2 == 0
                try await stores.operators.tick([key], isTicked, by: owner(world))
                try await stores.operators.tick([key], !isTicked, by: owner(world))
                if isTicked { expected.remove(key) } else { expected.insert(key) }
            }
            #expect(try await ticked(world, owner(world)) == expected)
            let summary = try await stores.operators.selectionSummary(by: owner(world))
            #expect(summary.count == expected.count && summary.filter == filter)
        }
    }

    @Test func aWeekWithoutAChangeEndsIt() async throws {
        try await ListWorld.prepare(10) { world in
            let stores = world.harness.stores
            try await stores.operators.tick(["1"], true, by: owner(world))
            try await world.harness.run(
                "update selection set changed_at = now() - interval '7 days 1 s'")
            #expect(try await ticked(world, owner(world)).isEmpty)
            #expect(try await stores.operators.selectionSummary(by: owner(world)).isEmpty)
            try await stores.operators.tick(["2"], true, by: owner(world))
            #expect(try await ticked(world, owner(world)) == ["2"])
        }
    }

    @Test func itHasAnEnd() async throws {
        try await ListWorld.prepare(10) { world in
            try await world.harness.operators.tick(["1"], true, by: owner(world))
            try await world.harness.run(
                """
                insert into selection_tick select 1, $1, 'x' || n, false
                from generate_series(2, 100000) n
                """, [.id(world.creditor)])
            await #expect(throws: SelectionProblem.full) {
                try await world.harness.operators.tick(["2"], true, by: owner(world))
            }
            try await world.harness.operators.tick(["1"], true, by: owner(world))
        }
    }
}
