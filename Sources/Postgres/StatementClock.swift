import Threads

/// The deadlines of the statement at the server. It belongs to the connection's thread.
struct StatementClock {
    /// The state of the statement's deadline.
    enum Look {
        /// Look again at this moment, in monotonic milliseconds.
        case waits(until: Int64)
        /// The server must be asked to cancel it.
        case isDue
        /// The server did not answer the cancellation either.
        case isOver
    }

    /// The longest time for the whole statement, milliseconds.
    private let patience: Int64
    /// An end before the statement's own, because its call was cancelled or the program is ending.
    /// The argument is the moment at which the statement began; all in monotonic milliseconds.
    private let earlierEnd: (Int64) -> Int64
    private let cancel: () -> Void
    private var beganAt: Int64 = 0
    private var deadline = Int64.max
    private var isInterrupted = false

    /// The longest time for the cancellation of an overdue statement, milliseconds.
    private static let longestGrace: Int64 = 3_000
    /// The milliseconds between two looks at `earlierEnd`.
    private static let look: Int64 = 100

    init(
        patience: Int64 = 30_000, earlierEnd: @escaping (Int64) -> Int64 = { _ in .max },
        cancel: @escaping () -> Void = {}
    ) {
        self.patience = patience
        self.earlierEnd = earlierEnd
        self.cancel = cancel
    }

    /// Begins the time of a statement.
    mutating func begin() {
        isInterrupted = false
        beganAt = monotonicMilliseconds()
        deadline = beganAt + patience
    }

    func look() -> Look {
        let now = monotonicMilliseconds()
        let end = isInterrupted ? deadline : min(deadline, earlierEnd(beganAt))
        if now >= end { return isInterrupted ? .isOver : .isDue }
        return .waits(until: min(end, now + Self.look))
    }

    /// Asks the server to cancel the statement, and gives it half of `patience` for that, within
    /// 250 ms and `longestGrace`.
    mutating func interrupt() {
        isInterrupted = true
        deadline = monotonicMilliseconds() + min(max(patience / 2, 250), Self.longestGrace)
        cancel()
    }

    /// Adds the cause to the error of a statement that we cancelled at its deadline.
    func explained(_ error: PostgresError) -> PostgresError {
        guard isInterrupted, error.kind == .server, error.sqlstate == "57014" else { return error }
        return PostgresError(
            kind: .server, sqlstate: "57014",
            message: "not done within the deadline; cancelled", cause: .deadline)
    }
}
