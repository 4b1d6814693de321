/// One libpq connection with its own thread, on which blocking is harmless.
///
/// A whole transaction is one hop to that thread and one back. Calls are served in their order.
package final class PostgresConnection: Sendable {
    private let thread: ConnectionThread

    private init(_ thread: ConnectionThread) { self.thread = thread }

    deinit { thread.close() }

    /// Connects.
    /// - Parameters:
    ///   - conninfo: a libpq URI or `key=value` string. It overrides our defaults, except for the
    ///     encoding, which is always UTF-8. Several hosts are tried in their order, each for
    ///     `connect_timeout`, or 5 s. Without `sslmode` it is `verify-full`, unless the address is
    ///     of this machine.
    ///   - applicationName: the name in `pg_stat_activity`, unless `conninfo` has one.
    /// - Throws: the server's SQLSTATE, or 08001 if no server answered. Never a part of `conninfo`.
    package static func connect(
        _ conninfo: String, applicationName: String,
        deadlines: StatementDeadlines = StatementDeadlines()
    ) async throws(PostgresError) -> PostgresConnection {
        let options = try ConnectionOptions(conninfo, applicationName: applicationName)
        let opened = await handedOver { ConnectionThread.start(options, deadlines, $0) }
        return PostgresConnection(try opened.get())
    }

    /// False if the connection is lost or closed.
    package var isUsable: Bool { thread.isUsable }

    package var security: ConnectionSecurity { thread.security }

    /// Limits every statement from now on, for a program that is ending.
    /// - Parameter most: milliseconds.
    func hurry(_ most: Int64) { thread.hurry(most) }

    /// Ends the connection after all earlier calls have returned.
    package func close() { thread.close() }

    /// Runs `body` on the connection's thread. A statement that exceeds the deadline of its kind is
    /// cancelled (57014, `Cause.deadline`). If the server does not answer that either, the
    /// connection is lost (`Cause.silence`).
    ///
    /// If the task is cancelled, no further statement begins, the one at the server is cancelled,
    /// and the call throws `.cancelled`, unless `body` had no statement left to run. The call
    /// returns only when no cancel request is in flight. A transaction that `body` left open is
    /// rolled back.
    package func perform<Value: Sendable>(
        _ kind: StatementDeadlines.Kind = .ordinary,
        _ body: @escaping @Sendable (borrowing PostgresSession) throws -> Value
    ) async throws -> Value {
        guard let value = try await attempt(isCancellable: true, kind, body) else {
            throw PostgresError.lostBeforeBeginning
        }
        return value
    }

    /// Like `perform`, but ignores cancellation. For work whose result must be known.
    package func performToEnd<Value: Sendable>(
        _ kind: StatementDeadlines.Kind = .ordinary,
        _ body: @escaping @Sendable (borrowing PostgresSession) throws -> Value
    ) async throws -> Value {
        guard let value = try await attempt(isCancellable: false, kind, body) else {
            throw PostgresError.lostBeforeBeginning
        }
        return value
    }

    /// Runs `body` as the two functions above do.
    /// - Returns: nil if the connection was found lost before `body` began.
    func attempt<Value: Sendable>(
        isCancellable: Bool, _ kind: StatementDeadlines.Kind,
        _ body: @escaping @Sendable (borrowing PostgresSession) throws -> Value
    ) async throws -> Value? {
        let thread = thread
        let operation = thread.newOperation()
        let result: Result<Value?, any Error> = await withTaskCancellationHandler {
            await handedOver { take in
                let isAccepted = thread.submit { connection in
                    connection.use(thread.clock(kind, of: operation))
                    let result = Self.result(connection, thread, operation, body)
                    thread.end(
                        operation,
                        isLost: connection.isLost || !connection.isIdle || Self.isStale(result))
                    take(result)
                }
                if !isAccepted {
                    thread.end(operation, isLost: false)
                    take(.failure(PostgresError.closed))
                }
            }
        } onCancel: {
            if isCancellable { thread.cancel(operation) }
        }
        return try result.get()
    }

    /// Whether the session's settings may be outdated, so that it must not be used again. A session
    /// keeps its first settings: one that is read-only, or has too short a timeout, would go on
    /// failing after the server's settings or its primary have changed.
    private static func isStale<Value>(_ result: Result<Value?, any Error>) -> Bool {
        guard case .failure(let error as PostgresError) = result, error.kind == .server else {
            return false
        }
        return ["25006", "57014"].contains(error.sqlstate)
    }

    private static func result<Value: Sendable>(
        _ connection: LiveConnection, _ thread: ConnectionThread,
        _ operation: ConnectionThread.Operation,
        _ body: @Sendable (borrowing PostgresSession) throws -> Value
    ) -> Result<Value?, any Error> {
        if thread.isCancelled(operation) { return .failure(PostgresError.cancelled) }
        connection.noticeEnd()
        if connection.isLost { return .success(nil) }
        defer { connection.rollBack() }
        let session = PostgresSession(connection, thread, operation)
        do {
            return .success(try body(session))
        } catch {
            return .failure(error)
        }
    }
}
