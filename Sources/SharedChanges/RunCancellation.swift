import Database
package import Postgres
package import Reminders

/// What was not sent of a cancelled run is written down as cancelled.
package enum RunCancellation {
    /// - Parameter run: nil for any.
    package static func cancelSlice(
        of run: RunID?, in session: borrowing PostgresSession
    ) throws -> Int {
        let parts = try session.run(
            CancelStatement.cancelledParts, [run.map { .int($0) } ?? .null])
        for row in 0..<parts.count {
            let (run, creditor) = (parts.int(row, 0), parts.int(row, 3))
            let bounds: [PostgresValue] = [.int(parts.int(row, 1)), .int(parts.int(row, 2))]
            let reminders = try session.run(
                CancelStatement.cancelQueued,
                [.int(creditor), .int(run)] + bounds
                    + [.integer(Int(Reason.cancelledByUser.storageID))])
            let numbers =
                (0..<reminders.count).map { reminders.string($0, 0) }
                + (try cancelManual(of: creditor, run, bounds, in: session))
            try session.run(
                PartStatement.freePermits, [.int(creditor), .textArray(numbers), .int(run)])
            try PartTally.recount(
                creditor, run, first: parts.int(row, 1), last: parts.int(row, 2), in: session)
        }
        return parts.count
    }

    /// Takes back what nobody has done by hand; what is marked done stays.
    /// - Parameter bounds: first and last of the part, which is locked.
    /// - Returns: their invoices.
    private static func cancelManual(
        of creditor: CreditorID, _ run: RunID, _ bounds: [PostgresValue],
        in session: borrowing PostgresSession
    ) throws -> [String] {
        let keys = [.int(creditor), .int(run)] + bounds
        let dropped = try session.run(CancelStatement.dropManual, keys)
        try session.run(CancelStatement.closeManual, [.int(run), bounds[0]])
        guard dropped.count > 0 else { return [] }
        let cancelled = try session.run(
            CancelStatement.cancelManual,
            keys + [
                .integer(Int(Reason.cancelledByUser.storageID)),
                .intArray((0..<dropped.count).map { dropped.int($0, 0) }),
            ])
        return (0..<cancelled.count).map { cancelled.string($0, 0) }
    }
}
