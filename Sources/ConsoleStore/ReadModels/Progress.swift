import Database
import Postgres
package import Reminders

extension ConsoleStore {
    /// Tells whether due work is being done.
    /// - Parameters:
    ///   - creditor: nil for all creditors.
    ///   - run: nil for all runs.
    package func progress(
        of creditor: CreditorID?, run: RunID? = nil
    ) async throws -> WorkProgress {
        try await pool.perform { session in
            try WorkProgress.read(of: creditor, run: run, in: session)
        }
    }

    /// Lists the waits of workers that have done nothing for long, by worker.
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
