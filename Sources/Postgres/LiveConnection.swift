import CPostgres
import Descriptors
import Glibc

/// A `PGconn`, created, used and finished on one thread.
final class LiveConnection {
    let raw: OpaquePointer
    let security: ConnectionSecurity
    private let notices: Notices
    private var clock = StatementClock()
    private var prepared = PreparedStatements()
    /// No pooler stands between, which would give each transaction another server process: what is
    /// prepared stays.
    private var isDirect = false

    private init(raw: OpaquePointer, notices: Notices, security: ConnectionSecurity) {
        self.raw = raw
        self.notices = notices
        self.security = security
    }

    deinit { PQfinish(raw) }

    /// Only what matters of them is remembered; none is printed.
    private final class Notices {
        var isCommitInDoubt = false
        /// The server's last word, which comes a moment before the connection's end.
        var isFarewell = false
    }

    // MARK: Opening

    /// Connects to the first place that answers.
    /// - Parameter stop: a descriptor that, once readable, ends the attempt.
    static func open(
        _ options: ConnectionOptions, stop: CInt = -1
    ) throws(PostgresError) -> LiveConnection {
        try Connector(options: options, stop: stop).open()
    }

    /// Connects to one place, which may keep silent for the options' time.
    static func open(
        _ options: ConnectionOptions, at place: ConnectionPlace, stop: CInt
    ) throws(PostgresError) -> LiveConnection {
        guard let raw = options.start() else {
            throw .connecting(.outOfResources, sqlstate: "53200")
        }
        // A failed connection has no result to ask for its SQLSTATE: let the message have it.
        PQsetErrorVerbosity(raw, PQERRORS_VERBOSE)
        do throws(PostgresError) {
            try shakeHands(raw, stop: stop, within: options.connectTimeout)
        } catch {
            PQfinish(raw)
            throw error
        }
        PQsetErrorVerbosity(raw, PQERRORS_DEFAULT)
        // Or a statement that nobody reads would hold the thread where no deadline is looked at.
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
        // libpq would print the server's notices to standard error.
        PQsetNoticeReceiver(raw, { _, _ in }, nil)
        let deadline = monotonicMilliseconds() + milliseconds
        var status = PQstatus(raw) == CONNECTION_BAD ? PGRES_POLLING_FAILED : PGRES_POLLING_WRITING
        while status != PGRES_POLLING_OK {
            if OpenFiles.isReserved(PQsocket(raw)) { throw .connecting(.outOfResources) }
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
    /// - Parameter deadline: monotonic milliseconds; `Int64.max` is never.
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

    /// Says how long each of the coming statements may take, and what is done at its deadline.
    func use(_ clock: StatementClock) { self.clock = clock }

    /// Waits for the socket. At the statement's deadline the server is asked to cancel it; if that
    /// is not answered either, the connection is given up.
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

    /// The other side may be there and read nothing: nothing more is waited for.
    func giveUp() {
        isGivenUp = true
        shutdown(PQsocket(raw), CInt(SHUT_RDWR))
    }

    // MARK: State

    private var isGivenUp = false
    var isLost: Bool { isGivenUp || PQstatus(raw) != CONNECTION_OK || notices.isFarewell }
    var isIdle: Bool { PQtransactionStatus(raw) == PQTRANS_IDLE }

    /// Reads what the server said while nobody asked, so that a connection it ended is seen to be
    /// lost before a statement is sent on it.
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

    /// One statement, in the extended protocol, unnamed.
    func run(_ sql: String, _ values: EncodedValues, count: Int) throws(PostgresError)
        -> PostgresRows
    {
        begin()
        let isSent = values.withPointers {
            PQsendQueryParams(raw, sql, CInt(count), nil, $0, nil, nil, 0)
        }
        return try finish(isSent: isSent == 1)
    }

    /// The same, prepared by name if the session keeps what is prepared.
    /// - Parameter name: the same for the same text, at most 50 bytes.
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
            // Within a transaction the caller begins it anew.
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

    /// Any number of statements, in the simple protocol.
    @discardableResult
    func script(_ sql: String) throws(PostgresError) -> PostgresRows {
        begin()
        return try finish(isSent: PQsendQuery(raw, sql) == 1)
    }

    /// Statements outside a transaction of ours are READ COMMITTED as well: under a stricter
    /// default of the server's the claims and slots of several workers would fail one another.
    /// Behind PgBouncer this may hold for some servers only; the others' refusals are tried again.
    ///
    /// Also finds out whether a pooler stands between: it makes up the process number that it tells
    /// its clients.
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

    /// The deadline is for this piece alone: a copy may take as long as pieces get through.
    /// - Returns: false when the connection is lost: `endCopy` says how.
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

    /// - Parameter abort: why no row shall be kept; nil to keep them.
    func endCopy(abort: String?) throws(PostgresError) -> PostgresRows {
        guard !isGivenUp else { throw .silence }
        clock.begin()
        _ = PQputCopyEnd(raw, abort)
        return try finish(isSent: true)
    }

    /// Ends a transaction that a body left open. Never cancelled. Whether it worked shows in
    /// `isIdle`.
    func rollBack() {
        guard !isLost, !isIdle else { return }
        _ = try? script("ROLLBACK")
    }

    /// Collects all results. The first error wins, for it has the SQLSTATE that later ones lack.
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

    /// - Returns: nil when the statement has ended.
    private func nextResult() throws(PostgresError) -> OpaquePointer? {
        try flush()
        while PQisBusy(raw) == 1, PQsocket(raw) >= 0 {
            try wait(CInt(POLLIN))
            // The next result says what broke.
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

    /// - Parameter result: nil when libpq itself failed.
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

    /// The server's own function, which its language does not change.
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

    /// "Canceling (the) wait for synchronous replication" means that a commit has happened here and
    /// perhaps nowhere else. The function's name is the same in every language of the server.
    private static func receive(notice: OpaquePointer?, into argument: UnsafeMutableRawPointer?) {
        guard let argument else { return }
        let notices = Unmanaged<Notices>.fromOpaque(argument).takeUnretainedValue()
        // PG_DIAG_SEVERITY_NONLOCALIZED. What ends a session that asks nothing is told as a notice.
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
