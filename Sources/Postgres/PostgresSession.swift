/// What a body may do with a connection. Only ever borrowed inside `perform`, so it cannot escape
/// the connection's thread; its calls block that thread and nobody else.
package struct PostgresSession: ~Copyable {
    private let connection: LiveConnection
    private let thread: ConnectionThread
    private let operation: ConnectionThread.Operation

    init(
        _ connection: LiveConnection, _ thread: ConnectionThread,
        _ operation: ConnectionThread.Operation
    ) {
        self.connection = connection
        self.thread = thread
        self.operation = operation
    }

    /// How the connection is protected.
    package var security: ConnectionSecurity { thread.security }

    /// Runs one statement. Not for COPY.
    /// - Parameter name: prepares it under this name, the same for the same text and at most 50
    ///   bytes, on a direct connection; behind a pooler, which may change servers between
    ///   transactions, nothing is prepared. nil: planned for these values.
    @discardableResult
    package func run(
        _ sql: String, _ values: [PostgresValue] = [], preparedAs name: String? = nil
    ) throws(PostgresError) -> PostgresRows {
        let encoded = try EncodedValues(values)
        return try thread.statement(of: operation, on: connection) { () throws(PostgresError) in
            guard let name else { return try connection.run(sql, encoded, count: values.count) }
            return try connection.run(sql, preparedAs: name, encoded, count: values.count)
        }
    }

    /// Runs many statements, without parameters. Outside `transaction` they are one of their own.
    package func script(_ sql: String) throws(PostgresError) {
        try thread.statement(of: operation, on: connection) { () throws(PostgresError) in
            _ = try connection.script(sql)
        }
    }

    /// BEGIN, `body`, COMMIT; ROLLBACK and the body's error if it throws.
    ///
    /// Always READ COMMITTED, whatever the server's default: who waited for a row and reads after
    /// it must see what the other one did.
    ///
    /// A COMMIT whose connection broke, or whose wait for a synchronous standby was cancelled,
    /// throws `.commitInDoubt`. A body that swallowed a statement's error, so that the server
    /// answers COMMIT with ROLLBACK, throws 25P02.
    package func transaction<Value>(
        _ body: (borrowing PostgresSession) throws -> Value
    ) throws -> Value {
        precondition(connection.isLost || connection.isIdle, "a transaction within another")
        try script("BEGIN ISOLATION LEVEL READ COMMITTED")
        do {
            let value = try body(self)
            try commit()
            return value
        } catch {
            connection.rollBack()
            throw error
        }
    }

    private func commit() throws(PostgresError) {
        guard !connection.isLost else { throw .lostBeforeBeginning }
        let tag: String
        do throws(PostgresError) {
            tag = try thread.statement(of: operation, on: connection) { () throws(PostgresError) in
                try connection.script("COMMIT").tag
            }
        } catch {
            throw error.kind == .connectionLost ? error.asCommitInDoubt : error
        }
        guard tag == "COMMIT" else {
            throw PostgresError(
                kind: .server, sqlstate: "25P02",
                message: "the transaction had failed and was rolled back")
        }
    }

    /// COPY … FROM STDIN in constant memory. A row that the server refuses is reported when all is
    /// sent, for libpq does not look earlier.
    /// - Parameters:
    ///   - sql: the COPY statement; it says the format.
    ///   - next: fills the empty buffer, at most 1 GiB a time, and says whether there is more. If
    /// it
    ///     throws, the server keeps no row of this copy.
    /// - Returns: rows copied.
    package func copyIn(
        _ sql: String, _ next: (inout [UInt8]) throws -> Bool
    ) throws -> Int {
        var thrown: (any Error)?
        do throws(PostgresError) {
            return try thread.statement(of: operation, on: connection) { () throws(PostgresError) in
                try connection.beginCopy(sql)
                do {
                    try feed(next)
                } catch {
                    thrown = error
                }
                let abort = thrown.map { _ in "aborted by the client" }
                return try connection.endCopy(abort: abort).affected
            }
        } catch {
            // The server's answer to our abort only repeats it; a lost connection is news.
            throw error.kind == .connectionLost ? error : thrown ?? error
        }
    }

    private func feed(_ next: (inout [UInt8]) throws -> Bool) throws {
        var buffer: [UInt8] = []
        var isMore = true
        while isMore {
            if thread.isCancelled(operation) { throw PostgresError.cancelled }
            buffer.removeAll(keepingCapacity: true)
            isMore = try next(&buffer)
            // When the connection is gone, its end is the result that follows.
            if try !connection.copy(buffer) { return }
        }
    }
}
