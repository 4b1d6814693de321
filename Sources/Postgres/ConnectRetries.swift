/// When a pool whose connections fail may try another: about once a second, however many callers
/// it has, and not in step with other pools.
struct ConnectRetries {
    enum Turn {
        case now
        /// In milliseconds.
        case after(Int64)
        /// Somebody else has the next turn: what the last one came to is the answer.
        case failed(PostgresError)
    }

    private var failures = 0
    private var lastFailure: PostgresError?
    /// Before then nobody tries, in monotonic milliseconds.
    private var notBefore: Int64 = 0
    /// The attempt whose turn has begun may take until then.
    private var takenUntil: Int64 = 0

    private static let longest: Int64 = 1_000

    /// - Parameter jitter: 0..<1.
    mutating func failed(_ error: PostgresError, at now: Int64, jitter: Double) {
        lastFailure = error
        failures = min(failures + 1, 16)
        let pause = min(50 << Int64(failures), Self.longest)
        notBefore = now + Int64(Double(pause) * (0.75 + jitter / 2))
    }

    mutating func succeeded() { self = ConnectRetries() }

    mutating func turn(at now: Int64) -> Turn {
        guard let lastFailure else { return .now }
        if now < takenUntil { return .failed(lastFailure) }
        let turn = max(notBefore, now)
        takenUntil = turn + Self.longest
        return turn > now ? .after(turn - now) : .now
    }
}
