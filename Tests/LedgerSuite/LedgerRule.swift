import Reminders

/// What every ledger must keep, the real one and the simulated: the second is to be no kinder.
package struct LedgerRule: Sendable, CustomStringConvertible {
    package let description: String
    private let count: Int
    private let body: @Sendable (Fixture) async throws -> Void

    /// - Parameter count: reminders of the run that it begins with.
    init(
        _ description: String, _ count: Int = 3,
        _ body: @escaping @Sendable (Fixture) async throws -> Void
    ) {
        self.description = description
        self.count = count
        self.body = body
    }

    package func check(_ harness: any LedgerHarness) async throws {
        try await body(Fixture(harness, count))
    }

    package static let all: [LedgerRule] =
        claiming + settling + dying + looking + gates + history
}
