import Testing

@testable import Worker

/// A part as a value, without a clock, a task or a ledger.
struct PartStateTests {
    /// What a part does, whatever happens to it, in whatever order.
    @Test(arguments: [0, 1])
    func noOrderOfEventsBreaksItsRules(half: UInt64) {
        var (events, letters) = (0, 0)
        var seed: UInt64 = half
        while events < 500_000 {
            var rehearsal = PartRehearsal(seed: seed)
            rehearsal.run()
            for words in rehearsal.broken { Issue.record("seed \(seed): \(words)") }
            guard rehearsal.broken.isEmpty else { return }
            events += rehearsal.events
            letters += rehearsal.lettersSent
            seed += 2
        }
        // It did not only give parts back.
        #expect(letters > events / 20)
    }
}
