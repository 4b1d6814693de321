import NIOConcurrencyHelpers

/// Lets pages go first: work that no user waits for takes its steps in the gaps between them.
final class PriorityGate: Sendable {
    /// The number of pages being made.
    private let underWay = NIOLockedValueBox(0)
    /// The longest wait for a gap: where pages never cease, the other work moves on slowly.
    static let patience = Duration.milliseconds(300)

    /// Makes a page; background work gives way meanwhile.
    func serving<Value>(_ body: () async throws -> Value) async rethrows -> Value {
        underWay.withLockedValue { $0 += 1 }
        defer { underWay.withLockedValue { $0 -= 1 } }
        return try await body()
    }

    /// Waits, after a step of background work, for as long as the step took, and then for a gap
    /// between pages. The whole wait ends after `patience`, unless the step itself took longer.
    /// - Throws: `CancellationError`.
    func gap(after step: Duration) async throws {
        let end = ContinuousClock.now + Self.patience
        try await Task.sleep(for: step)
        while underWay.withLockedValue({ $0 }) > 0, .now < end {
            try await Task.sleep(for: .milliseconds(4))
        }
    }
}
