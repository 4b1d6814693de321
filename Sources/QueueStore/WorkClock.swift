import Database
import Postgres
package import Reminders
import SharedChanges

/// Mends the times in a database whose clock was set back, and finds letters that the database has
/// forgotten.
extension QueueStore {
    /// In seconds. Clocks that keep time make shorter steps, too.
    private static let shortestStep = 1.0

    /// Looks whether the clock was set back, moves what lies ahead back by as much, and bounds what
    /// still lies too far ahead.
    /// - Returns: by how much the clock was found set back; nil if it was not.
    static func lookAtClock(
        _ settleDelay: Duration, in session: borrowing PostgresSession
    ) throws -> Duration? {
        let step = try session.transaction { session -> Duration? in
            let ahead = try session.run(ClockStatement.look).double(0, "ahead")
            guard ahead > shortestStep else { return nil }
            let moved: [ClockStatement] = [
                .moveRuns, .moveGates, .moveParts, .movePolls, .moveActivations, .moveLostTime,
                .moveDrafts,
            ]
            for statement in moved { try session.run(statement, ["seconds": .double(ahead)]) }
            try session.run(ClockStatement.endWindows, ["beyond": .double(0)])
            let ended: [ClockStatement] = [.moveSessions, .moveFailures, .moveSelections]
            for statement in ended { try session.run(statement) }
            try session.run(ClockStatement.noteStep, ["seconds": .double(ahead)])
            return .nanoseconds(Int64(ahead * 1e9))
        }
        let slots = try session.run(ClockStatement.voidSlots)
        let ahead = slots.isNull(0, "ahead") ? nil : slots.double(0, "ahead")
        if step == nil, let ahead {
            try session.run(ClockStatement.noteStep, ["seconds": .double(ahead)])
        }
        try session.run(
            ClockStatement.endWindows, ["beyond": .double(SendWindow.longestPause.seconds)])
        for statement: ClockStatement in [.boundGates, .boundDoubts, .boundWaits] {
            try session.run(statement, ["settle_delay": .double(settleDelay.seconds)])
        }
        try session.run(
            ClockStatement.boundStuck, ["stuck_for": .double(SuspectPart.stuckFor.seconds)])
        try session.run(ClockStatement.boundPolls)
        try session.run(ClockStatement.boundActivations)
        return step ?? ahead.map { .nanoseconds(Int64($0 * 1e9)) }
    }

    /// Notes when Amili was asked, and ends an open lost time of which the claim knew.
    package func noteLookUp(
        _ part: ClaimedPart, by worker: WorkerID, amiliNow: Int64, settleDelay: Duration
    ) async throws {
        let claim = part.claim
        try await pool.performToEnd { session in
            if part.lostTimes.contains(where: { $0.until == nil }) {
                try session.run(
                    HistoryStatement.closeLostTime, ["amili_now": Self.seconds(amiliNow)])
            }
            _ = try session.run(
                HistoryStatement.noteLookUp,
                [
                    "run": .id(claim.run), "first": .integer(claim.first), "worker": .id(worker),
                    "attempt": .integer(claim.attempt), "amili_now": Self.seconds(amiliNow),
                    "settle_delay": .double(settleDelay.seconds),
                ])
        }
    }

    /// The parameter for a moment of Amili's clock, in seconds since 1970; null for nil.
    static func seconds(_ amili: Int64?) -> PostgresValue {
        amili.map { .double(Double($0)) } ?? .null
    }

    /// Reads the lost times that a claim has brought along.
    /// - Parameter text: `SINCE:UNTIL:CLOSES`, the last two of which may be empty, with a space
    ///   between one and the next; nil: none.
    static func lostTimes(_ text: String?) -> [LostTime] {
        (text ?? "").split(separator: " ").map { stretch in
            let ends = stretch.split(separator: ":", omittingEmptySubsequences: false)
            guard ends.count == 3, let since = Int64(ends[0]) else {
                preconditionFailure("the claim writes them")
            }
            return LostTime(since: since, until: Int64(ends[1]), closesAfter: Int64(ends[2]))
        }
    }

    // MARK: Forgotten letters

    /// Accepts reminders whose letters went in lost time. A case made then that no reminder has
    /// shows that the letter went, whatever has become of the reminder since, paid or cancelled.
    static func adopt(
        _ cases: [FollowedCase], of creditor: CreditorID, in session: borrowing PostgresSession
    ) throws {
        let lost = try session.run(HistoryStatement.lostTimes)
        guard lost.count > 0 else { return }
        let times = (0..<lost.count).map {
            LostTime(since: lost.int($0, "since"), until: lost.optionalInt($0, "until"))
        }
        let made = cases.filter { found in times.contains { $0.covers(found.createdAt) } }
        guard !made.isEmpty else { return }
        try session.transaction { session in
            // A load takes permits in its file's order, and this may take some back.
            try session.run(LockStatement.lockLoader, ["creditor": .id(creditor)])
            let found = try session.run(
                HistoryStatement.forgottenBy,
                [
                    "creditor": .id(creditor), "numbers": .textArray(made.map(\.invoiceKey)),
                    "cases": .textArray(made.map(\.caseID)),
                ])
            for row in 0..<found.count { try adopt(found, row, of: creditor, in: session) }
        }
    }

    /// Accepts one reminder of a row of `HistoryStatement.forgottenBy`, unless others have changed
    /// it.
    private static func adopt(
        _ found: borrowing PostgresRows, _ row: Int, of creditor: CreditorID,
        in session: borrowing PostgresSession
    ) throws {
        let caseID = found.string(row, "case_id")
        let (run, first): (RunID, Int64) = (found.id(row, "run"), found.int(row, "first"))
        let (last, position) = (found.int(row, "last"), found.int(row, "pos"))
        let state = found.string(row, "state")
        let locked = try session.run(
            SettleStatement.lockPart,
            ["run": .id(run), "first": .int(first), "born": .int(found.int(row, "born"))])
        guard locked.count == 1 else { return }
        let key: StatementArguments = ["creditor": .id(creditor), "run": .id(run)]
        let adopted = try session.run(
            HistoryStatement.adopt,
            key + [
                "pos": .int(position), "case_id": .text(caseID),
                "reason": .int(Int64(Reason.foundAfterSetBack.storageID)),
            ])
        guard adopted.count == 1 else { return }
        try session.run(
            SettleStatement.reinstatePermits,
            key + ["positions": .intArray([position]), "first": .int(first), "last": .int(last)])
        try session.run(
            HistoryStatement.noteAdoption,
            key + [
                "first": .int(first), "pos": .int(position), "from_state": .text(state),
                "why": .text("found at Amili, from a time that the database has forgotten"),
            ])
        try PartTally.recount(creditor, run, first: first, last: last, in: session)
    }
}
