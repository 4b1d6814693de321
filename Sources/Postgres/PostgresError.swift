/// The reason why a statement, a transaction or a connection failed.
///
/// It holds no row, no parameter and no connection string, only the server's primary message with
/// quoted values blanked. DETAIL, HINT and CONTEXT are never read, because they echo rows.
package struct PostgresError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Split by what the caller does next.
    package enum Kind: Sendable, Equatable {
        /// The server refused. Nothing of the transaction took effect.
        case server
        /// The connection is lost, or was never made. No COMMIT had been sent, but a statement
        /// outside `transaction` may have taken effect.
        case connectionLost
        /// Our own task was cancelled. Nothing of the transaction took effect.
        case cancelled
        /// COMMIT was sent and its result is unknown, or a failover may lose it. Read the rows
        /// before anything is repeated, and send no letter because of it.
        case commitInDoubt
    }

    /// A detail for the operator, where the SQLSTATE does not tell it.
    package enum Cause: Sendable, Equatable {
        case connecting(ConnectionFailure)
        /// No answer came until the deadline, nor to the cancellation. The connection was dropped.
        case silence
        /// We cancelled the statement at its deadline, and the server confirmed it.
        case deadline
        case timeZoneUnknown
        case unreadableConnectionString
    }

    package let kind: Kind
    /// Five characters; empty if there is none.
    package let sqlstate: String
    /// The server's primary message, blanked (`blanked`), or our own words.
    package let message: String
    /// The name of the violated constraint.
    package let constraint: String?
    package let cause: Cause?

    package init(
        kind: Kind, sqlstate: String, message: String, constraint: String? = nil,
        cause: Cause? = nil
    ) {
        self.kind = kind
        self.sqlstate = sqlstate
        self.message = message
        self.constraint = constraint
        self.cause = cause
    }

    static let refusal = "the server refused the connection"

    /// Whether a server was reached, and refused the connection.
    package var isRefusal: Bool { message == Self.refusal }

    /// The reason why no connection was made, if that is what failed.
    package var connectionFailure: ConnectionFailure? {
        if case .connecting(let failure) = cause { failure } else { nil }
    }

    /// Whether the same call may well succeed later.
    package var isRetryable: Bool {
        if let connectionFailure { return connectionFailure.mayPass }
        if cause == .deadline { return true }
        return switch kind {
        case .cancelled, .commitInDoubt: false
        // 08003 is our own code for a connection or pool that we closed.
        case .connectionLost: sqlstate != "08003"
        case .server:
            ["40001", "40P01", "55P03"].contains(sqlstate)
                || ["57P0", "08", "53"].contains { sqlstate.hasPrefix($0) }
        }
    }

    package var description: String {
        let code = sqlstate.isEmpty ? "" : " (\(sqlstate))"
        return switch kind {
        case .server: "database: \(message)\(code)"
        case .connectionLost: "database connection: \(message)\(code)"
        case .cancelled: "database: cancelled\(code)"
        case .commitInDoubt: "database commit in doubt: \(message)\(code)"
        }
    }

    static let closed = PostgresError(
        kind: .connectionLost, sqlstate: "08003", message: "the connection was closed by us")
    static let cancelled = PostgresError(
        kind: .cancelled, sqlstate: "57014", message: "the task was cancelled")
    static let lostBeforeBeginning = PostgresError(
        kind: .connectionLost, sqlstate: "08006", message: "the server had ended the connection")

    var asLost: PostgresError {
        PostgresError(
            kind: .connectionLost, sqlstate: sqlstate.isEmpty ? "08006" : sqlstate,
            message: message, cause: cause)
    }

    var asCommitInDoubt: PostgresError {
        PostgresError(
            kind: .commitInDoubt, sqlstate: sqlstate, message: message, constraint: constraint,
            cause: cause)
    }

    static func connecting(
        _ failure: ConnectionFailure, sqlstate: String = "08001"
    ) -> PostgresError {
        PostgresError(
            kind: .connectionLost, sqlstate: sqlstate, message: "cannot connect: \(failure.words)",
            cause: .connecting(failure))
    }

    static let silence = PostgresError(
        kind: .connectionLost, sqlstate: "08006",
        message: "no answer within the deadline; the connection was dropped", cause: .silence)
}

/// The server's primary message without the values that it may echo.
///
/// Class 22 (data exception) echoes values with unescaped quotes inside, and in the quotation marks
/// of the server's language, so everything from the first mark to the last is removed. Class 23
/// (integrity) names relations and constraints, which are kept; only values after a colon are
/// removed.
func blanked(_ message: String, sqlstate: String) -> String {
    let isMark = { (character: Character) in "\"'«»„“”‘’‚‹›「」".contains(character) }
    var text = message[...]
    var kept = ""
    switch sqlstate.prefix(2) {
    case "22": break
    case "23":
        guard let colon = text.firstIndex(of: ":") else { return message }
        kept = String(text[...colon])
        text = text[text.index(after: colon)...]
    default: return message
    }
    if let first = text.firstIndex(where: isMark), let last = text.lastIndex(where: isMark) {
        kept += text[..<first] + "\"…\""
        text = text[text.index(after: last)...]
    }
    // "invalid byte sequence for encoding "UTF8": 0xc3 0x28"
    if let bytes = text.firstRange(of: "0x") { text = text[..<bytes.lowerBound] + "…" }
    return kept + text
}
