/// One libpq connection on one thread of its own, on which blocking is harmless.
///
/// A whole transaction is one hop to that thread and one back. Calls are served in order.
package final class PostgresConnection: Sendable {
    private let thread: ConnectionThread

    private init(_ thread: ConnectionThread) { self.thread = thread }

    deinit { thread.close() }

    /// - Parameters:
    ///   - conninfo: a libpq URI or `key=value` string; what it says wins over our defaults, but
    ///     for the encoding, which is UTF-8. Several hosts are tried in order, each for
    ///     `connect_timeout`, or 5 s. Without `sslmode` it is `verify-full`, unless the address is
    ///     of this machine.
    ///   - applicationName: as `pg_stat_activity` shows it, unless `conninfo` has one.
    /// - Throws: the server's SQLSTATE; 08001 if no server answered. Never a part of `conninfo`.
    package static func connect(
        _ conninfo: String, applicationName: String,
        deadlines: StatementDeadlines = StatementDeadlines()
    ) async throws(PostgresError) -> PostgresConnection {
        let options = try ConnectionOptions(conninfo, applicationName: applicationName)
        let opened = await handedOver { ConnectionThread.start(options, deadlines, $0) }
        return PostgresConnection(try opened.get())
    }

    /// False once the connection is lost or closed.
    package var isUsable: Bool { thread.isUsable }

    package var security: ConnectionSecurity { thread.security }

    /// No statement takes longer from now on, in milliseconds: for a program that is ending.
    func hurry(_ most: Int64) { thread.hurry(most) }

    /// Ends the connection when the calls made before have returned.
    package func close() { thread.close() }

    /// Runs `body` on the connection's thread. A statement that is not done within the deadline of
    /// its kind is cancelled (57014, `Cause.deadline`); if not even that is answered, the
    /// connection is lost (`Cause.silence`).
    ///
    /// When the task is cancelled, no further statement begins, the one at the server is cancelled,
    /// and the call throws `.cancelled`, unless `body` had no statement left to run. It returns
    /// only when no cancel request is on its way. A transaction left open by `body` is rolled back.
    package func perform<Value: Sendable>(
        _ kind: StatementDeadlines.Kind = .ordinary,
        _ body: @escaping @Sendable (borrowing PostgresSession) throws -> Value
    ) async throws -> Value {
        guard let value = try await attempt(isCancellable: true, kind, body) else {
            throw PostgresError.lostBeforeBeginning
        }
        return value
    }

    /// The same, deaf to cancellation: for what must be known to be done or not done.
    package func performToEnd<Value: Sendable>(
        _ kind: StatementDeadlines.Kind = .ordinary,
        _ body: @escaping @Sendable (borrowing PostgresSession) throws -> Value
    ) async throws -> Value {
        guard let value = try await attempt(isCancellable: false, kind, body) else {
            throw PostgresError.lostBeforeBeginning
        }
        return value
    }

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

    /// A session keeps the settings that it began with: one that may not write, or has too little
    /// time, would go on failing after the server's settings, or its primary, have changed.
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
