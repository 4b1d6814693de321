import ConsoleStore
import Testing

@testable import Console

/// Numbers that are kept for whoever looks next.
struct DeskTests {
    private static let overdue = ListFilter(isOverdue: true)

    /// The page shows what was counted last while it is counted anew, but not last night's.
    @Test(arguments: [(shown: Duration.seconds(60), second: 1), (.zero, 2)])
    func anOldNumberIsNotShown(shown: Duration, second: Int) async throws {
        try await Bench.prepare { bench in
            let creditor = try await bench.creditor()
            let desk = Desk(
                bench.console, Desk.Spans(count: .zero, glimpse: .zero, shown: shown))
            func count() async throws -> Int {
                try await desk.count(creditor, Self.overdue, name: "overdue").count
            }
            try await bench.know([try .overdue("1")], of: creditor)
            #expect(try await count() == 1)
            try await bench.know([try .overdue("2")], of: creditor)
            #expect(try await count() == second)
        }
    }

    @Test func anOldNumberBesideOthersIsLeftOutUntilTheNextIsThere() async throws {
        try await Bench.prepare { bench in
            let creditor = try await bench.creditor()
            let desk = Desk(bench.console, Desk.Spans(glimpse: .zero, shown: .zero))
            func glimpse(counting: Bool) -> Int? {
                desk.glimpse(creditor, Self.overdue, name: "overdue", counting: counting)
            }
            desk.note(7, creditor, name: "overdue")
            #expect(glimpse(counting: false) == nil)
            #expect(glimpse(counting: true) == nil)
            let fresh = Desk(bench.console)
            fresh.note(7, creditor, name: "overdue")
            #expect(
                fresh.glimpse(creditor, Self.overdue, name: "overdue", counting: true) == 7)
        }
    }
}
