import ConsoleStore
import Database
import Postgres
package import Reminders
import SharedChanges

extension OperatorStore {
    /// Lists the reminders in doubt, those in doubt for longest first.
    /// - Parameter creditor: nil for all.
    package func uncertain(
        of creditor: CreditorID?, limit: Int = 10_000
    ) async throws -> [DoubtRow] {
        try await pool.perform { session in
            let rows = try session.run(
                HumanStatement.uncertain,
                ["creditor": .id(creditor), "limit": .integer(limit)])
            return try (0..<rows.count).map { row in
                try DoubtRow(
                    creditor: rows.string(row, "handle"),
                    invoiceNumber: rows.string(row, "invoice_number"),
                    run: rows.id(row, "run"), position: Int(rows.int(row, "pos")),
                    attempts: Int(rows.int(row, "attempts")),
                    since: rows.timestamp(row, "doubt_since"),
                    doubtUntil: rows.optionalTimestamp(row, "doubt_until"),
                    isDoubtOver: rows.bool(row, "is_doubt_over"),
                    askedAgainAt: rows.optionalTimestamp(row, "asked_again_at"),
                    obstacle: rows.optionalWord(
                        row, "obstacle", as: InvoiceDoubt.Obstacle.self),
                    closedCause: rows.optionalWord(row, "closed_cause", as: GateCause.self),
                    closedWords: rows.optionalString(row, "closed_words"),
                    lastCall: rows.optionalString(row, "last_call"),
                    lastLookUp: rows.optionalString(row, "last_look_up"))
            }
        }
    }

    /// Ends a doubt by a human's word, where Amili cannot be asked. A letter that was not sent is
    /// queued again, and looked up like any other before it is sent; in a cancelled run it is
    /// cancelled.
    /// - Parameter number: canonical.
    /// - Returns: the new state of the reminder.
    /// - Throws: `DecisionProblem.noSuchInvoice`, `.notInDoubt`, `.tooEarly` or `.tooEarlyAtAmili`.
    package func resolve(
        _ number: String, of creditor: CreditorID, _ verdict: HumanVerdict, by user: String,
        why: String
    ) async throws -> ReminderState {
        try await pool.performToEnd { session in
            let (state, run) = try session.transaction { session in
                try Self.resolve(number, of: creditor, verdict, by: user, why: why, in: session)
            }
            // If this fails, the sweep of any worker ends the run.
            if state.isFinal {
                _ = try? session.run(PartStatement.finishRun, ["run": .id(run)])
            }
            return state
        }
    }

    private static func resolve(
        _ number: String, of creditor: CreditorID, _ verdict: HumanVerdict, by user: String,
        why: String, in session: borrowing PostgresSession
    ) throws -> (ReminderState, RunID) {
        let keys: StatementArguments = ["creditor": .id(creditor), "number": .text(number)]
        let live = try session.run(HumanStatement.liveReminder, keys)
        guard live.count == 1 else {
            throw try session.run(HumanStatement.latestReminder, keys).count == 1
                ? DecisionProblem.notInDoubt : DecisionProblem.noSuchInvoice
        }
        let (run, position): (RunID, Int) = (live.id(0, "run"), Int(live.int(0, "pos")))
        let (first, last) = (live.int(0, "first"), live.int(0, "last"))
        let partKeys: StatementArguments = ["run": .id(run), "first": .int(first)]
        let part = try session.run(HumanStatement.lockDoubtfulPart, partKeys)
        let (state, reason, caseID) = outcome(of: verdict, isStopped: part.bool(0, "stopped"))
        let changed = try session.run(
            HumanStatement.resolve,
            [
                "creditor": .id(creditor), "run": .id(run), "position": .integer(position),
                "state": .text(String(state.rawValue)),
                "reason": reason.map { .int(Int64($0.storageID)) } ?? .null,
                "case_id": caseID.map { .text($0) } ?? .null,
            ])
        guard changed.count == 1 else { throw DecisionProblem.notInDoubt }
        if state != .accepted { try requireEndOfDoubt(part) }
        if state == .cancelled {
            try session.run(
                PartStatement.freePermits,
                ["creditor": .id(creditor), "numbers": .textArray([number]), "run": .id(run)])
        }
        try PartTally.recount(creditor, run, first: first, last: last, in: session)
        try session.run(HumanStatement.hasten, partKeys)
        try note(
            verdict == .notSent ? .notSent : .sent, by: user, why: why, of: creditor, run,
            position: position, first: Int(first), from: .uncertain,
            to: state, in: session)
        return (state, run)
    }

