import CPostgres
import Descriptors
import Glibc
import Threads

/// A `PGconn`, which is created, used and finished on one thread.
final class LiveConnection {
    let raw: OpaquePointer
    let security: ConnectionSecurity
    private let notices: Notices
    private var clock = StatementClock()
    private var prepared = PreparedStatements()
    /// Whether no pooler stands between. A pooler may give each transaction another server process,
    /// so statements stay prepared only on direct connections.
    private var isDirect = false

    private init(raw: OpaquePointer, notices: Notices, security: ConnectionSecurity) {
        self.raw = raw
        self.notices = notices
        self.security = security
    }

    deinit { PQfinish(raw) }

    /// The facts from the server's notices; their texts are neither kept nor printed.
    private final class Notices {
        var isCommitInDoubt = false
        /// The server announced that it ends the session, just before it closes the connection.
        var isFarewell = false
    }

    // MARK: Opening

    /// Connects to the first place that answers.
    /// - Parameter stop: a file descriptor that ends the attempt once it is readable.
    static func open(
        _ options: ConnectionOptions, stop: CInt = -1
    ) throws(PostgresError) -> LiveConnection {
        try Connector(options: options, stop: stop).open()
    }

    /// Connects to one place, for at most the options' `connectTimeout`.
    static func open(
        _ options: ConnectionOptions, at place: ConnectionPlace, stop: CInt
    ) throws(PostgresError) -> LiveConnection {
        guard OpenFiles.leavesReserve else { throw .connecting(.outOfResources) }
        guard let raw = options.start() else {
            throw .connecting(.outOfResources, sqlstate: "53200")
        }
        // A failed connection has no result with a SQLSTATE, so the message must contain it.
        PQsetErrorVerbosity(raw, PQERRORS_VERBOSE)
        do throws(PostgresError) {
            try shakeHands(raw, stop: stop, within: options.connectTimeout)
        } catch {
            PQfinish(raw)
            throw error
        }
        PQsetErrorVerbosity(raw, PQERRORS_DEFAULT)
        // Otherwise sending to a server that reads nothing would block without a deadline.
        PQsetnonblocking(raw, 1)
        let notices = Notices()
        PQsetNoticeReceiver(
            raw, { LiveConnection.receive(notice: $1, into: $0) },
            Unmanaged.passUnretained(notices).toOpaque())
        return LiveConnection(
            raw: raw, notices: notices,
            security: ConnectionSecurity(
                isLocal: place.isLocal, mode: options["sslmode"] ?? "prefer",
                isModeWritten: options.isModeWritten, isEncrypted: PQsslInUse(raw) == 1))
    }

    private static func shakeHands(
        _ raw: OpaquePointer, stop: CInt, within milliseconds: Int64
    ) throws(PostgresError) {
        // By default libpq prints the server's notices to standard error.
        PQsetNoticeReceiver(raw, { _, _ in }, nil)
        let deadline = monotonicMilliseconds() + milliseconds
        var status = PQstatus(raw) == CONNECTION_BAD ? PGRES_POLLING_FAILED : PGRES_POLLING_WRITING
        while status != PGRES_POLLING_OK {
            if status == PGRES_POLLING_FAILED { throw refusal(of: raw) }
            let events = Int16(status == PGRES_POLLING_READING ? POLLIN : POLLOUT)
            switch poll(raw, events, stop: stop, deadline: deadline) {
            case .ready: status = PQconnectPoll(raw)
            case .stopped: throw .closed
            case .timedOut: throw .connecting(.noAnswer)
            }
        }
    }

    private static func refusal(of raw: OpaquePointer) -> PostgresError {
        let complaint = ConnectionComplaint(text(PQerrorMessage(raw)))
        guard let code = complaint.sqlstate else { return .connecting(complaint.failure) }
        return PostgresError(
            kind: .server, sqlstate: code, message: PostgresError.refusal,
            cause: .connecting(complaint.failure))
    }

    // MARK: Waiting

    enum Readiness { case ready, timedOut, stopped }

    /// Waits for the socket, or for `stop`.
    /// - Parameter deadline: monotonic milliseconds; `Int64.max`: never.
    func poll(_ events: Int16, stop: CInt = -1, deadline: Int64 = .max) -> Readiness {
        Self.poll(raw, events, stop: stop, deadline: deadline)
    }

    private static func poll(
        _ raw: OpaquePointer, _ events: Int16, stop: CInt, deadline: Int64
    ) -> Readiness {
        var descriptors = [
            pollfd(fd: PQsocket(raw), events: events, revents: 0),
            pollfd(fd: stop, events: Int16(POLLIN), revents: 0),
        ]
        while true {
            let left = max(0, deadline - (deadline == .max ? 0 : monotonicMilliseconds()))
            let timeout = deadline == .max ? -1 : CInt(min(left, Int64(CInt.max)))
            let count = Glibc.poll(&descriptors, 2, timeout)
            if count == 0 { return .timedOut }
            if count > 0 { return descriptors[1].revents != 0 ? .stopped : .ready }
            precondition(errno == EINTR, "poll was called wrongly")
        }
    }

