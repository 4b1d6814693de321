import Database
import Postgres
package import Reminders
import SharedChanges

/// A reminder of which nobody knows whether its letter went.
package struct DoubtRow: Sendable {
    package let creditor: String
    package let invoiceNumber: String
    package let run: RunID
    package let position: Int
    package let attempts: Int
    /// RFC 3339 UTC, as all times here.
    package let since: String
    package let doubtUntil: String?
    package let isDoubtOver: Bool
    package let askedAgainAt: String?
    /// Why nobody asks at the moment; nil if somebody does.
    package let hindrance: String?
    package let lastCall: String?
    package let lastLookUp: String?
}

package enum DecisionProblem: Error, Sendable, Equatable {
    case noSuchInvoice
    /// The reminder that holds the invoice's permit is not in doubt.
    case notInDoubt
    /// A call may still take effect for so many seconds: nobody can know yet that it did not.
    case tooEarly(seconds: Double)
    /// A reminder of the invoice is queued or in doubt: its letter may still go.
    case live(run: RunID)
    /// A reminder of the invoice is still to be done by hand.
    case manualToDo(run: RunID)
    /// No permit, and no closed case, stands against a new letter.
    case nothingToRelease
    /// No other spelling of the number is on file, or a human has settled it.
    case notSpelledTwice
}

/// What a human knows of a letter in doubt.
package enum HumanVerdict: Sendable, Equatable {
    /// Amili has it; the case's number, if the human knows it.
    case sent(caseID: String?)
    case notSent
}

extension OperatorStore {
    /// - Parameter creditor: nil for all.
    package func uncertain(
        of creditor: CreditorID?, limit: Int = 10_000
    ) async throws -> [DoubtRow] {
        try await pool.perform { session in
            let rows = try session.run(
                HumanStatement.uncertain,
                [creditor.map { .int($0) } ?? .null, .integer(limit)])
            return (0..<rows.count).map { row in
                DoubtRow(
                    creditor: rows.string(row, 0), invoiceNumber: rows.string(row, 1),
                    run: rows.int(row, 2), position: Int(rows.int(row, 3)),
                    attempts: Int(rows.int(row, 4)), since: rows.string(row, 5),
                    doubtUntil: rows.optionalString(row, 6), isDoubtOver: rows.bool(row, 7),
                    askedAgainAt: rows.optionalString(row, 8),
                    hindrance: rows.optionalString(row, 9),
                    lastCall: rows.optionalString(row, 10),
                    lastLookUp: rows.optionalString(row, 11))
            }
        }
    }

    /// A human settles what Amili could not be asked about: the third way out of doubt. Not sent:
    /// queued again, and looked up once more like any other before it is sent.
    /// - Parameter number: canonical.
    /// - Returns: what became of the reminder.
    package func resolve(
        _ number: String, of creditor: CreditorID, _ verdict: HumanVerdict, by user: String,
        why: String
    ) async throws -> ReminderState {
        try await pool.performToEnd { session in
            let (state, run) = try session.transaction { session in
                try Self.resolve(number, of: creditor, verdict, by: user, why: why, in: session)
            }
            // The sweep of any worker makes up for a failure.
            if state.isFinal { _ = try? session.run(PartStatement.finishRun, [.int(run)]) }
            return state
        }
    }

