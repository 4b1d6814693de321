/// What a worker tells beside its beat.
package struct Pulse: Sendable, Equatable {
    /// How long it may be silent.
    package let lease: Duration
    /// How long ago it last sent, asked or settled something.
    package let idle: Duration
    /// What its threads wait for, when that is long ago.
    package let waits: [WorkerWait]

    package init(lease: Duration, idle: Duration, waits: [WorkerWait]) {
        self.lease = lease
        self.idle = idle
        self.waits = waits
    }
}
