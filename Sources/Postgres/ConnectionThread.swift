import CPostgres

/// The thread that one connection lives on, and what others may ask of it.
///
/// Work is done in the order it was given. A cancel request never outlives the statement it is
/// meant for: no statement ends while one is in flight.
final class ConnectionThread: Sendable {
    typealias Work = @Sendable (LiveConnection) -> Void
    /// Names one call of `perform`.
    typealias Operation = UInt64

    private struct State {
        var work: [Work] = []
        var isClosed = false
        var isLost = false
        var lastOperation: Operation = 0
        /// Submitted and not yet ended.
        var operations: Set<Operation> = []
        var cancelled: Set<Operation> = []
        /// The operation whose statement is at the server and may be cancelled.
        var interruptible: Operation?
        var cancelsInFlight = 0
        /// Freed by the thread when it ends; then no cancel is in flight.
        var cancelHandle: OpaquePointer?
    }

    private let state = Monitor(State())

    private init() {}

    /// Connects on a new thread, and says how it went.
    static func start(
        _ options: ConnectionOptions,
        _ opened: @escaping @Sendable (Result<ConnectionThread, PostgresError>) -> Void
    ) {
        let isRunning = OperatingSystemThread.run("postgres") {
            do throws(PostgresError) {
                let connection = try LiveConnection.open(options)
                try connection.useReadCommitted()
                let thread = ConnectionThread()
                thread.state.with { $0.cancelHandle = PQgetCancel(connection.raw) }
                opened(.success(thread))
                thread.loop(connection)
            } catch {
                opened(.failure(error))
            }
        }
        if !isRunning {
            opened(
                .failure(
                    PostgresError(
                        kind: .connectionLost, sqlstate: "53000",
                        message: "the system gives no more threads")))
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
        let handle = state.with { state in
            defer { state.cancelHandle = nil }
            return state.cancelHandle
        }
        PQfreeCancel(handle)
    }

    var isUsable: Bool { state.with { !$0.isClosed && !$0.isLost } }

    /// What was submitted before is still done.
    func close() { state.with { $0.isClosed = true } }

    // MARK: Operations, from any thread

    func newOperation() -> Operation {
        state.with { state in
            state.lastOperation += 1
            state.operations.insert(state.lastOperation)
            return state.lastOperation
        }
    }

    /// - Returns: false if the connection is closed; `work` is then never called.
    func submit(_ work: @escaping Work) -> Bool {
        state.with { state in
            if !state.isClosed { state.work.append(work) }
            return !state.isClosed
        }
    }

    /// No further statement of the operation begins, and the one at the server is cancelled.
    func cancel(_ operation: Operation) {
        let isAtServer = state.with { state in
            guard state.operations.contains(operation) else { return false }
            state.cancelled.insert(operation)
            return state.interruptible == operation
        }
        guard isAtServer else { return }
        // PQcancel connects and blocks. Without a thread the statement runs to its end.
        _ = OperatingSystemThread.run("postgres-cancel") { self.interrupt(operation) }
    }

    /// A cancel that overtakes its statement on the way to the server does nothing, so it is
    /// repeated until the statement has ended.
    private func interrupt(_ operation: Operation) {
        while true {
            let handle = state.with { state -> OpaquePointer? in
                guard state.interruptible == operation else { return nil }
                state.cancelsInFlight += 1
                return state.cancelHandle
            }
            guard let handle else { return }
            var message = [CChar](repeating: 0, count: 256)
            PQcancel(handle, &message, CInt(message.count))
            state.with { $0.cancelsInFlight -= 1 }
            state.wait(deadline: monotonicMilliseconds() + 100) { $0.interruptible != operation }
        }
    }

    // MARK: Operations, on the thread

    func isCancelled(_ operation: Operation) -> Bool {
        state.with { $0.cancelled.contains(operation) }
    }

    /// Runs what sends a statement and awaits its end, open to cancellation meanwhile.
    func statement<Value: ~Copyable>(
        of operation: Operation, _ body: () throws(PostgresError) -> Value
    ) throws(PostgresError) -> Value {
        let mayBegin = state.with { state in
            if state.cancelled.contains(operation) { return false }
            state.interruptible = operation
            return true
        }
        guard mayBegin else { throw .cancelled }
        defer {
            state.with { $0.interruptible = nil }
            state.wait { $0.cancelsInFlight == 0 ? () : nil }
        }
        do throws(PostgresError) {
            return try body()
        } catch {
            throw error.sqlstate == "57014" && error.kind == .server && isCancelled(operation)
                ? .cancelled : error
        }
    }

    func end(_ operation: Operation, isLost: Bool) {
        state.with { state in
            state.operations.remove(operation)
            state.cancelled.remove(operation)
            if isLost { state.isLost = true }
        }
    }
}
