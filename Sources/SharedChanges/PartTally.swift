package import Database
package import Postgres
package import Reminders

/// Outcomes of reminders are written, and their part is counted anew.
package enum PartTally {
    /// - Parameter doubt: `settle_delay` of a new doubt, `amili_now` and `forgives_crashes`.
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

    /// Counts a locked part's reminders anew; with nothing open it is done.
    package static func recount(
        _ creditor: CreditorID, _ run: RunID, first: Int64, last: Int64,
        in session: borrowing PostgresSession
    ) throws {
        _ = try settle(
            [], creditor, run, first...last,
            ["settle_delay": .null, "amili_now": .null, "forgives_crashes": .bool(true)],
            in: session)
    }

    /// - Parameter rows: one, with what is queued (`n_q`) and what is in doubt (`n_u`).
    package static func counts(_ rows: borrowing PostgresRows) -> Settled {
        .settled(queued: Int(rows.int(0, "n_q")), uncertain: Int(rows.int(0, "n_u")))
    }
}
