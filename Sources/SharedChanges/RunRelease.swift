import Database
package import Postgres
package import Reminders

/// Opens a held run.
package enum RunRelease {
    /// Makes the run's parts, opens the run and wakes idle workers.
    /// - Parameter isStopped: of a run that was stopped while it was held. Its parts are stopped,
    ///   too, so that its reminders are cancelled like those of any stopped run.
    /// - Returns: false if it was released before, or was stopped and `isStopped` is false.
    package static func release(
        _ run: RunID, of creditor: CreditorID, isStopped: Bool = false,
        in session: borrowing PostgresSession
    ) throws -> Bool {
        let keys: StatementArguments = ["creditor": .id(creditor), "run": .id(run)]
        let stopped: StatementArguments = ["is_stopped": .bool(isStopped)]
        try session.run(LockStatement.lockCreditor, ["creditor": .id(creditor)])
        guard try session.run(ReleaseStatement.lockHeldRun, keys + stopped).count == 1 else {
            return false
        }
        let sizes = try session.run(ReleaseStatement.partSizes, keys)
        let sending = (0..<sizes.count).count { sizes.int($0, "queued") > 0 }
        let turns = try session.run(
            ReleaseStatement.takeTurns, ["creditor": .id(creditor), "parts": .integer(sending)])
        try session.run(
            ReleaseStatement.insertParts,
            keys + stopped + [
                "turn": .double(turns.double(0, "turn")),
                "turn_step": .double(turns.double(0, "turn_step")),
                "firsts": numbers(sizes, "first"), "lasts": numbers(sizes, "last"),
                "queued": numbers(sizes, "queued"), "skipped": numbers(sizes, "skipped"),
                "manual": numbers(sizes, "manual"),
                "exception_positions": texts(sizes, "exception_positions"),
                "exception_states": texts(sizes, "exception_states"),
                "exception_reasons": texts(sizes, "exception_reasons"),
            ])
        try session.run(ReleaseStatement.openReleased, ["run": .id(run)])
        try session.run(PartStatement.notifyWorkers)
        return true
    }

    private static func numbers(
        _ rows: borrowing PostgresRows, _ column: StaticString
    ) -> PostgresValue {
        .intArray((0..<rows.count).map { rows.int($0, column) })
    }

    private static func texts(
        _ rows: borrowing PostgresRows, _ column: StaticString
    ) -> PostgresValue {
        .textArray((0..<rows.count).map { rows.string($0, column) })
    }
}
