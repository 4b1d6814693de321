import Database
import Glibc
package import Postgres
package import Reminders
import SharedChanges

/// One load per creditor at a time: two could deadlock, or see half of each other. Whoever waits
/// for another says for whom, and whoever stands still loses the lock.
package enum LoaderLock {
    /// Another load has it, and had it for as long as we wait.
    private struct Busy: Error {}

    /// For the lock alone.
    private static let patience = "10s"
    /// Between two statements; a load reads its file in between, piece by piece.
    private static let longestPause = "60s"

    /// Runs a transaction that takes the lock.
    /// - Throws: `LoadProblem.held` if another load keeps it.
    package static func naming<Value>(
        holderOf creditor: CreditorID, in session: borrowing PostgresSession,
        _ body: (borrowing PostgresSession) throws -> Value
    ) throws -> Value {
        do {
            return try session.transaction(body)
        } catch is Busy {
            throw LoadProblem.held(by: try holder(of: creditor, in: session))
        }
    }

    /// Inside the transaction of `naming`.
    /// - Returns: false if there is no such creditor.
    package static func take(
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

    /// Nil: it has ended meanwhile, or is not a load.
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

    /// The number first, for the name of a session is cut at 63 bytes.
    private static var thisProcess: String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard gethostname(&buffer, buffer.count - 1) == 0 else { return "pid \(getpid())" }
        let host = String(
            decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return "pid \(getpid()) on \(host)"
    }
}
