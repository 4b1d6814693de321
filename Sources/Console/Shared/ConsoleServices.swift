import ConsoleStore

/// In-memory services that the pages of one console share. No result depends on them: on another
/// console, or after a restart, the same is asked and done anew.
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