    private static func resolve(
        _ number: String, of creditor: CreditorID, _ verdict: HumanVerdict, by user: String,
        why: String, in session: borrowing PostgresSession
    ) throws -> (ReminderState, RunID) {
        let keys: [PostgresValue] = [.int(creditor), .text(number)]
        let live = try session.run(HumanStatement.liveReminder, keys)
        guard live.count == 1 else {
            throw try session.run(HumanStatement.latestReminder, keys).count == 1
                ? DecisionProblem.notInDoubt : DecisionProblem.noSuchInvoice
        }
        let (run, position) = (live.int(0, 0), Int(live.int(0, 1)))
        let (first, last) = (live.int(0, 2), live.int(0, 3))
        let part = try session.run(HumanStatement.lockDoubtfulPart, [.int(run), .int(first)])
        let (state, reason, caseID) = outcome(of: verdict, isStopped: part.bool(0, 0))
        let changed = try session.run(
            HumanStatement.resolve,
            [
                .int(creditor), .int(run), .integer(position), .text(String(state.rawValue)),
                reason.map { .int(Int64($0.storageID)) } ?? .null,
                caseID.map { .text($0) } ?? .null,
            ])
        guard changed.count == 1 else { throw DecisionProblem.notInDoubt }
        guard state == .accepted || part.bool(0, 1) else {
            throw DecisionProblem.tooEarly(seconds: part.double(0, 2))
        }
        if state == .cancelled {
            try session.run(
                PartStatement.freePermits, [.int(creditor), .textArray([number]), .int(run)])
        }
        try PartTally.recount(creditor, run, first: first, last: last, in: session)
        try session.run(HumanStatement.hasten, [.int(run), .int(first)])
        try note(
            verdict == .notSent ? .notSent : .sent, by: user, why: why, of: creditor, run,
            position: position, first: Int(first), from: .uncertain,
            to: state, in: session)
        return (state, run)
    }

    private static func outcome(
        of verdict: HumanVerdict, isStopped: Bool
    ) -> (ReminderState, Reason?, caseID: String?) {
        switch verdict {
        case .sent(let caseID): (.accepted, caseID == nil ? .confirmedByHand : nil, caseID)
        case .notSent where isStopped: (.cancelled, .cancelledByUser, nil)
        case .notSent: (.queued, nil, nil)
        }
    }

    /// Lets an invoice be reminded of anew after its case was withdrawn or closed at Amili: frees
    /// its permit, and cases that are closed by now no longer stand against a letter. An open case
    /// does, whatever anybody says. After a reminder that was done by hand it frees the permit
    /// alone: that says nothing of any case at Amili.
    /// - Returns: the run whose permit was freed; nil if none held one.
    package func release(
        _ number: String, of creditor: CreditorID, by user: String, why: String
    ) async throws -> RunID? {
        try await pool.performToEnd { session in
            try session.transaction { session in
                let keys: [PostgresValue] = [.int(creditor), .text(number)]
                // A load takes permits too: one after the other.
                try session.run(LockStatement.lockLoader, [.int(creditor)])
                let permit = try session.run(HumanStatement.lockPermit, keys)
                let holder = permit.count == 1 ? permit.int(0, 0) : nil
                let latest = try session.run(HumanStatement.latestReminder, keys)
                var isManual = false
                if holder != nil {
                    isManual = try Self.checkReleasable(permit, of: creditor, in: session)
                    try session.run(HumanStatement.deletePermit, keys)
                } else if latest.count == 0
                    || latest.optionalInt(0, 3) != Int64(Reason.closedAtAmili.storageID)
                {
                    throw DecisionProblem.nothingToRelease
                }
                if !isManual {
                    let marked = try session.run(HumanStatement.markReleased, keys)
                    guard marked.affected == 1 else { throw DecisionProblem.noSuchInvoice }
                }
                if latest.count == 1 {
                    let position = Int(latest.int(0, 1))
                    try Self.note(
                        .released, by: user, why: why, of: creditor, holder ?? latest.int(0, 0),
                        position: holder == nil ? position : Int(permit.int(0, 1)),
                        in: session)
                }
                return holder
            }
        }
    }

