import Database
package import Postgres
package import Reminders

/// A run goes from held to open.
package enum RunRelease {
    /// Makes the run's parts and opens it.
    /// - Returns: false if it was released or stopped before.
    package static func release(
        _ run: RunID, of creditor: CreditorID, in session: borrowing PostgresSession
    ) throws -> Bool {
        let keys: [PostgresValue] = [.int(creditor), .int(run)]
        try session.run(LockStatement.lockCreditor, [.int(creditor)])
        guard try session.run(ReleaseStatement.lockHeldRun, keys).count == 1 else { return false }
        let sizes = try session.run(ReleaseStatement.partSizes, keys)
        let sending = (0..<sizes.count).count { sizes.int($0, 2) > 0 }
        let turns = try session.run(
            ReleaseStatement.takeTurns, [.int(creditor), .integer(sending)])
        let columns = (0..<5).map { column in
            PostgresValue.intArray((0..<sizes.count).map { sizes.int($0, column) })
        }
        let strays = (5..<8).map { column in
            PostgresValue.textArray((0..<sizes.count).map { sizes.string($0, column) })
        }
        try session.run(
            ReleaseStatement.insertParts,
            keys + [.double(turns.double(0, 0)), .double(turns.double(0, 1))] + columns + strays)
        try session.run(ReleaseStatement.openReleased, [.int(run)])
        try session.run(PartStatement.notifyWorkers)
        return true
    }
}
