/// The state that a worker reports beside its beat.
package struct Pulse: Sendable, Equatable {
    /// The silence after which others declare the worker dead.
    package let lease: Duration
    /// The time since it last sent, asked or settled something.
    package let idle: Duration
    /// The waits of its threads that have lasted long.
    package let waits: [WorkerWait]

    package init(lease: Duration, idle: Duration, waits: [WorkerWait]) {
        self.lease = lease
        self.idle = idle
        self.waits = waits
    }
}
