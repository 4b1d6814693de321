import Database
import Postgres
package import Reminders
import SharedChanges

extension OperatorStore {
    /// Marks a manual reminder done, after somebody has printed or mailed its letter. It writes
    /// down who that was and what the letter claimed, and notes the fee on the invoice. The permit
    /// stays: a new reminder takes a release. A second call changes nothing.
    ///
    /// No obstacle keeps a reminder from being marked, because the user says what has happened. The
    /// claim is that of the letter as it was last shown, whatever has been paid since. If it was
    /// never shown, or with another date, the claim is that of a letter of that day; interest for
    /// which no rate is known then counts as not claimed.
    /// - Parameters:
    ///   - number: canonical.
    ///   - day: the letter's date; nil for that of the letter shown last, or today.
    /// - Throws: `ManualProblem`.
    package func markManualDone(
        _ number: String, of creditor: CreditorID, day: CalendarDate? = nil, by user: String,
        rates: ReferenceRates
    ) async throws -> ManualDone {
        try await pool.performToEnd { session in
            try session.transaction { session in
                let (holder, part) = try Self.lockManual(number, of: creditor, in: session)
                let reminder = try Self.manualReminder(
                    holder, of: creditor, today: nil, in: session)
                if let claim = reminder.facts.claimed {
                    return ManualDone(
                        run: holder.run, position: holder.position, claim: claim, wasDone: true)
                }
                let shown = try Self.shown(holder, of: creditor, in: session)
                let day = day ?? shown?.day ?? reminder.today
                guard (reminder.facts.invoice.invoiceDate...reminder.today).contains(day) else {
                    throw ManualProblem.impossibleDay
                }
                let asked = ManualClaim(reminder.facts, day: day, rates: rates)
                let claim = shown.flatMap { $0.day == day ? $0 : nil } ?? asked
                try Self.markDone(holder, part, of: creditor, claim, by: user, in: session)
                return ManualDone(
                    run: holder.run, position: holder.position, claim: claim, wasDone: false)
            }
        }
    }

    /// Notes the claim of the letter that was shown or printed: it is the claim that counts if the
    /// user then marks the reminder done. Nothing is written about a reminder that is done.
    package func noteShown(
        _ claim: ManualClaim, of reminder: ManualReminder, _ creditor: CreditorID
    ) async throws {
        try await pool.perform { session in
            _ = try session.run(
                ManualStatement.noteShown,
                [
                    "creditor": .id(creditor), "run": .id(reminder.run),
                    "position": .integer(reminder.position),
                ] + Self.arguments(claim))
        }
    }

    /// The claim as parameters of `markDone` and `noteShown`.
    private static func arguments(_ claim: ManualClaim) -> StatementArguments {
        [
            "day": .text(claim.day.description), "remaining_ore": .int(claim.remaining.value),
            "interest_ore": claim.interest.map { .int($0.value) } ?? .null,
            "fee_ore": .int(claim.fee.value),
        ]
    }

    /// Tells whether the letter of an invoice's live manual reminder was ever shown. It is also
    /// true if the run is held or the reminder is done, where the question does not matter.
    /// - Parameter number: canonical.
    /// - Throws: `ManualProblem.noSuchInvoice`, `.notLive` or `.notManual`.
    package func wasManualShown(_ number: String, of creditor: CreditorID) async throws -> Bool {
        try await pool.perform { session in
            let holder = try Self.manualHolder(number, of: creditor, in: session)
            return try holder.isHeld || !holder.isToDo
                || Self.shown(holder, of: creditor, in: session) != nil
        }
    }

    /// Returns the claim of the letter as it was last shown; nil if it never was.
    private static func shown(
        _ holder: ManualHolder, of creditor: CreditorID, in session: borrowing PostgresSession
    ) throws -> ManualClaim? {
        let rows = try session.run(
            ManualStatement.shown, keys(holder, of: creditor))
        guard rows.count == 1,
            let day = rows.optionalString(0, "shown_until").flatMap({ CalendarDate(iso: $0) })
        else { return nil }
        return ManualClaim(
            day: day, remaining: Ore(rows.int(0, "shown_ore")),
            interest: rows.optionalInt(0, "shown_interest_ore").map { Ore($0) },
            fee: Ore(rows.int(0, "shown_fee_ore")))
    }

    /// Writes down that a reminder is done. It is still to do, and its part is locked.
    private static func markDone(
        _ holder: ManualHolder, _ part: LockedPart, of creditor: CreditorID, _ claim: ManualClaim,
        by user: String, in session: borrowing PostgresSession
    ) throws {
        let marked = try session.run(
            ManualStatement.markDone,
            keys(holder, of: creditor) + ["done_by": .text(user)] + arguments(claim))
        precondition(marked.affected == 1, "it was to do, and its part is locked")
        try setReason(.manualDone, holder, part, of: creditor, in: session)
        if claim.fee > .zero {
            try session.run(ManualStatement.noteFee, feeNote(holder, of: creditor, claim))
        }
        try note(
            .manualDone, by: user,
            why: "letter of \(claim.day), \(claim.remaining.decimal) kr,"
                + " interest \((claim.interest ?? .zero).decimal) kr,"
                + " fee \(claim.fee.decimal) kr",
            of: creditor, holder.run, position: holder.position, to: .manual, in: session)
    }

