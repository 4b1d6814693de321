/// When the statement at the server is due. Lives on the connection's thread.
struct StatementClock {
    enum Look {
        /// Look again then, in monotonic milliseconds.
        case waits(until: Int64)
        /// The server is to be asked to cancel it.
        case isDue
        /// The cancellation was not answered either.
        case isOver
    }

    /// The longest that the whole statement may take, in milliseconds.
    private let patience: Int64
    /// An earlier end than the statement's own: its call was cancelled, or the program stops.
    /// Given when the statement began.
    private let earlierEnd: (Int64) -> Int64
    private let cancel: () -> Void
    private var beganAt: Int64 = 0
    private var deadline = Int64.max
    private var isInterrupted = false

    /// How long the cancellation of an overdue statement may take, at most.
    private static let longestGrace: Int64 = 3_000
    /// Between two looks at what may end it earlier.
    private static let look: Int64 = 100

    init(
        patience: Int64 = 30_000, earlierEnd: @escaping (Int64) -> Int64 = { _ in .max },
        cancel: @escaping () -> Void = {}
    ) {
        self.patience = patience
        self.earlierEnd = earlierEnd
        self.cancel = cancel
    }

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

    mutating func interrupt() {
        isInterrupted = true
        deadline = monotonicMilliseconds() + min(max(patience / 2, 250), Self.longestGrace)
        cancel()
    }

    /// A cancellation of ours says so.
    func explained(_ error: PostgresError) -> PostgresError {
        guard isInterrupted, error.kind == .server, error.sqlstate == "57014" else { return error }
        return PostgresError(
            kind: .server, sqlstate: "57014",
            message: "not done within the deadline; cancelled", cause: .deadline)
    }
}
