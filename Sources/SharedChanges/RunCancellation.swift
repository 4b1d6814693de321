import Database
package import Postgres
package import Reminders

/// Cancels the unsent reminders of a cancelled run.
package enum RunCancellation {
    private static let reason: StatementArguments = [
        "reason": .integer(Int(Reason.cancelledByUser.storageID))
    ]

    /// Cancels what is unsent in up to a hundred parts that no worker has claimed, and frees its
    /// permits.
    /// - Parameter run: nil for any cancelled run.
    /// - Returns: How many parts; 0 if none was left that is neither claimed nor locked.
    package static func cancelSlice(
        of run: RunID?, in session: borrowing PostgresSession
    ) throws -> Int {
        let parts = try session.run(
            CancelStatement.cancelledParts, ["run": .id(run)])
        for row in 0..<parts.count {
            let run: RunID = parts.id(row, "run")
            let (first, last) = (parts.int(row, "first"), parts.int(row, "last"))
            let creditor: CreditorID = parts.id(row, "creditor")
            let part: StatementArguments = [
                "creditor": .id(creditor), "run": .id(run), "first": .int(first),
                "last": .int(last),
            ]
            let reminders = try session.run(CancelStatement.cancelQueued, part + reason)
            let manual = try cancelManual(part, run, first: first, in: session)
            let numbers = (0..<reminders.count).map { reminders.string($0, "number") } + manual
            try session.run(
                PartStatement.freePermits,
                ["creditor": .id(creditor), "numbers": .textArray(numbers), "run": .id(run)])
            try PartTally.recount(creditor, run, first: first, last: last, in: session)
        }
        return parts.count
    }

    /// Cancels the manual reminders of a part that nobody has done. Those marked as done stay.
    /// - Parameter part: Creditor, run, first and last of a locked part.
    /// - Returns: The invoices of the cancelled reminders.
    private static func cancelManual(
        _ part: StatementArguments, _ run: RunID, first: Int64,
        in session: borrowing PostgresSession
    ) throws -> [String] {
        let dropped = try session.run(CancelStatement.dropManual, part)
        try session.run(CancelStatement.closeManual, ["run": .id(run), "first": .int(first)])
        guard dropped.count > 0 else { return [] }
        let positions = PostgresValue.intArray((0..<dropped.count).map { dropped.int($0, "pos") })
        let cancelled = try session.run(
            CancelStatement.cancelManual, part + reason + ["positions": positions])
        return (0..<cancelled.count).map { cancelled.string($0, "number") }
    }
}
