/// Answers that many open pages look at: asked once in a while, however many look.
actor RequestCoalescer {
    private struct FormField {
        let asked: Task<any Sendable, any Error>
        let born: ContinuousClock.Instant
        /// What the answer depends on, as far as the asker knows.
        let mark: String
    }

    private static let mostEntries = 1_000
    private var entries: [String: FormField] = [:]

    /// What was answered is known to be true no more.
    func forget(_ key: String) { entries[key] = nil }

    /// What was answered not long ago, or is being asked now, or is asked anew.
    /// - Parameters:
    ///   - key: names the question and whose it is: no two creditors share an answer.
    ///   - mark: with the same one an answer is good for `fresh`, with another for `stale`.
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
        // Not the reader's own task: whoever goes away takes nobody else's answer along.
        let asked = Task<any Sendable, any Error> { try await ask() }
        entries[key] = FormField(asked: asked, born: now, mark: mark)
        do {
            guard let value = try await asked.value as? Value else {
                preconditionFailure("one key, one type")
            }
            return value
        } catch {
            entries[key] = nil
            throw error
        }
    }
}
