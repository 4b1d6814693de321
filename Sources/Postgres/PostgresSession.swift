/// The operations that a body has on a connection. It is only borrowed inside `perform`, so it
/// cannot leave the connection's thread. Its calls block that thread and no other.
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

    package var security: ConnectionSecurity { thread.security }

    /// Runs one statement, but not COPY.
    /// - Parameter name: prepares the statement under this name on a direct connection; always the
    ///   same for the same text, and at most 50 bytes. Behind a pooler, which may change servers
    ///   between transactions, nothing is prepared. nil: the statement is planned for these values.
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

    /// Runs any number of statements without parameters. Outside `transaction` they are one
    /// transaction.
    package func script(_ sql: String) throws(PostgresError) {
        try thread.statement(of: operation, on: connection) { () throws(PostgresError) in
            _ = try connection.script(sql)
        }
    }

    /// Runs BEGIN, `body` and COMMIT; if `body` throws, ROLLBACK, and throws that error.
    ///
    /// The isolation is READ COMMITTED whatever the server's default is: a transaction that waited
    /// for a row must see what the other one did to it.
    ///
    /// - Throws: `.commitInDoubt` if the connection broke during COMMIT, or the wait for a
    ///   synchronous standby was cancelled. 25P02 if `body` swallowed a statement's error, so that
    ///   the server answered COMMIT with ROLLBACK.
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

    /// Runs COPY … FROM STDIN in constant memory. A row that the server refuses is reported only
    /// after all are sent, because libpq does not look earlier.
    /// - Parameters:
    ///   - sql: the COPY statement with its format.
    ///   - next: fills the empty buffer, with at most 1 GiB at a time, and returns whether there is
    ///     more. If it throws, the server keeps no row of this copy.
    /// - Returns: the number of rows copied.
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
            // The server's answer to our abort only repeats it, but a lost connection is new.
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
            // If the connection is lost, `endCopy` throws the reason.
            if try !connection.copy(buffer) { return }
        }
    }
}
