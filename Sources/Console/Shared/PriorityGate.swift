import NIOConcurrencyHelpers

/// Pages go first: work that no user waits for takes its steps in the gaps between them.
final class PriorityGate: Sendable {
    private let underWay = NIOLockedValueBox(0)
    /// No longer than this for a gap: where pages never cease, the rest moves on slowly.
    static let patience = Duration.milliseconds(300)

    /// Makes a page.
    func serving<Value>(_ body: () async throws -> Value) async rethrows -> Value {
        underWay.withLockedValue { $0 += 1 }
        defer { underWay.withLockedValue { $0 -= 1 } }
        return try await body()
    }

    /// Waits for a gap, after a step that took so long: at least as long again.
    func gap(after step: Duration) async throws {
        let end = ContinuousClock.now + Self.patience
        try await Task.sleep(for: step)
        while underWay.withLockedValue({ $0 }) > 0, .now < end {
            try await Task.sleep(for: .milliseconds(4))
        }
    }
}
