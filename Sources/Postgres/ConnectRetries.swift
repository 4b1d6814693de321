/// Decides when a pool whose connections fail may try to connect again: about once a second,
/// however many callers it has, with a random part so that pools do not try in step.
struct ConnectRetries {
    /// The answer to a caller that wants to connect.
    enum Turn {
        case now
        /// Milliseconds to wait.
        case after(Int64)
        /// Another caller has the next turn. The error is the last failure.
        case failed(PostgresError)
    }

    private var failures = 0
    private var lastFailure: PostgresError?
    /// Nobody tries before this moment, in monotonic milliseconds.
    private var notBefore: Int64 = 0
    /// The end of the turn that a caller has, in monotonic milliseconds.
    private var takenUntil: Int64 = 0

    /// The longest pause and the length of a turn, milliseconds.
    private static let longest: Int64 = 1_000

    /// Notes a failure. The pause doubles with each failure in a row, from 100 ms to `longest`, and
    /// varies by a quarter.
    /// - Parameter jitter: 0..<1.
    mutating func failed(_ error: PostgresError, at now: Int64, jitter: Double) {
        lastFailure = error
        failures = min(failures + 1, 16)
        let pause = min(50 << Int64(failures), Self.longest)
        notBefore = now + Int64(Double(pause) * (0.75 + jitter / 2))
    }

    mutating func succeeded() { self = ConnectRetries() }

    /// Gives the caller the next turn, unless another has it.
    /// - Parameter now: monotonic milliseconds.
    mutating func turn(at now: Int64) -> Turn {
        guard let lastFailure else { return .now }
        if now < takenUntil { return .failed(lastFailure) }
        let turn = max(notBefore, now)
        takenUntil = turn + Self.longest
        return turn > now ? .after(turn - now) : .now
    }
}
