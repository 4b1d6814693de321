package import Database
package import Postgres
package import Reminders

/// Writes outcomes of reminders and counts their part anew.
package enum PartTally {
    /// Settles reminders of a part that the transaction has locked.
    /// - Parameters:
    ///   - settlements: At most one for each position.
    ///   - positions: The first and the last position of the part.
    ///   - doubt: `settle_delay` of a new doubt, `amili_now` and `forgives_crashes`.
    /// - Returns: How many reminders are queued and uncertain now.
    package static func settle(
        _ settlements: [Settlement], _ creditor: CreditorID, _ run: RunID,
        _ positions: ClosedRange<Int64>, _ doubt: StatementArguments,
        in session: borrowing PostgresSession
    ) throws -> Settled {
        let part: StatementArguments = [
            "creditor": .id(creditor), "run": .id(run), "first": .int(positions.lowerBound),
            "last": .int(positions.upperBound),
        ]
        let rows = try session.run(
            PartStatement.settleReminders, part + outcomes(settlements) + doubt)
        precondition(rows.count == 1, "a part is never deleted while its run is open")
        return counts(rows)
    }

    /// The parallel arrays of `settleReminders`.
    private static func outcomes(_ settlements: [Settlement]) -> StatementArguments {
        [
            "positions": .intArray(settlements.map { Int64($0.position) }),
            "states": .textArray(settlements.map { String($0.state.rawValue) }),
            "reasons": .intArray(settlements.map { $0.reason.map { Int64($0.storageID) } }),
            "cases": .textArray(settlements.map(\.caseID)),
            "ocrs": .textArray(settlements.map(\.ocr)),
            "amili_states": .textArray(settlements.map(\.amiliState)),
            "attempts": .intArray(settlements.map { $0.countsAttempt ? 1 : 0 }),
            "ends_doubt": .textArray(settlements.map { $0.endsDoubt ? "t" : "f" }),
        ]
    }

    /// Counts the reminders of a locked part anew. With nothing open the part is done.
    package static func recount(
        _ creditor: CreditorID, _ run: RunID, first: Int64, last: Int64,
        in session: borrowing PostgresSession
    ) throws {
        let rows = try session.run(
            PartStatement.recount,
            [
                "creditor": .id(creditor), "run": .id(run), "first": .int(first),
                "last": .int(last),
            ])
        precondition(rows.count == 1, "a part is never deleted while its run is open")
    }

    /// Reads the counts of a part.
    /// - Parameter rows: One row, with what is queued (`n_q`) and in doubt (`n_u`).
    package static func counts(_ rows: borrowing PostgresRows) -> Settled {
        .settled(queued: Int(rows.int(0, "n_q")), uncertain: Int(rows.int(0, "n_u")))
    }
}