    /// Checks that a call can no longer take effect.
    /// - Parameter part: of `HumanStatement.lockDoubtfulPart`.
    /// - Throws: `DecisionProblem.tooEarly` or `.tooEarlyAtAmili`.
    private static func requireEndOfDoubt(_ part: borrowing PostgresRows) throws {
        let seconds = part.double(0, "seconds")
        guard seconds == 0 else { throw DecisionProblem.tooEarly(seconds: seconds) }
        let amiliSeconds =
            part.isNull(0, "amili_seconds") ? nil : part.double(0, "amili_seconds")
        guard let amiliSeconds, amiliSeconds < 0 else {
            throw DecisionProblem.tooEarlyAtAmili(seconds: amiliSeconds)
        }
    }

    /// Returns the state, the reason and the case to which a verdict leads.
    /// - Parameter isStopped: the run was cancelled.
    private static func outcome(
        of verdict: HumanVerdict, isStopped: Bool
    ) -> (ReminderState, Reason?, caseID: String?) {
        switch verdict {
        case .sent(let caseID): (.accepted, caseID == nil ? .confirmedByHand : nil, caseID)
        case .notSent where isStopped: (.cancelled, .cancelledByUser, nil)
        case .notSent: (.queued, nil, nil)
        }
    }

    /// Lets an invoice be reminded of anew after its case was withdrawn or closed at Amili. It
    /// frees the permit, and cases that are closed by now no longer stand against a letter. An open
    /// case always does. After a reminder that was done by hand only the permit is freed, because
    /// that says nothing of any case at Amili.
    /// - Parameter number: canonical.
    /// - Returns: the run whose permit was freed; nil if none held one.
    /// - Throws: `DecisionProblem.nothingToRelease`, `.noSuchInvoice`, `.live` or `.manualToDo`.
    package func release(
        _ number: String, of creditor: CreditorID, by user: String, why: String
    ) async throws -> RunID? {
        try await pool.performToEnd { session in
            try session.transaction { session in
                let keys: StatementArguments = [
                    "creditor": .id(creditor), "number": .text(number),
                ]
                // A load takes permits, too: the lock keeps the two apart.
                try session.run(LockStatement.lockLoader, ["creditor": .id(creditor)])
                let permit = try session.run(HumanStatement.lockPermit, keys)
                let holder: RunID? = permit.count == 1 ? permit.id(0, "run") : nil
                let latest = try session.run(HumanStatement.latestReminder, keys)
                var isManual = false
                if holder != nil {
                    isManual = try Self.requireEnd(permit, of: creditor, in: session)
                    try session.run(HumanStatement.deletePermit, keys)
                } else if latest.count == 0
                    || latest.optionalInt(0, "reason") != Int64(Reason.closedAtAmili.storageID)
                {
                    throw DecisionProblem.nothingToRelease
                }
                if !isManual {
                    let marked = try session.run(HumanStatement.markReleased, keys)
                    guard marked.affected == 1 else { throw DecisionProblem.noSuchInvoice }
                }
                // One of the two is there, and a pruned reminder has left its permit alone.
                let position = holder == nil ? latest.int(0, "pos") : permit.int(0, "pos")
                try Self.note(
                    .released, by: user, why: why, of: creditor, holder ?? latest.id(0, "run"),
                    position: Int(position), in: session)
                return holder
            }
        }
    }

