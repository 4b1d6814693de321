import CPostgres
import Threads

/// The thread of one connection, and the requests to it from other threads.
///
/// Work is done in the order of its submission. A cancel request never outlives the statement that
/// it is meant for: no statement ends while a request is in flight.
final class ConnectionThread: Sendable {
    typealias Work = @Sendable (LiveConnection) -> Void
    /// Identifies one call of `perform`.
    typealias Operation = UInt64

    private struct State {
        var work: [Work] = []
        var isClosed = false
        var isLost = false
        var lastOperation: Operation = 0
        /// The operations that were begun and have not ended.
        var operations: Set<Operation> = []
        /// The operations that were cancelled, with the time in monotonic milliseconds.
        var cancelled: [Operation: Int64] = [:]
        /// Set when the program is ending: since when, and how long a statement may take from then
        /// on, both in milliseconds.
        var hurry: (since: Int64, most: Int64)?
        /// The operation that has a statement at the server which may be cancelled.
        var interruptible: Operation?
        var cancelsInFlight = 0
        var cancelHandle: CancelHandle?
    }

    private let state = Monitor(State())
    /// The running cancellations of all connections. They cannot be ended, only left to themselves.
    private static let hangingCancels = Monitor(0)
    private static let mostHangingCancels = 32
    /// Milliseconds for which a cancelled call waits for the server to confirm, and for which its
    /// next statement waits for a cancellation that might hit it.
    private static let cancelPatience: Int64 = 5_000

    let security: ConnectionSecurity
    private let deadlines: StatementDeadlines

    private init(_ security: ConnectionSecurity, _ deadlines: StatementDeadlines) {
        self.security = security
        self.deadlines = deadlines
    }

    /// Connects on a new thread.
    /// - Parameter opened: called once, with the result.
    static func start(
        _ options: ConnectionOptions, _ deadlines: StatementDeadlines,
        _ opened: @escaping @Sendable (Result<ConnectionThread, PostgresError>) -> Void
    ) {
        let isRunning = OperatingSystemThread.run("postgres") {
            do throws(PostgresError) {
                let connection = try LiveConnection.open(options)
                connection.use(StatementClock(patience: options.connectTimeout))
                try connection.setUp()
                let thread = ConnectionThread(connection.security, deadlines)
                thread.state.with { $0.cancelHandle = CancelHandle(connection.raw) }
                opened(.success(thread))
                thread.loop(connection)
            } catch {
                opened(.failure(error))
            }
        }
        if !isRunning {
            opened(.failure(.connecting(.outOfResources, sqlstate: "53000")))
        }
    }

    private func loop(_ connection: LiveConnection) {
        while true {
            let work = state.wait { state -> [Work]? in
                guard !state.work.isEmpty || state.isClosed else { return nil }
                defer { state.work.removeAll(keepingCapacity: true) }
                return state.work
            }
            if work.isEmpty { break }
            for item in work { item(connection) }
        }
        state.with { $0.cancelHandle = nil }
    }

    var isUsable: Bool { state.with { !$0.isClosed && !$0.isLost } }

    /// Ends the connection after the work that was submitted before.
    func close() { state.with { $0.isClosed = true } }

    // MARK: Operations, from any thread

    func newOperation() -> Operation {
        state.with { state in
            state.lastOperation += 1
            state.operations.insert(state.lastOperation)
            return state.lastOperation
        }
    }

    /// - Returns: false if the connection is closed; then `work` is never called.
    func submit(_ work: @escaping Work) -> Bool {
        state.with { state in
            if !state.isClosed { state.work.append(work) }
            return !state.isClosed
        }
    }

    /// Lets no further statement of the operation begin, and cancels the one at the server.
    func cancel(_ operation: Operation) {
        let isAtServer = state.with { state in
            guard state.operations.contains(operation) else { return false }
            state.cancelled[operation] = state.cancelled[operation] ?? monotonicMilliseconds()
            return state.interruptible == operation
        }
        if isAtServer { sendCancel(of: operation) }
    }

