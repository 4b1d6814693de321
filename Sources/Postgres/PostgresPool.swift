import Threads

/// A pool of at most `size` connections to one database, each made when it is first needed.
///
/// Callers wait in line. A lost connection is thrown away and the next caller makes a new one; a
/// body that has begun is never run again. While no connection can be made, the pool tries about
/// once a second, however many callers there are.
package final class PostgresPool: Sendable {
    private struct Waiter {
        let number: UInt64
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        /// Usable as far as is known. The one that was used last is at the end.
        var idle: [PostgresConnection] = []
        /// The connections that callers hold.
        var inUse: [ObjectIdentifier: PostgresConnection] = [:]
        /// The number of places that nobody holds.
        var free: Int
        var waiters: [Waiter] = []
        var lastNumber: UInt64 = 0
        var isClosed = false
        /// Set when the program is ending: the longest time for a statement, milliseconds.
        var hurry: Int64?
        var retries = ConnectRetries()
        /// The failures; the connections are counted when somebody asks.
        var failures = PostgresPoolFigures()
    }

    private let conninfo: String
    private let applicationName: String
    private let deadlines: StatementDeadlines
    private let state: Monitor<State>

    /// - Parameters:
    ///   - conninfo: see `PostgresConnection.connect`.
    ///   - size: 1...100 connections.
    package init(
        _ conninfo: String, applicationName: String, size: Int,
        deadlines: StatementDeadlines = StatementDeadlines()
    ) {
        precondition((1...100).contains(size), "a pool has 1 to 100 connections")
        self.conninfo = conninfo
        self.applicationName = applicationName
        self.deadlines = deadlines
        state = Monitor(State(free: size))
    }

    deinit { close() }

    /// Ends idle connections now, and the others when their calls return. Waiting and later callers
    /// get 08003.
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

    /// Limits every statement from now on, later callers' too, for a program that is ending.
    package func hurry(_ most: Duration) {
        let milliseconds = most.wholeMilliseconds
        let connections = state.with { state in
            state.hurry = state.hurry ?? milliseconds
            return state.idle + state.inUse.values
        }
        for connection in connections { connection.hurry(milliseconds) }
    }

    /// The pool's connections, and its failures so far.
    package var figures: PostgresPoolFigures {
        state.with { state in
            var figures = state.failures
            figures.busy = state.inUse.count
            figures.idle = state.idle.count
            return figures
        }
    }

    /// See `PostgresConnection.perform`. The wait for a connection can be cancelled too.
    package func perform<Value: Sendable>(
        _ kind: StatementDeadlines.Kind = .ordinary,
        _ body: @escaping @Sendable (borrowing PostgresSession) throws -> Value
    ) async throws -> Value {
        try await perform(isCancellable: true, kind, body)
    }

    /// See `PostgresConnection.performToEnd`. The wait for a connection cannot be cancelled either.
    package func performToEnd<Value: Sendable>(
        _ kind: StatementDeadlines.Kind = .ordinary,
        _ body: @escaping @Sendable (borrowing PostgresSession) throws -> Value
    ) async throws -> Value {
        try await perform(isCancellable: false, kind, body)
    }

    private func perform<Value: Sendable>(
        isCancellable: Bool, _ kind: StatementDeadlines.Kind,
        _ body: @escaping @Sendable (borrowing PostgresSession) throws -> Value
    ) async throws -> Value {
        do {
            return try await call(isCancellable: isCancellable, kind, body)
        } catch {
            if let error = error as? PostgresError { state.with { $0.failures.note(error) } }
            throw error
        }
    }

    private func call<Value: Sendable>(
        isCancellable: Bool, _ kind: StatementDeadlines.Kind,
        _ body: @escaping @Sendable (borrowing PostgresSession) throws -> Value
    ) async throws -> Value {
        try await takePlace(isCancellable: isCancellable)
        defer { leavePlace() }
        while let connection = takeIdle() {
            if let value = try await use(connection, isCancellable: isCancellable, kind, body) {
                return value
            }
        }
        try await awaitTurn(isCancellable: isCancellable)
        var connection = takeIdle()
        if connection == nil { connection = try await connect() }
        guard let connection,
            let value = try await use(connection, isCancellable: isCancellable, kind, body)
        else { throw PostgresError.lostBeforeBeginning }
        return value
    }

    private func use<Value: Sendable>(
        _ connection: PostgresConnection, isCancellable: Bool, _ kind: StatementDeadlines.Kind,
        _ body: @escaping @Sendable (borrowing PostgresSession) throws -> Value
    ) async throws -> Value? {
        defer { putBack(connection) }
        do {
            return try await connection.attempt(isCancellable: isCancellable, kind, body)
        } catch {
            if (error as? PostgresError)?.cause == .silence { dropIdle() }
            throw error
        }
    }

    // MARK: Connections

    private func connect() async throws(PostgresError) -> PostgresConnection {
        do throws(PostgresError) {
            let connection = try await PostgresConnection.connect(
                conninfo, applicationName: applicationName, deadlines: deadlines)
            let hurry = state.with { state in
                state.retries.succeeded()
                state.inUse[ObjectIdentifier(connection)] = connection
                return state.hurry
            }
            if let hurry { connection.hurry(hurry) }
            return connection
        } catch {
            let jitter = Double.random(in: 0..<1)
            state.with { $0.retries.failed(error, at: monotonicMilliseconds(), jitter: jitter) }
            throw error
        }
    }

    private func takeIdle() -> PostgresConnection? {
        state.with { state in
            let connection = state.idle.popLast()
            if let connection { state.inUse[ObjectIdentifier(connection)] = connection }
            return connection
        }
    }

    private func putBack(_ connection: PostgresConnection) {
        let isKept = state.with { state in
            state.inUse[ObjectIdentifier(connection)] = nil
            guard !state.isClosed, connection.isUsable else { return false }
            state.idle.append(connection)
            return true
        }
        if !isKept { connection.close() }
    }

    /// Closes the idle connections. If one connection is silent the others probably are too, and
    /// each would cost a caller its deadline.
    private func dropIdle() {
        let idle = state.with { state in
            defer { state.idle = [] }
            return state.idle
        }
        for connection in idle { connection.close() }
    }

    /// Milliseconds for which a caller waits for another's attempt, so that a server that is back
    /// is not hidden from all callers but one.
    private static let othersTurn: Int64 = 1_500

    /// Returns when a connection may be tried: at once, unless the last attempts failed.
    /// - Throws: the last failure, if others keep the turn and fail for `othersTurn`.
    private func awaitTurn(isCancellable: Bool) async throws {
        let end = monotonicMilliseconds() + Self.othersTurn
        while true {
            let now = monotonicMilliseconds()
            switch state.with({ $0.retries.turn(at: now) }) {
            case .now: return
            case .failed(let error):
                if now >= end { throw error }
                try await rest(50, isCancellable: isCancellable)
            case .after(let milliseconds):
                return try await rest(milliseconds, isCancellable: isCancellable)
            }
        }
    }

    private func rest(_ wait: Int64, isCancellable: Bool) async throws {
        if isCancellable {
            do {
                try await Task.sleep(for: .milliseconds(wait))
            } catch {
                throw PostgresError.cancelled
            }
        } else {
            // A task of its own, because the caller's cancellation must not end the wait.
            await Task { try? await Task.sleep(for: .milliseconds(wait)) }.value
        }
        if state.with({ $0.isClosed }) { throw PostgresError.closed }
    }

    // MARK: The line of callers

    private func takePlace(isCancellable: Bool) async throws {
        let number = state.with { state in
            state.lastNumber += 1
            return state.lastNumber
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                // A task is marked as cancelled before `onCancel` runs, and both this closure and
                // `onCancel` hold the lock. So no cancellation is missed.
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
