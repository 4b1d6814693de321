import Postgres
package import Reminders

extension Store {
    /// Whether what is due goes on.
    /// - Parameters:
    ///   - creditor: only of this one; nil: of all.
    ///   - run: only of this one; nil: of all.
    package func progress(
        of creditor: CreditorID?, run: RunID? = nil
    ) async throws -> WorkProgress {
        try await pool.perform { session in try Self.progress(creditor, run, session) }
    }

    package func progress() async throws -> WorkProgress {
        try await beatPool.perform { session in try Self.progress(nil, nil, session) }
    }

    static func progress(
        _ creditor: CreditorID?, _ run: RunID?, _ session: borrowing PostgresSession
    ) throws -> WorkProgress {
        let row = try session.run(
            ProgressStatement.progress,
            [creditor.map { .int($0) } ?? .null, run.map { .int($0) } ?? .null])
        return WorkProgress(
            alive: Int(row.int(0, 0)), aliveFor: row.double(0, 1), silent: Int(row.int(0, 2)),
            silentSince: since(row, 0, from: 3), dueParts: Int(row.int(0, 5)),
            overdueRuns: Int(row.int(0, 6)), overdueSince: since(row, 0, from: 7),
            due: since(row, 0, from: 9), quiet: since(row, 0, from: 11))
    }

    /// What workers that have done nothing for long wait for, by worker.
    package func workerWaits() async throws -> [(worker: String, wait: WorkerWait)] {
        try await pool.perform { session in try Self.workerWaits(session) }
    }

    static func workerWaits(
        _ session: borrowing PostgresSession
    ) throws -> [(worker: String, wait: WorkerWait)] {
        let rows = try session.run(ProgressStatement.waits)
        return (0..<rows.count).compactMap { row in
            WorkerWait(written: rows.string(row, 1), elapsed: rows.int(row, 2))
                .map { (rows.string(row, 0), $0) }
        }
    }

    package func note(_ pulse: Pulse, of worker: WorkerID) async throws {
        try await beatPool.performToEnd { session in
            _ = try session.run(
                ProgressStatement.pulse,
                [
                    .int(worker), .double(pulse.lease.seconds), .double(pulse.idle.seconds),
                    pulse.waits.isEmpty ? .null : .textArray(pulse.waits.map(\.written)),
                ])
        }
    }
}