    /// Sets the deadlines of the statements that follow.
    func use(_ clock: StatementClock) { self.clock = clock }

    /// Waits for the socket. At the statement's deadline the server is asked to cancel it. If the
    /// server does not answer that either, the connection is given up.
    private func wait(_ events: CInt) throws(PostgresError) {
        while true {
            switch clock.look() {
            case .waits(let until):
                if poll(Int16(events), deadline: until) == .ready { return }
            case .isDue: clock.interrupt()
            case .isOver:
                giveUp()
                throw .silence
            }
        }
    }

    /// Ends the connection at once. The other side may be alive and read nothing.
    func giveUp() {
        isGivenUp = true
        shutdown(PQsocket(raw), CInt(SHUT_RDWR))
    }

    // MARK: State

    private var isGivenUp = false
    var isLost: Bool { isGivenUp || PQstatus(raw) != CONNECTION_OK || notices.isFarewell }
    var isIdle: Bool { PQtransactionStatus(raw) == PQTRANS_IDLE }

    /// Reads what the server sent unasked, so that a connection which it has ended is found lost
    /// before a statement is sent on it.
    func noticeEnd() {
        while !isLost, poll(Int16(POLLIN), deadline: 0) == .ready {
            if PQconsumeInput(raw) == 0 { return }
            _ = PQisBusy(raw)
        }
    }

    // MARK: Statements

    private func begin() {
        notices.isCommitInDoubt = false
        clock.begin()
    }

    /// Runs one unnamed statement in the extended protocol.
    func run(_ sql: String, _ values: EncodedValues, count: Int) throws(PostgresError)
        -> PostgresRows
    {
        begin()
        let isSent = values.withPointers {
            PQsendQueryParams(raw, sql, CInt(count), nil, $0, nil, nil, 0)
        }
        return try finish(isSent: isSent == 1)
    }

    /// Runs one statement, prepared by name if the connection is direct.
    /// - Parameter name: always the same for the same text; at most 50 bytes.
    func run(
        _ sql: String, preparedAs name: String, _ values: EncodedValues, count: Int
    ) throws(PostgresError) -> PostgresRows {
        guard isDirect else { return try run(sql, values, count: count) }
        do throws(PostgresError) {
            return try runPrepared(sql, name, values, count: count)
        } catch {
            guard error.kind == .server, PreparedStatements.stale.contains(error.sqlstate) else {
                throw error
            }
            prepared.forget()
            // Within a transaction, the caller has to begin that anew.
            guard isIdle else { throw error }
            return try run(sql, values, count: count)
        }
    }

    private func runPrepared(
        _ sql: String, _ name: String, _ values: EncodedValues, count: Int
    ) throws(PostgresError) -> PostgresRows {
        if prepared.isOld, isIdle {
            prepared.forget()
            try script("deallocate all")
        }
        let (name, isNew) = prepared.name(of: name)
        if isNew {
            begin()
            do throws(PostgresError) {
                _ = try finish(isSent: PQsendPrepare(raw, name, sql, 0, nil) == 1)
            } catch {
                prepared.forget()
                throw error
            }
        }
        begin()
        let isSent = values.withPointers {
            PQsendQueryPrepared(raw, name, CInt(count), $0, nil, nil, 0)
        }
        return try finish(isSent: isSent == 1)
    }

    /// Runs any number of statements in the simple protocol.
    @discardableResult
    func script(_ sql: String) throws(PostgresError) -> PostgresRows {
        begin()
        return try finish(isSent: PQsendQuery(raw, sql) == 1)
    }

    /// Makes statements outside our transactions READ COMMITTED too. With a stricter default of the
    /// server the claims and slots of several workers would make one another fail. Behind PgBouncer
    /// this may reach only some server connections; failures on the others are tried again.
    ///
    /// Also finds out whether a pooler stands between: a pooler tells its clients a made-up process
    /// number.
    func setUp() throws(PostgresError) {
        let session = try script(
            "select current_setting('default_transaction_isolation'), pg_backend_pid()")
        isDirect = session.int(0, 1) == Int64(PQbackendPID(raw))
        if session.string(0, 0) != "read committed" {
            try script("set default_transaction_isolation = 'read committed'")
        }
    }

    /// Begins `COPY … FROM STDIN`.
    func beginCopy(_ sql: String) throws(PostgresError) {
        begin()
        guard PQsendQuery(raw, sql) == 1, let result = try nextResult() else { throw failure(nil) }
        if PQresultStatus(result) == PGRES_COPY_IN { return PQclear(result) }
        let error = failure(result)
        PQclear(result)
        drain()
        precondition(!error.sqlstate.isEmpty || isLost, "copyIn was given no COPY FROM STDIN")
        throw error
    }

    /// Sends a piece, with its own deadline: a copy may take any time while pieces get through.
    /// - Returns: false if the connection is lost; `endCopy` then throws the reason.
    func copy(_ bytes: [UInt8]) throws(PostgresError) -> Bool {
        clock.begin()
        let code = bytes.withUnsafeBytes { buffer -> CInt in
            guard let start = buffer.baseAddress, buffer.count > 0 else { return 1 }
            return PQputCopyData(
                raw, start.assumingMemoryBound(to: CChar.self), CInt(buffer.count))
        }
        guard code == 1 else { return false }
        try flush()
        return !isLost
    }

