import Database
import Postgres
package import Reminders
import SharedChanges

/// What became of a reminder that somebody marked done.
package struct ManualDone: Sendable, Equatable {
    package let run: RunID
    package let position: Int
    package let claim: ManualClaim
    /// It was marked before: nothing changed now.
    package let wasDone: Bool
}

extension OperatorStore {
    /// Somebody has printed or mailed the letter: writes down who and what it claimed, and notes
    /// the fee on the invoice. The permit stays: a new reminder takes a release. Twice is once.
    ///
    /// The user who marks it says what happened, so no reason against the letter keeps it from
    /// being marked. It claimed what it said when it was last shown, whatever has been paid since;
    /// if it was never shown, or not with that date, what a letter of that day would say. Interest
    /// for which no rate is known counts as not claimed then.
    /// - Parameters:
    ///   - number: canonical.
    ///   - day: the letter's date; nil for that of the letter shown last, or today.
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

    /// A letter was shown or printed: whoever marks it done has that one in hand. Of one that is
    /// done nothing is written.
    package func noteShown(
        _ claim: ManualClaim, of reminder: ManualReminder, _ creditor: CreditorID
    ) async throws {
        try await pool.perform { session in
            _ = try session.run(
                ManualStatement.noteShown,
                [
                    .int(creditor), .int(reminder.run), .integer(reminder.position),
                    .text(claim.day.description), .int(claim.remaining.value),
                    claim.interest.map { .int($0.value) } ?? .null, .int(claim.fee.value),
                ])
        }
    }

    /// Whether anybody has had the letter of an invoice's live reminder before their eyes; of one
    /// that nothing can be done about yet that is not asked.
    /// - Parameter number: canonical.
    package func wasManualShown(_ number: String, of creditor: CreditorID) async throws -> Bool {
        try await pool.perform { session in
            let holder = try Self.manualHolder(number, of: creditor, in: session)
            return try holder.isHeld || !holder.isToDo
                || Self.shown(holder, of: creditor, in: session) != nil
        }
    }

    private static func shown(
        _ holder: ManualHolder, of creditor: CreditorID, in session: borrowing PostgresSession
    ) throws -> ManualClaim? {
        let rows = try session.run(
            ManualStatement.shown, [.int(creditor), .int(holder.run), .integer(holder.position)])
        guard rows.count == 1,
            let day = rows.optionalString(0, 0).flatMap({ CalendarDate(iso: $0) })
        else { return nil }
        return ManualClaim(
            day: day, remaining: Ore(rows.int(0, 1)),
            interest: rows.optionalInt(0, 2).map { Ore($0) }, fee: Ore(rows.int(0, 3)))
    }

    private static func markDone(
        _ holder: ManualHolder, _ part: LockedPart, of creditor: CreditorID, _ claim: ManualClaim,
        by user: String, in session: borrowing PostgresSession
    ) throws {
        let keys: [PostgresValue] = [
            .int(creditor), .int(holder.run), .integer(holder.position),
        ]
        let marked = try session.run(
            ManualStatement.markDone,
            keys + [
                .text(user), .text(claim.day.description), .int(claim.remaining.value),
                claim.interest.map { .int($0.value) } ?? .null, .int(claim.fee.value),
            ])
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

    private static func setReason(
        _ reason: Reason?, _ holder: ManualHolder, _ part: LockedPart, of creditor: CreditorID,
        in session: borrowing PostgresSession
    ) throws {
        try session.run(
            ManualStatement.setReason,
            [
                .int(creditor), .int(holder.run), .integer(holder.position),
                reason.map { .integer(Int($0.storageID)) } ?? .null,
            ])
        try PartTally.recount(creditor, holder.run, first: part.first, last: part.last, in: session)
    }

    private static func feeNote(
        _ holder: ManualHolder, of creditor: CreditorID, _ claim: ManualClaim
    ) -> [PostgresValue] {
        [
            .int(creditor), .text(holder.number), .int(claim.fee.value),
            .text(claim.day.description),
        ]
    }

    /// It was not done after all: it is to do again, and the fee was not claimed. In a cancelled
    /// run it is cancelled. Twice is once.
    /// - Returns: the state it is in now, manual or cancelled.
    package func undoManual(
        _ number: String, of creditor: CreditorID, by user: String
    ) async throws -> ReminderState {
        try await pool.performToEnd { session in
            try session.transaction { session in
                // A release frees the permit of one that is done: one after the other.
                try session.run(LockStatement.lockLoader, [.int(creditor)])
                let (holder, part) = try Self.lockManual(number, of: creditor, in: session)
                let reminder = try Self.manualReminder(
                    holder, of: creditor, today: nil, in: session)
                guard let claim = reminder.facts.claimed else { return .manual }
                let keys: [PostgresValue] = [
                    .int(creditor), .int(holder.run), .integer(holder.position),
                ]
                try session.run(ManualStatement.undo, keys)
                try Self.setReason(nil, holder, part, of: creditor, in: session)
                try session.run(
                    ManualStatement.openManual, [.int(holder.run), .int(part.first)])
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

    /// Takes one back that nobody will do, and frees its permit. Of one that is cancelled already
    /// nothing is live.
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

    private struct LockedPart {
        let first: Int64
        let last: Int64
        let isStopped: Bool
    }

    /// The invoice's live manual reminder, as it is while nobody else can change it.
    private static func lockManual(
        _ number: String, of creditor: CreditorID, in session: borrowing PostgresSession
    ) throws -> (holder: ManualHolder, part: LockedPart) {
        let seen = try manualHolder(number, of: creditor, in: session)
        if seen.isHeld { throw ManualProblem.held(run: seen.run) }
        let locked = try session.run(
            ManualStatement.lockPart, [.int(seen.run), .integer(seen.position)])
        precondition(locked.count == 1, "a run that is not held has parts")
        // Looked at again: whoever held the part may have taken it back in that time.
        let holder = try manualHolder(number, of: creditor, in: session)
        guard holder.run == seen.run, holder.position == seen.position else {
            throw ManualProblem.notLive(.cancelled)
        }
        let part = LockedPart(
            first: locked.int(0, 0), last: locked.int(0, 1), isStopped: locked.bool(0, 2))
        return (holder, part)
    }

    private static func takeBack(
        _ holder: ManualHolder, _ part: LockedPart, of creditor: CreditorID,
        in session: borrowing PostgresSession
    ) throws {
        let position = PostgresValue.integer(holder.position)
        let one: [PostgresValue] = [.int(creditor), .int(holder.run), position, position]
        try session.run(CancelStatement.dropManual, one)
        try session.run(
            CancelStatement.cancelManual,
            one + [
                .integer(Int(Reason.cancelledByUser.storageID)),
                .intArray([Int64(holder.position)]),
            ])
        try session.run(
            PartStatement.freePermits,
            [.int(creditor), .textArray([holder.number]), .int(holder.run)])
        try PartTally.recount(creditor, holder.run, first: part.first, last: part.last, in: session)
    }
}