    /// - Parameter permit: of `HumanStatement.lockPermit`.
    /// - Returns: whether its reminder was done by hand.
    private static func checkReleasable(
        _ permit: borrowing PostgresRows, of creditor: CreditorID,
        in session: borrowing PostgresSession
    ) throws -> Bool {
        let run = permit.int(0, 0)
        switch permit.optionalString(0, 2) ?? "a" {
        case "a": return false
        case "m":
            let done = try session.run(
                ManualStatement.isDone, [.int(creditor), .int(run), .int(permit.int(0, 1))])
            guard done.count == 1, done.bool(0, 0) else {
                throw DecisionProblem.manualToDo(run: run)
            }
            return true
        default: throw DecisionProblem.live(run: run)
        }
    }
}

// MARK: Incidents and stuck parts

package struct IncidentRow: Sendable {
    package let id: Int64
    package let creditor: String
    /// nil if the reminder is pruned.
    package let invoiceNumber: String?
    package let run: RunID
    package let position: Int
    package let at: String
    package let kind: IncidentKind
    package let cases: [String]
    package let closedAt: String?
    package let closedBy: String?
    package let closedWhy: String?
}

package struct StuckRow: Sendable {
    package let run: RunID
    package let first: Int
    package let last: Int
    package let creditor: String
    package let queued: Int
    package let uncertain: Int
    package let crashes: Int
    package let claimedAt: String?
    /// The last worker that wrote anything about it.
    package let worker: String?
    /// When it is tried again by itself, alone; nil: only when a human says so.
    package let retryAt: String?
}

extension OperatorStore {
    /// - Parameter all: closed ones too.
    package func incidents(all: Bool) async throws -> [IncidentRow] {
        try await pool.perform { session in
            let rows = try session.run(HumanStatement.incidents, [.bool(all)])
            return try (0..<rows.count).map { row in
                try IncidentRow(
                    id: rows.int(row, 0), creditor: rows.string(row, 1),
                    invoiceNumber: rows.optionalString(row, 2), run: rows.int(row, 3),
                    position: Int(rows.int(row, 4)), at: rows.string(row, 5),
                    kind: rows.word(row, 6, as: IncidentKind.self),
                    cases: rows.string(row, 7).split(separator: " ").map(String.init),
                    closedAt: rows.optionalString(row, 8), closedBy: rows.optionalString(row, 9),
                    closedWhy: rows.optionalString(row, 10))
            }
        }
    }

    /// - Returns: false if there is no such open incident.
    package func closeIncident(_ id: Int64, by user: String, why: String) async throws -> Bool {
        try await pool.performToEnd { session in
            try session.transaction { session in
                let closed = try session.run(
                    HumanStatement.closeIncident, [.int(id), .text(user), .text(why)])
                guard closed.count == 1 else { return false }
                try Self.note(
                    .incidentClosed, by: user, why: why, of: closed.int(0, 0), closed.int(0, 1),
                    position: Int(closed.int(0, 2)), in: session)
                return true
            }
        }
    }

    package func stuckParts() async throws -> [StuckRow] {
        try await pool.perform { session in
            let rows = try session.run(HumanStatement.stuckParts)
            return (0..<rows.count).map { row in
                StuckRow(
                    run: rows.int(row, 0), first: Int(rows.int(row, 1)),
                    last: Int(rows.int(row, 2)), creditor: rows.string(row, 3),
                    queued: Int(rows.int(row, 4)), uncertain: Int(rows.int(row, 5)),
                    crashes: Int(rows.int(row, 6)), claimedAt: rows.optionalString(row, 7),
                    worker: rows.optionalString(row, 8), retryAt: rows.optionalString(row, 9))
            }
        }
    }

    /// Gives a part that has ended three workers another three.
    /// - Returns: false if there is no such stuck part.
    package func retry(run: RunID, first: Int, by user: String) async throws -> Bool {
        try await pool.performToEnd { session in
            try session.transaction { session in
                let retried = try session.run(
                    HumanStatement.retryPart, [.int(run), .integer(first)])
                guard retried.count == 1 else { return false }
                try Self.note(
                    .partRetried, by: user, of: retried.int(0, 0), run, first: first, in: session)
                try session.run(PartStatement.notifyWorkers)
                return true
            }
        }
    }
}