    /// Checks that the reminder that holds a permit has ended.
    /// - Parameter permit: of `HumanStatement.lockPermit`.
    /// - Returns: how: true if it was done by hand; false if Amili has its letter.
    /// - Throws: `DecisionProblem.live` if its letter may still go, `.manualToDo` if it is still to
    ///   be done.
    @discardableResult
    static func requireEnd(
        _ permit: borrowing PostgresRows, of creditor: CreditorID,
        in session: borrowing PostgresSession
    ) throws -> Bool {
        let run: RunID = permit.id(0, "run")
        // A pruned reminder is that of an old letter, which Amili accepted.
        switch try permit.optionalReminderState(0, "state") ?? .accepted {
        case .accepted: return false
        case .manual:
            let done = try session.run(
                ManualStatement.isDone,
                [
                    "creditor": .id(creditor), "run": .id(run),
                    "position": .int(permit.int(0, "pos")),
                ])
            guard done.count == 1, done.bool(0, "is_done") else {
                throw DecisionProblem.manualToDo(run: run)
            }
            return true
        case .queued, .uncertain, .rejected, .skipped, .failed, .cancelled:
            throw DecisionProblem.live(run: run)
        }
    }
}

// MARK: Incidents and stuck parts

extension OperatorStore {
    /// Lists the incidents in the order of their ids.
    /// - Parameter all: closed ones, too.
    package func incidents(all: Bool) async throws -> [IncidentRow] {
        try await pool.perform { session in
            let rows = try session.run(HumanStatement.incidents, ["with_closed": .bool(all)])
            return try (0..<rows.count).map { row in
                try IncidentRow(
                    id: rows.int(row, "id"), creditor: rows.string(row, "handle"),
                    invoiceNumber: rows.optionalString(row, "invoice_number"),
                    run: rows.id(row, "run"), position: Int(rows.int(row, "pos")),
                    at: rows.timestamp(row, "at"),
                    kind: rows.word(row, "kind", as: IncidentKind.self),
                    cases: rows.string(row, "cases").split(separator: " ").map(String.init),
                    closedAt: rows.optionalTimestamp(row, "closed_at"),
                    closedBy: rows.optionalString(row, "closed_by"),
                    closedWhy: rows.optionalString(row, "closed_why"))
            }
        }
    }

    /// Closes an incident, and adds evidence of who did so and why.
    /// - Returns: false if there is no such open incident.
    package func closeIncident(_ id: Int64, by user: String, why: String) async throws -> Bool {
        try await pool.performToEnd { session in
            try session.transaction { session in
                let closed = try session.run(
                    HumanStatement.closeIncident,
                    ["incident": .int(id), "closed_by": .text(user), "closed_why": .text(why)])
                guard closed.count == 1 else { return false }
                try Self.note(
                    .incidentClosed, by: user, why: why, of: closed.id(0, "creditor"),
                    closed.id(0, "run"), position: Int(closed.int(0, "pos")), in: session)
                return true
            }
        }
    }

    /// Lists the parts that ended three workers and have not been tried again.
    package func stuckParts() async throws -> [StuckRow] {
        try await pool.perform { session in
            let rows = try session.run(HumanStatement.stuckParts)
            return (0..<rows.count).map { row in
                StuckRow(
                    run: rows.id(row, "run"), first: Int(rows.int(row, "first")),
                    last: Int(rows.int(row, "last")), creditor: rows.string(row, "handle"),
                    queued: Int(rows.int(row, "n_q")), uncertain: Int(rows.int(row, "n_u")),
                    crashes: Int(rows.int(row, "crashes")),
                    claimedAt: rows.optionalTimestamp(row, "claimed_at"),
                    worker: rows.optionalString(row, "worker"),
                    retryAt: rows.optionalTimestamp(row, "retry_at"))
            }
        }
    }

    /// Makes a stuck part ready, and wakes idle workers. It may end another three of them before it
    /// is stuck again.
    /// - Parameter first: position of the part's first reminder.
    /// - Returns: false if there is no such stuck part.
    package func retry(run: RunID, first: Int, by user: String) async throws -> Bool {
        try await pool.performToEnd { session in
            try session.transaction { session in
                let retried = try session.run(
                    HumanStatement.retryPart, ["run": .id(run), "first": .integer(first)])
                guard retried.count == 1 else { return false }
                try Self.note(
                    .partRetried, by: user, of: retried.id(0, "creditor"), run, first: first,
                    in: session)
                try session.run(PartStatement.notifyWorkers)
                return true
            }
        }
    }
}