    /// - Parameter abort: the reason to keep no row; nil: keep the rows.
    func endCopy(abort: String?) throws(PostgresError) -> PostgresRows {
        guard !isGivenUp else { throw .silence }
        clock.begin()
        _ = PQputCopyEnd(raw, abort)
        return try finish(isSent: true)
    }

    /// Ends a transaction that a body left open; it cannot be cancelled. `isIdle` shows whether it
    /// worked.
    func rollBack() {
        guard !isLost, !isIdle else { return }
        _ = try? script("ROLLBACK")
    }

    /// Collects all results. Throws the first error, because later ones lack its SQLSTATE.
    private func finish(isSent: Bool) throws(PostgresError) -> PostgresRows {
        guard isSent else { throw failure(nil) }
        var error: PostgresError?
        var last: OpaquePointer?
        defer { if let last { PQclear(last) } }
        while let result = try nextResult() {
            switch PQresultStatus(result) {
            case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY:
                if let last { PQclear(last) }
                last = result
            case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
                preconditionFailure("COPY goes through copyIn")
            default:
                error = error ?? failure(result)
                PQclear(result)
            }
        }
        if notices.isCommitInDoubt {
            throw PostgresError(
                kind: .commitInDoubt, sqlstate: "01000",
                message: "the wait for synchronous replication was cancelled")
        }
        if let error { throw isLost ? error.asLost : clock.explained(error) }
        guard let rows = last else { throw failure(nil) }
        last = nil
        return PostgresRows(owning: rows)
    }

    /// - Returns: nil if the statement has ended.
    private func nextResult() throws(PostgresError) -> OpaquePointer? {
        try flush()
        while PQisBusy(raw) == 1, PQsocket(raw) >= 0 {
            try wait(CInt(POLLIN))
            // The next result says what is broken.
            if PQconsumeInput(raw) == 0 { break }
        }
        return PQgetResult(raw)
    }

    private func flush() throws(PostgresError) {
        while PQsocket(raw) >= 0, PQflush(raw) == 1 {
            try wait(CInt(POLLIN | POLLOUT))
            if PQconsumeInput(raw) == 0 { return }
        }
    }

    private func drain() {
        while let result = try? nextResult() { PQclear(result) }
    }

    /// - Parameter result: nil: libpq itself failed.
    private func failure(_ result: OpaquePointer?) -> PostgresError {
        let sqlstate = Self.field("C", of: result) ?? ""
        let message = Self.field("M", of: result).map { blanked($0, sqlstate: sqlstate) }
        if isLost {
            return PostgresError(
                kind: .connectionLost, sqlstate: sqlstate.isEmpty ? "08006" : sqlstate,
                message: message ?? "the connection was lost")
        }
        return PostgresError(
            kind: .server, sqlstate: sqlstate,
            message: message ?? "libpq refused the statement",
            constraint: Self.field("n", of: result),
            cause: sqlstate == "22023" && Self.isZoneLookUp(Self.field("R", of: result))
                ? .timeZoneUnknown : nil)
    }

    /// Whether a time zone's look-up failed. The server's language does not change these names.
    private static func isZoneLookUp(_ routine: String?) -> Bool {
        ["timestamptz_zone", "timestamp_zone", "DecodeTimezoneNameToTz"].contains(routine)
    }

    /// - Parameter code: one of libpq's `PG_DIAG_…`, which are C characters.
    private static func field(_ code: Unicode.Scalar, of result: OpaquePointer?) -> String? {
        guard let result, let value = PQresultErrorField(result, CInt(code.value)) else {
            return nil
        }
        return String(cString: value)
    }

    /// Notes the two notices that matter. "Canceling (the) wait for synchronous replication" means
    /// that a commit has happened on this server and perhaps on no other. The function's name is
    /// the same in every language of the server.
    private static func receive(notice: OpaquePointer?, into argument: UnsafeMutableRawPointer?) {
        guard let argument else { return }
        let notices = Unmanaged<Notices>.fromOpaque(argument).takeUnretainedValue()
        // PG_DIAG_SEVERITY_NONLOCALIZED. The end of a session that asks nothing comes as a notice.
        if ["FATAL", "PANIC"].contains(field("V", of: notice)) { notices.isFarewell = true }
        let isFromWait = field("R", of: notice) == "SyncRepWaitForLSN"
        let isWorded = field("M", of: notice)?.contains("wait for synchronous replication") ?? false
        if isFromWait || isWorded { notices.isCommitInDoubt = true }
    }
}

private func text(_ pointer: UnsafePointer<CChar>?) -> String {
    pointer.map { String(cString: $0) } ?? ""
}

private func text(_ pointer: UnsafeMutablePointer<CChar>?) -> String {
    pointer.map { String(cString: $0) } ?? ""
}
