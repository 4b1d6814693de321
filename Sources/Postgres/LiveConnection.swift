import CPostgres
import Glibc

/// A `PGconn`, created, used and finished on one thread.
final class LiveConnection {
    let raw: OpaquePointer
    private let notices: Notices

    private init(raw: OpaquePointer, notices: Notices) {
        self.raw = raw
        self.notices = notices
    }

    deinit { PQfinish(raw) }

    /// Only what matters of them is remembered; none is printed.
    private final class Notices {
        var isCommitInDoubt = false
        /// The server's last word, which comes a moment before the connection's end.
        var isFarewell = false
    }

    // MARK: Opening

    /// Connects to the first host that answers. Each host may keep silent for the options' time,
    /// and is then left out.
    /// - Parameter stop: a descriptor that, once readable, ends the attempt.
    static func open(
        _ options: ConnectionOptions, stop: CInt = -1
    ) throws(PostgresError) -> LiveConnection {
        guard let raw = options.start() else {
            throw PostgresError(kind: .server, sqlstate: "53200", message: "out of memory")
        }
        let notices = Notices()
        let connection = LiveConnection(raw: raw, notices: notices)
        PQsetNoticeReceiver(
            raw, { LiveConnection.receive(notice: $1, into: $0) },
            Unmanaged.passUnretained(notices).toOpaque())
        // A failed connection has no result to ask for its SQLSTATE: let the message be the
        // SQLSTATE.
        PQsetErrorVerbosity(raw, PQERRORS_SQLSTATE)
        var answering = ""
        var deadline = Int64.max
        var status = PQstatus(raw) == CONNECTION_BAD ? PGRES_POLLING_FAILED : PGRES_POLLING_WRITING
        while status != PGRES_POLLING_OK {
            if status == PGRES_POLLING_FAILED { throw connection.refusal() }
            let host = text(PQhost(raw)) + "\n" + text(PQport(raw))
            if host != answering {
                answering = host
                deadline = monotonicMilliseconds() + options.connectTimeout
            }
            let events = Int16(status == PGRES_POLLING_READING ? POLLIN : POLLOUT)
            switch connection.poll(events, stop: stop, deadline: deadline) {
            case .ready: status = PQconnectPoll(raw)
            case .stopped: throw .closed
            case .timedOut:
                let rest = options.without(host: text(PQhost(raw)), port: text(PQport(raw)))
                if let rest { return try open(rest, stop: stop) }
                throw PostgresError(
                    kind: .connectionLost, sqlstate: "08001", message: "no answer in time")
            }
        }
        PQsetErrorVerbosity(raw, PQERRORS_DEFAULT)
        return connection
    }

    /// What stands behind `failed:` in libpq's last line; never its host, user or password.
    private func refusal() -> PostgresError {
        let lines = text(PQerrorMessage(raw)).split(separator: "\n")
        for line in lines.reversed() {
            guard let severity = line.firstRange(of: "FATAL:  ") ?? line.firstRange(of: "ERROR:  ")
            else {
                continue
            }
            let code = String(line[severity.upperBound...].prefix(5))
            guard code.utf8.count == 5, code.utf8.allSatisfy(isCodeCharacter) else { continue }
            return PostgresError(
                kind: .server, sqlstate: code, message: PostgresError.refusal)
        }
        let cause = lines.reversed().lazy.compactMap { line in
            line.firstRange(of: " failed: ").map { line[$0.upperBound...] }
        }.first
        return PostgresError(
            kind: .connectionLost, sqlstate: "08001",
            message: "cannot connect" + (cause.map { ": \($0)" } ?? ""))
    }

    private func isCodeCharacter(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte)
    }

    // MARK: Waiting

    enum Readiness { case ready, timedOut, stopped }

    /// Waits for the socket, or for `stop`.
    /// - Parameter deadline: monotonic milliseconds; `Int64.max` is never.
    func poll(_ events: Int16, stop: CInt = -1, deadline: Int64 = .max) -> Readiness {
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

    // MARK: State

    var isLost: Bool { PQstatus(raw) != CONNECTION_OK || notices.isFarewell }
    var isIdle: Bool { PQtransactionStatus(raw) == PQTRANS_IDLE }
    var isInTransaction: Bool { PQtransactionStatus(raw) == PQTRANS_INTRANS }

    /// Reads what the server said while nobody asked, so that a connection it ended is seen to be
    /// lost before a statement is sent on it.
    func noticeEnd() {
        while !isLost, poll(Int16(POLLIN), deadline: 0) == .ready {
            if PQconsumeInput(raw) == 0 { return }
            _ = PQisBusy(raw)
        }
    }

    // MARK: Statements

    /// One statement, in the extended protocol, unnamed.
    func run(_ sql: String, _ values: EncodedValues, count: Int) throws(PostgresError)
        -> PostgresRows
    {
        notices.isCommitInDoubt = false
        let isSent = values.withPointers {
            PQsendQueryParams(raw, sql, CInt(count), nil, $0, nil, nil, 0)
        }
        return try finish(isSent: isSent == 1)
    }

    /// Any number of statements, in the simple protocol.
    @discardableResult
    func script(_ sql: String) throws(PostgresError) -> PostgresRows {
        notices.isCommitInDoubt = false
        return try finish(isSent: PQsendQuery(raw, sql) == 1)
    }

    /// Statements outside a transaction of ours are READ COMMITTED as well: under a stricter
    /// default of the server's the claims and slots of several workers would fail one another.
    /// Behind PgBouncer this may hold for some servers only; the others' refusals are tried again.
    func useReadCommitted() throws(PostgresError) {
        let isDefault = try script("show default_transaction_isolation").string(0, 0)
        if isDefault != "read committed" {
            try script("set default_transaction_isolation = 'read committed'")
        }
    }

    /// Begins `COPY … FROM STDIN`.
    func beginCopy(_ sql: String) throws(PostgresError) {
        notices.isCommitInDoubt = false
        guard PQsendQuery(raw, sql) == 1, let result = PQgetResult(raw) else { throw failure(nil) }
        if PQresultStatus(result) == PGRES_COPY_IN { return PQclear(result) }
        let error = failure(result)
        PQclear(result)
        drain()
        precondition(!error.sqlstate.isEmpty || isLost, "copyIn was given no COPY FROM STDIN")
        throw error
    }

    /// - Returns: false when the connection is lost: `endCopy` says how.
    func copy(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBytes { buffer in
            guard let start = buffer.baseAddress, buffer.count > 0 else { return true }
            return PQputCopyData(
                raw, start.assumingMemoryBound(to: CChar.self), CInt(buffer.count)) == 1
        }
    }

    /// - Parameter abort: why no row shall be kept; nil to keep them.
    func endCopy(abort: String?) throws(PostgresError) -> PostgresRows {
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
        while let result = PQgetResult(raw) {
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
        let rows = last.map { PostgresRows(owning: $0) }
        if notices.isCommitInDoubt {
            throw PostgresError(
                kind: .commitInDoubt, sqlstate: "01000",
                message: "the wait for synchronous replication was cancelled")
        }
        if let error {
            guard isLost else { throw error }
            throw PostgresError(
                kind: .connectionLost, sqlstate: error.sqlstate.isEmpty ? "08006" : error.sqlstate,
                message: error.message)
        }
        guard let rows else { throw failure(nil) }
        return rows
    }

    private func drain() {
        while let result = PQgetResult(raw) { PQclear(result) }
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
            constraint: Self.field("n", of: result))
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