    /// Limits every statement from now on; the connection is given up if one takes longer.
    /// - Parameter most: milliseconds.
    func hurry(_ most: Int64) {
        state.with { $0.hurry = $0.hurry ?? (monotonicMilliseconds(), most) }
    }

    /// Cancels the operation's statement on another thread, because PQcancel connects and blocks.
    /// If there is no thread, or too many cancellations hang, the statement runs to its end or
    /// deadline.
    private func sendCancel(of operation: Operation) {
        let mayHang = Self.hangingCancels.with { count in
            guard count < Self.mostHangingCancels else { return false }
            count += 1
            return true
        }
        guard mayHang else { return }
        let isRunning = OperatingSystemThread.run("postgres-cancel") {
            self.interrupt(operation)
            Self.hangingCancels.with { $0 -= 1 }
        }
        if !isRunning { Self.hangingCancels.with { $0 -= 1 } }
    }

    /// Repeats the cancel request until the statement has ended, because a request that overtakes
    /// its statement on the way to the server does nothing.
    private func interrupt(_ operation: Operation) {
        while true {
            let handle = state.with { state -> CancelHandle? in
                guard state.interruptible == operation, let handle = state.cancelHandle else {
                    return nil
                }
                state.cancelsInFlight += 1
                return handle
            }
            guard let handle else { return }
            handle.send()
            state.with { $0.cancelsInFlight -= 1 }
            state.wait(deadline: monotonicMilliseconds() + 100) { $0.interruptible != operation }
        }
    }

    // MARK: Operations, on the thread

    func isCancelled(_ operation: Operation) -> Bool {
        state.with { $0.cancelled[operation] != nil }
    }

    /// The deadlines for the statements of one call.
    func clock(_ kind: StatementDeadlines.Kind, of operation: Operation) -> StatementClock {
        StatementClock(
            patience: deadlines[kind].wholeMilliseconds,
            earlierEnd: { [state] beganAt in
                state.with { state in
                    let cancelled = state.cancelled[operation].map { $0 + Self.cancelPatience }
                    let hurried = state.hurry.map { max(beganAt, $0.since) + $0.most }
                    return min(hurried ?? .max, cancelled ?? .max)
                }
            },
            cancel: { self.sendCancel(of: operation) })
    }

    /// Runs `body`, which sends a statement and waits for its end. The statement can be cancelled
    /// meanwhile.
    /// - Throws: `.cancelled` if the operation was cancelled before or during the statement.
    func statement<Value: ~Copyable>(
        of operation: Operation, on connection: LiveConnection,
        _ body: () throws(PostgresError) -> Value
    ) throws(PostgresError) -> Value {
        let mayBegin = state.with { state in
            if state.cancelled[operation] != nil { return false }
            state.interruptible = operation
            return true
        }
        guard mayBegin else { throw .cancelled }
        defer { endCancels(connection) }
        do throws(PostgresError) {
            return try body()
        } catch {
            throw error.sqlstate == "57014" && error.kind == .server && isCancelled(operation)
                ? .cancelled : error
        }
    }

    /// Waits for cancel requests in flight, so that none can hit the next statement. The connection
    /// is given up if one hangs.
    private func endCancels(_ connection: LiveConnection) {
        state.with { $0.interruptible = nil }
        guard !connection.isLost else { return }
        state.wait(deadline: monotonicMilliseconds() + Self.cancelPatience) {
            $0.cancelsInFlight == 0
        }
        if state.with({ $0.cancelsInFlight }) > 0 { connection.giveUp() }
    }

    /// Ends an operation.
    /// - Parameter isLost: whether the connection must not be used again.
    func end(_ operation: Operation, isLost: Bool) {
        state.with { state in
            state.operations.remove(operation)
            state.cancelled[operation] = nil
            if isLost { state.isLost = true }
        }
    }
}
