/// A condition did not come true in time.
package struct NeverHappened: Error, CustomStringConvertible {
    package let what: String
    package let waited: Duration
    package var description: String { "\(what) did not happen within \(waited)" }
}

/// Waits until `condition` holds; returns at once if it holds already. For what cannot signal us:
/// other processes, and the database they write to. The only place in the tests that sleeps, and
/// it sleeps between looks, never instead of one.
/// - Parameter limit: monotonic; the condition is looked at once more when it has passed.
/// - Throws: `NeverHappened`, or whatever the condition throws.
package func eventually(
    within limit: Duration = .seconds(120), _ what: String,
    _ condition: () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + limit
    var pause = Duration.milliseconds(2)
    while true {
        let isLastLook = ContinuousClock.now >= deadline
        if try await condition() { return }
        if isLastLook { throw NeverHappened(what: what, waited: limit) }
        try await Task.sleep(for: pause)
        pause = min(pause * 2, .milliseconds(50))
    }
}