    /// Sets the reason of a manual reminder, and recounts its part, which is locked.
    private static func setReason(
        _ reason: Reason?, _ holder: ManualHolder, _ part: LockedPart, of creditor: CreditorID,
        in session: borrowing PostgresSession
    ) throws {
        try session.run(
            ManualStatement.setReason,
            keys(holder, of: creditor) + [
                "reason": reason.map { .integer(Int($0.storageID)) } ?? .null
            ])
        try PartTally.recount(creditor, holder.run, first: part.first, last: part.last, in: session)
    }

    /// The parameters of `noteFee` and `forgetFee`.
    private static func feeNote(
        _ holder: ManualHolder, of creditor: CreditorID, _ claim: ManualClaim
    ) -> StatementArguments {
        [
            "creditor": .id(creditor), "number": .text(holder.number),
            "fee_ore": .int(claim.fee.value), "day": .text(claim.day.description),
        ]
    }

    /// Takes back the mark that a reminder is done: it is to do again, and its fee is no longer
    /// noted on the invoice. A reminder that is still to do stays so. In a cancelled run it becomes
    /// cancelled, which is final: a second call finds nothing to take back.
    /// - Parameter number: canonical.
    /// - Returns: the state it is in now, manual or cancelled.
    /// - Throws: `ManualProblem`: `.notLive` if it was cancelled before.
    package func undoManual(
        _ number: String, of creditor: CreditorID, by user: String
    ) async throws -> ReminderState {
        try await pool.performToEnd { session in
            try session.transaction { session in
                // A release frees the permit of one that is done: the lock keeps the two apart.
                try session.run(LockStatement.lockLoader, ["creditor": .id(creditor)])
                let (holder, part) = try Self.lockManual(number, of: creditor, in: session)
                let reminder = try Self.manualReminder(
                    holder, of: creditor, today: nil, in: session)
                guard let claim = reminder.facts.claimed else { return .manual }
                try session.run(ManualStatement.undo, Self.keys(holder, of: creditor))
                try Self.setReason(nil, holder, part, of: creditor, in: session)
                try session.run(
                    ManualStatement.openManual,
                    ["run": .id(holder.run), "first": .int(part.first)])
                if claim.fee > .zero {
                    try session.run(
                        ManualStatement.forgetFee, Self.feeNote(holder, of: creditor, claim))
                }
                try Self.note(
                    .manualUndone, by: user, of: creditor, holder.run, position: holder.position,
                    to: part.isStopped ? .cancelled : .manual, in: session)
                guard part.isStopped else { return .manual }
                try Self.takeBack(holder, part, of: creditor, in: session)
                return .cancelled
            }
        }
    }

    /// Cancels a manual reminder that nobody will do, and frees its permit.
    /// - Parameter number: canonical.
    /// - Throws: `ManualProblem`: `.done` if it is marked done, `.notLive` if it was cancelled
    ///   before.
    package func cancelManual(
        _ number: String, of creditor: CreditorID, by user: String
    ) async throws {
        try await pool.performToEnd { session in
            try session.transaction { session in
                let (holder, part) = try Self.lockManual(number, of: creditor, in: session)
                guard holder.isToDo else { throw ManualProblem.done(run: holder.run) }
                try Self.takeBack(holder, part, of: creditor, in: session)
                try Self.note(
                    .manualCancelled, by: user, of: creditor, holder.run,
                    position: holder.position, from: .manual, to: .cancelled, in: session)
            }
        }
    }

    /// A part that the transaction has locked.
    private struct LockedPart {
        let first: Int64
        let last: Int64
        /// The run was cancelled.
        let isStopped: Bool
    }

    /// Locks the part of an invoice's live manual reminder, and reads the reminder once nobody else
    /// can change it.
    /// - Throws: `ManualProblem.held`, `.notLive`, `.notManual` or `.noSuchInvoice`.
    private static func lockManual(
        _ number: String, of creditor: CreditorID, in session: borrowing PostgresSession
    ) throws -> (holder: ManualHolder, part: LockedPart) {
        let seen = try manualHolder(number, of: creditor, in: session)
        if seen.isHeld { throw ManualProblem.held(run: seen.run) }
        let locked = try session.run(
            ManualStatement.lockPart,
            ["run": .id(seen.run), "position": .integer(seen.position)])
        precondition(locked.count == 1, "a run that is not held has parts")
        // Read again under the lock: the reminder may have been cancelled meanwhile.
        let holder = try manualHolder(number, of: creditor, in: session)
        guard holder.run == seen.run, holder.position == seen.position else {
            throw ManualProblem.notLive(.cancelled)
        }
        let part = LockedPart(
            first: locked.int(0, "first"), last: locked.int(0, "last"),
            isStopped: locked.bool(0, "stopped"))
        return (holder, part)
    }

    /// Cancels a manual reminder, frees its permit and recounts its part, which is locked.
    private static func takeBack(
        _ holder: ManualHolder, _ part: LockedPart, of creditor: CreditorID,
        in session: borrowing PostgresSession
    ) throws {
        let position = PostgresValue.integer(holder.position)
        let one: StatementArguments = [
            "creditor": .id(creditor), "run": .id(holder.run), "first": position,
            "last": position,
        ]
        try session.run(CancelStatement.dropManual, one)
        try session.run(
            CancelStatement.cancelManual,
            one + [
                "reason": .integer(Int(Reason.cancelledByUser.storageID)),
                "positions": .intArray([Int64(holder.position)]),
            ])
        try session.run(
            PartStatement.freePermits,
            [
                "creditor": .id(creditor), "numbers": .textArray([holder.number]),
                "run": .id(holder.run),
            ])
        try PartTally.recount(creditor, holder.run, first: part.first, last: part.last, in: session)
    }
}
