import Database
import Postgres
package import Reminders
import SharedChanges

/// A database's clock that is set back, and what it has forgotten.
extension QueueStore {
    /// Shorter steps are what clocks do that keep time.
    private static let shortestStep = 1.0

    /// - Returns: by how much the clock was found set back, if it was.
    static func lookAtClock(
        _ settleDelay: Duration, in session: borrowing PostgresSession
    ) throws -> Duration? {
        let step = try session.transaction { session -> Duration? in
            let ahead = try session.run(ClockStatement.look).double(0, 0)
            guard ahead > shortestStep else { return nil }
            let moved: [ClockStatement] = [
                .moveRuns, .moveGates, .moveParts, .movePolls, .moveActivations, .moveLostTime,
                .moveDrafts,
            ]
            for statement in moved { try session.run(statement, [.double(ahead)]) }
            let ended: [ClockStatement] = [.moveSessions, .moveFailures, .moveSelections]
            for statement in ended { try session.run(statement) }
            try session.run(ClockStatement.noteStep, [.double(ahead)])
            return .nanoseconds(Int64(ahead * 1e9))
        }
        let slots = try session.run(ClockStatement.voidSlots)
        let ahead = slots.isNull(0, 0) ? nil : slots.double(0, 0)
        if step == nil, let ahead { try session.run(ClockStatement.noteStep, [.double(ahead)]) }
        for statement: ClockStatement in [.boundGates, .boundDoubts, .boundWaits] {
            try session.run(statement, [.double(settleDelay.seconds)])
        }
        try session.run(ClockStatement.boundStuck, [.double(SuspectPart.stuckFor.seconds)])
        try session.run(ClockStatement.boundPolls)
        try session.run(ClockStatement.boundActivations)
        return step ?? ahead.map { .nanoseconds(Int64($0 * 1e9)) }
    }

    package func noteLookUp(
        _ part: ClaimedPart, by worker: WorkerID, amiliNow: Int64, settleDelay: Duration
    ) async throws {
        let claim = part.claim
        try await pool.performToEnd { session in
            if part.lostTimes.contains(where: { $0.until == nil }) {
                try session.run(HistoryStatement.closeLostTime, [Self.seconds(amiliNow)])
            }
            _ = try session.run(
                HistoryStatement.noteLookUp,
                [
                    .int(claim.run), .integer(claim.first), .int(worker), .integer(claim.attempt),
                    Self.seconds(amiliNow), .double(settleDelay.seconds),
                ])
        }
    }

    /// A moment of Amili's clock.
    static func seconds(_ amili: Int64?) -> PostgresValue {
        amili.map { .double(Double($0)) } ?? .null
    }

    /// - Parameter text: `SINCE:UNTIL:CLOSES`, the last two of which may be empty, one after
    ///   another.
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

    /// Cases made in lost time that no reminder has are taken for the letters that went then:
    /// whatever the list says of the reminder, paid or cancelled since, its letter went.
    static func adopt(
        _ cases: [FollowedCase], of creditor: CreditorID, in session: borrowing PostgresSession
    ) throws {
        let lost = try session.run(HistoryStatement.lostTimes)
        guard lost.count > 0 else { return }
        let times = (0..<lost.count).map {
            LostTime(since: lost.int($0, 0), until: lost.optionalInt($0, 1))
        }
        let made = cases.filter { found in times.contains { $0.covers(found.createdAt) } }
        guard !made.isEmpty else { return }
        try session.transaction { session in
            // A load takes permits in its file's order, and this may take some back.
            try session.run(LockStatement.lockLoader, [.int(creditor)])
            let found = try session.run(
                HistoryStatement.forgottenBy,
                [
                    .int(creditor), .textArray(made.map(\.invoiceKey)),
                    .textArray(made.map(\.caseID)),
                ])
            for row in 0..<found.count { try adopt(found, row, of: creditor, in: session) }
        }
    }

    private static func adopt(
        _ found: borrowing PostgresRows, _ row: Int, of creditor: CreditorID,
        in session: borrowing PostgresSession
    ) throws {
        let (run, first, last) = (found.int(row, 1), found.int(row, 2), found.int(row, 3))
        let position = found.int(row, 4)
        let locked = try session.run(
            SettleStatement.lockPart, [.int(run), .int(first), .int(found.int(row, 6))])
        guard locked.count == 1 else { return }
        let adopted = try session.run(
            HistoryStatement.adopt,
            [
                .int(creditor), .int(run), .int(position), .text(found.string(row, 0)),
                .int(Int64(Reason.foundAfterSetBack.storageID)),
            ])
        guard adopted.count == 1 else { return }
        let key: [PostgresValue] = [.int(creditor), .int(run)]
        try session.run(
            SettleStatement.reinstatePermits,
            key + [.intArray([position]), .int(first), .int(last)])
        try session.run(
            HistoryStatement.noteAdoption,
            key + [
                .int(first), .int(position), .text(found.string(row, 5)),
                .text("found at Amili, from a time that the database has forgotten"),
            ])
        try PartTally.recount(creditor, run, first: first, last: last, in: session)
    }
}
