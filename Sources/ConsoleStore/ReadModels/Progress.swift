import Database
import Postgres
package import Reminders

extension ConsoleStore {
    /// Whether what is due goes on.
    /// - Parameters:
    ///   - creditor: only of this one; nil: of all.
    ///   - run: only of this one; nil: of all.
    package func progress(
        of creditor: CreditorID?, run: RunID? = nil
    ) async throws -> WorkProgress {
        try await pool.perform { session in
            try WorkProgress.read(of: creditor, run: run, in: session)
        }
    }

    /// The waits of workers that have done nothing for long, by worker.
    package func workerWaits() async throws -> [(worker: String, wait: WorkerWait)] {
        try await pool.perform { session in try Self.workerWaits(session) }
    }

    static func workerWaits(
        _ session: borrowing PostgresSession
    ) throws -> [(worker: String, wait: WorkerWait)] {
        let rows = try session.run(WorkerWaitStatement.waits)
        return (0..<rows.count).compactMap { row in
            let worker = rows.string(row, "name")
            return WorkerWait(written: rows.string(row, "wait"), elapsed: rows.int(row, "seconds"))
                .map { (worker, $0) }
        }
    }
}
