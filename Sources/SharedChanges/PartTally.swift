import Database
package import Postgres
package import Reminders

/// Outcomes of reminders are written, and their part is counted anew.
package enum PartTally {
    /// - Parameter doubt: the settle delay of a new doubt, Amili's clock now, and whether crashes
    ///   are forgiven.
    package static func settle(
        _ settlements: [Settlement], _ creditor: CreditorID, _ run: RunID,
        _ positions: ClosedRange<Int64>, _ doubt: [PostgresValue],
        in session: borrowing PostgresSession
    ) throws -> Settled {
        let keys: [PostgresValue] = [.int(creditor), .int(run)]
        let bounds: [PostgresValue] = [.int(positions.lowerBound), .int(positions.upperBound)]
        let rows = try session.run(
            PartStatement.settleReminders, keys + values(settlements) + bounds + doubt)
        precondition(rows.count == 1, "a part is never deleted while its run is open")
        return counts(rows)
    }

    private static func values(_ settlements: [Settlement]) -> [PostgresValue] {
        [
            .intArray(settlements.map { Int64($0.position) }),
            .textArray(settlements.map { String($0.state.rawValue) }),
            .intArray(settlements.map { $0.reason.map { Int64($0.storageID) } }),
            .textArray(settlements.map(\.caseID)), .textArray(settlements.map(\.ocr)),
            .textArray(settlements.map(\.amiliState)),
            .intArray(settlements.map { $0.countsAttempt ? 1 : 0 }),
            .textArray(settlements.map { $0.endsDoubt ? "t" : "f" }),
        ]
    }

    /// Counts a locked part's reminders anew; with nothing open it is done.
    package static func recount(
        _ creditor: CreditorID, _ run: RunID, first: Int64, last: Int64,
        in session: borrowing PostgresSession
    ) throws {
        _ = try settle(
            [], creditor, run, first...last, [.null, .null, .bool(true)], in: session)
    }

    /// - Parameter rows: one, that begins with what is queued and what is in doubt.
    package static func counts(_ rows: borrowing PostgresRows) -> Settled {
        .settled(queued: Int(rows.int(0, 0)), uncertain: Int(rows.int(0, 1)))
    }
}
