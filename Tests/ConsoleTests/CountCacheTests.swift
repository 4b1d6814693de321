import ConsoleStore
import Testing

@testable import Console

/// Numbers that are kept for whoever looks next.
struct CountCacheTests {
    private static let overdue = ListFilter(isOverdue: true)

    /// The page shows what was counted last while it is counted anew, but not last night's.
    @Test(arguments: [(shown: Duration.seconds(60), second: 1), (.zero, 2)])
    func anOldNumberIsNotShown(shown: Duration, second: Int) async throws {
        try await ConsoleHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let cache = CountCache(
                harness.console, PriorityGate(),
                CountCache.Spans(count: .zero, glimpse: .zero, shown: shown))
            func count() async throws -> Int {
                try await cache.count(creditor, Self.overdue, name: "overdue").count
            }
            try await harness.know([try .overdue("1")], of: creditor)
            #expect(try await count() == 1)
            try await harness.know([try .overdue("2")], of: creditor)
            #expect(try await count() == second)
        }
    }

    @Test func anOldNumberBesideOthersIsLeftOutUntilTheNextIsThere() async throws {
        try await ConsoleHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let cache = CountCache(
                harness.console, PriorityGate(), CountCache.Spans(glimpse: .zero, shown: .zero))
            func glimpse(counting: Bool) -> Int? {
                cache.glimpse(creditor, Self.overdue, name: "overdue", counting: counting)
            }
            cache.note(7, creditor, name: "overdue")
            #expect(glimpse(counting: false) == nil)
            #expect(glimpse(counting: true) == nil)
            let fresh = CountCache(harness.console, PriorityGate())
            fresh.note(7, creditor, name: "overdue")
            #expect(
                fresh.glimpse(creditor, Self.overdue, name: "overdue", counting: true) == 7)
        }
    }
}
