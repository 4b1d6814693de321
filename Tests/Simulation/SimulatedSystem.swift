import Reminders

/// The world that all workers of one simulation share.
struct SimulatedSystem: Sendable {
    let time: VirtualTime
    let ledger: Single<InMemoryLedger>
    let amili: Single<FakeAmili>
    let story: Story
    private let traces = Single<UInt64>(0)

    init(
        time: VirtualTime, ledger: Single<InMemoryLedger>, amili: Single<FakeAmili>, story: Story
    ) {
        self.time = time
        self.ledger = ledger
        self.amili = amili
        self.story = story
    }

    /// Counts, so that a simulation told again has the same ids.
    func newTraceID() -> TraceID {
        let number = traces.with { number in
            number += 1
            return number
        }
        guard let id = TraceID(high: 0, low: number) else {
            preconditionFailure("the count begins at 1")
        }
        return id
    }
}
