/// A fixed number of connections to one database, made when first needed.
///
/// Callers wait in line. A connection that was lost is thrown away, and the next caller makes a new
/// one; a body that has begun is never run again.
package final class PostgresPool: Sendable {
    private struct Waiter {
        let number: UInt64
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        /// Usable as far as is known; the last used is last.
        var idle: [PostgresConnection] = []
        /// Places that nobody holds.
        var free: Int
        var waiters: [Waiter] = []
        var lastNumber: UInt64 = 0
        var isClosed = false
    }

    private let conninfo: String
    private let applicationName: String
    private let state: Monitor<State>

    /// - Parameters:
    ///   - conninfo: see `PostgresConnection.connect`.
    ///   - size: 1...100 connections.
    package init(_ conninfo: String, applicationName: String, size: Int) {
        precondition((1...100).contains(size), "a pool has 1 to 100 connections")
        self.conninfo = conninfo
        self.applicationName = applicationName
        state = Monitor(State(free: size))
    }

    deinit { close() }

    /// Ends idle connections now and the others when their calls return. Those who wait, and all
    /// later callers, get 08003.
    package func close() {
        let (idle, waiters) = state.with { state in
            defer {
                state.idle = []
                state.waiters = []
                state.isClosed = true
            }
            return (state.idle, state.waiters)
        }
        for connection in idle { connection.close() }
        for waiter in waiters { waiter.continuation.resume(throwing: PostgresError.closed) }
    }

    /// See `PostgresConnection.perform`. Waiting for a connection is cancellable too.
    package func perform<Value: Sendable>(
        _ body: @escaping @Sendable (borrowing PostgresSession) throws -> Value
    ) async throws -> Value {
        try await perform(isCancellable: true, body)
    }

    /// See `PostgresConnection.performToEnd`. Waiting for a connection is not cancellable either.
    package func performToEnd<Value: Sendable>(
        _ body: @escaping @Sendable (borrowing PostgresSession) throws -> Value
    ) async throws -> Value {
        try await perform(isCancellable: false, body)
    }

    private func perform<Value: Sendable>(
        isCancellable: Bool,
        _ body: @escaping @Sendable (borrowing PostgresSession) throws -> Value
    ) async throws -> Value {
        try await takePlace(isCancellable: isCancellable)
        defer { leavePlace() }
        while let connection = state.with({ $0.idle.popLast() }) {
            if let value = try await use(connection, isCancellable: isCancellable, body) {
                return value
            }
        }
        let connection = try await PostgresConnection.connect(
            conninfo, applicationName: applicationName)
        guard let value = try await use(connection, isCancellable: isCancellable, body) else {
            throw PostgresError.lostBeforeBeginning
        }
        return value
    }

    private func use<Value: Sendable>(
        _ connection: PostgresConnection, isCancellable: Bool,
        _ body: @escaping @Sendable (borrowing PostgresSession) throws -> Value
    ) async throws -> Value? {
        defer { putBack(connection) }
        return try await connection.attempt(isCancellable: isCancellable, body)
    }

    private func putBack(_ connection: PostgresConnection) {
        let isKept = state.with { state in
            guard !state.isClosed, connection.isUsable else { return false }
            state.idle.append(connection)
            return true
        }
        if !isKept { connection.close() }
    }

    // MARK: The line

    private func takePlace(isCancellable: Bool) async throws {
        let number = state.with { state in
            state.lastNumber += 1
            return state.lastNumber
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                // A task is marked as cancelled before `onCancel` runs, and both look under the
                // lock: no cancellation falls between them.
                let answer = state.with { state -> Result<Void, any Error>? in
                    if state.isClosed { return .failure(PostgresError.closed) }
                    if isCancellable, Task.isCancelled { return .failure(PostgresError.cancelled) }
                    if state.free > 0 {
                        state.free -= 1
                        return .success(())
                    }
                    state.waiters.append(Waiter(number: number, continuation: continuation))
                    return nil
                }
                if let answer { continuation.resume(with: answer) }
            }
        } onCancel: {
            if isCancellable { leaveLine(number) }
        }
    }

    private func leaveLine(_ number: UInt64) {
        let waiter = state.with { state in
            state.waiters.firstIndex { $0.number == number }.map { state.waiters.remove(at: $0) }
        }
        waiter?.continuation.resume(throwing: PostgresError.cancelled)
    }

    private func leavePlace() {
        let next = state.with { state -> Waiter? in
            if !state.waiters.isEmpty { return state.waiters.removeFirst() }
            state.free += 1
            return nil
        }
        next?.continuation.resume()
    }
}
