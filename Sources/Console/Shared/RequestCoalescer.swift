/// Coalesces questions that many open pages ask: one question is asked, and its answer serves all
/// who ask within a short time.
actor RequestCoalescer {
    /// A question that was asked, and its answer or error once there is one.
    private struct Entry {
        let number: Int
        let asked: Task<any Sendable, any Error>
        let born: ContinuousClock.Instant
        /// The state of things that the answer depends on, as far as the asker knows it.
        let mark: String
    }

    /// From so many entries on, those older than a minute are dropped; if that is not enough, all.
    private static let mostEntries = 1_000
    private var entries: [String: Entry] = [:]
    private var lastNumber = 0

    /// Drops an answer that is known to be outdated.
    func forget(_ key: String) { entries[key] = nil }

    /// The answer that was given not long ago or is being waited for; otherwise the question is
    /// asked. An error is passed to all who wait, and not kept.
    /// - Parameters:
    ///   - key: names the question and its subject. It must contain the creditor if the answer is
    ///     one's own. One key always has answers of one type.
    ///   - mark: an answer with the same mark is good for `fresh`, with another for `stale`.
    /// - Throws: what `ask` throws.
    func value<Value: Sendable>(
        _ key: String, mark: String = "", fresh: Duration = .seconds(1), stale: Duration = .zero,
        _ ask: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let now = ContinuousClock.now
        if let entry = entries[key], now - entry.born < (entry.mark == mark ? fresh : stale),
            let value = try await entry.asked.value as? Value
        {
            return value
        }
        if entries.count >= Self.mostEntries {
            entries = entries.filter { now - $0.value.born < .seconds(60) }
        }
        // So many different questions within a minute are none that open pages share.
        if entries.count >= Self.mostEntries { entries = [:] }
        // Not in the asking page's own task: if that is cancelled, the others get their answer all
        // the same.
        let asked = Task<any Sendable, any Error> { try await ask() }
        lastNumber += 1
        let number = lastNumber
        entries[key] = Entry(number: number, asked: asked, born: now, mark: mark)
        do {
            guard let value = try await asked.value as? Value else {
                preconditionFailure("one key, one type")
            }
            return value
        } catch {
            // A newer question of the same key has its own answer.
            if entries[key]?.number == number { entries[key] = nil }
            throw error
        }
    }
}
