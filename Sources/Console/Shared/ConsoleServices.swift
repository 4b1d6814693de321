import ConsoleStore

/// What the pages of one console share. Nothing rests on it: with another console, or after a
/// restart, the same is asked and done anew.
struct ConsoleServices: Sendable {
    let counts: CountCache
    let jobs = BackgroundJobs()
    let coalescer = RequestCoalescer()
    let priority = PriorityGate()
    let broadcaster: StatusBroadcaster

    init(_ console: ConsoleStore) {
        counts = CountCache(console, priority)
        broadcaster = StatusBroadcaster(console, priority)
    }
}
