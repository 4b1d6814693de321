import Database
import Glibc
package import Postgres
package import Reminders
import SharedChanges

/// The lock that allows one load per creditor at a time: two could deadlock, or see half of each
/// other. A load that waits in vain learns which load has the lock, and a load that stands still
/// loses it.
package enum LoaderLock {
    /// Another load has had the lock for all of `patience`.
    private struct Busy: Error {}

    /// How long a load waits for the lock.
    private static let patience = "10s"
    /// How long a load may stand still between two statements; it reads its file in between, piece
    /// by piece.
    private static let longestPause = "60s"

    /// Runs a transaction that has the lock to its end.
    /// - Throws: `LoadProblem.noSuchCreditor`; `.held` if another load keeps the lock; whatever
    ///   `body` throws.
    package static func withLock<Value>(
        of creditor: CreditorID, in session: borrowing PostgresSession,
        _ body: (borrowing PostgresSession) throws -> Value
    ) throws -> Value {
        if let value = try attempt(creditor, in: session, body) { return value }
        if try endStandingLoads(of: creditor, in: session),
            let value = try attempt(creditor, in: session, body)
        {
            return value
        }
        throw LoadProblem.held(by: try holder(of: creditor, in: session))
    }

    /// - Returns: nil if another load has kept the lock for all of `patience`.
    private static func attempt<Value>(
        _ creditor: CreditorID, in session: borrowing PostgresSession,
        _ body: (borrowing PostgresSession) throws -> Value
    ) throws -> Value? {
        do {
            return try session.transaction { session in
                guard try take(creditor, in: session) else { throw LoadProblem.noSuchCreditor }
                return try body(session)
            }
        } catch is Busy {
            return nil
        }
    }

    /// Ends the loads that have stood still within a COPY for `longestPause`. PostgreSQL has a
    /// timeout for a load that stands still between two statements, and none for this.
    /// - Returns: whether one was ended. One that runs under another role is left alone.
    private static func endStandingLoads(
        of creditor: CreditorID, in session: borrowing PostgresSession
    ) throws -> Bool {
        try session.run(
            LoadStatement.endStandingLoads,
            ["prefix": .text(prefix(creditor)), "longest_pause": .text(longestPause)]
        ).count > 0
    }

    /// Takes the lock until the end of the transaction. It then puts this process's name where
    /// those who wait can read it.
    /// - Returns: false if there is no such creditor.
    private static func take(
        _ creditor: CreditorID, in session: borrowing PostgresSession
    ) throws -> Bool {
        let before = try session.run(
            LoadStatement.boundLoader,
            ["patience": .text(patience), "longest_pause": .text(longestPause)])
        let isThere: Bool
        do throws(PostgresError) {
            let locked = try session.run(LockStatement.lockLoader, ["creditor": .id(creditor)])
            isThere = locked.count == 1
        } catch {
            throw error.sqlstate == "55P03" ? Busy() : error as any Error
        }
        try session.run(
            LoadStatement.nameLoader,
            [
                "lock_timeout": .text(before.string(0, "lock_timeout")),
                "prefix": .text(prefix(creditor)), "suffix": .text("/" + thisProcess),
            ])
        return isThere
    }

    private static func prefix(_ creditor: CreditorID) -> String { "paminn-load/\(creditor)/" }

    /// Returns the load that holds the lock; nil if it has ended meanwhile, or the holder is not a
    /// load.
    private static func holder(
        of creditor: CreditorID, in session: borrowing PostgresSession
    ) throws -> LoadHolder? {
        let found = try session.run(
            LoadStatement.loaderNames, ["prefix": .text(prefix(creditor))])
        guard found.count > 0 else { return nil }
        let parts = found.string(0, "application_name").split(separator: "/", maxSplits: 3)
        guard parts.count == 4, let since = Double(parts[2]) else { return nil }
        return LoadHolder(process: String(parts[3]), since: since)
    }

    /// Names this process and its machine. The number comes first, because PostgreSQL cuts the name
    /// of a session at 63 bytes.
    private static var thisProcess: String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard gethostname(&buffer, buffer.count - 1) == 0 else { return "pid \(getpid())" }
        let host = String(
            decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return "pid \(getpid()) on \(host)"
    }
}
