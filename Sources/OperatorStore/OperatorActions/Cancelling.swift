import Database
import Postgres
package import Reminders
import SharedChanges

extension OperatorStore {
    /// Stops a run for good in one short transaction. From its commit on no worker gets leave to
    /// send a letter of the run; a held run sends none at all. A second call changes nothing.
    /// - Parameter dryRun: return what would be, and change nothing.
    /// - Throws: `CancelProblem`.
    package func cancel(
        _ run: RunID, by user: String, dryRun: Bool
    ) async throws -> Cancellation {
        struct DryRun: Error { let cancellation: Cancellation }
        do {
            return try await pool.performToEnd { session in
                try session.transaction { session in
                    let cancellation = try Self.cancel(run, by: user, in: session)
                    if dryRun { throw DryRun(cancellation: cancellation) }
                    return cancellation
                }
            }
        } catch let dryRun as DryRun {
            return dryRun.cancellation
        }
    }

    private static func cancel(
        _ run: RunID, by user: String, in session: borrowing PostgresSession
    ) throws -> Cancellation {
        let key: StatementArguments = ["run": .id(run)]
        let found = try session.run(HumanStatement.runToCancel, key)
        guard found.count == 1 else { throw CancelProblem.noSuchRun }
        let creditor: CreditorID = found.id(0, "creditor")
        // A held run has no parts that could be stopped. It is given some here, and nobody sees
        // them before they are stopped.
        if found.bool(0, "is_held") {
            _ = try RunRelease.release(run, of: creditor, in: session)
        }
        try session.run(LockStatement.lockCreditor, ["creditor": .id(creditor)])
        try session.run(HumanStatement.lockRun, key)
        if try session.run(HumanStatement.stopRun, key).count == 1 {
            try session.run(HumanStatement.stopParts, key)
            try note(.runCancelled, by: user, of: creditor, run, in: session)
        } else if try !session.run(HumanStatement.runToCancel, key).bool(0, "is_stopped") {
            // Read again under the lock: somebody else may have cancelled the run meanwhile.
            throw CancelProblem.done
        }
        return try cancellation(of: run, creditor, in: session)
    }

    /// Returns how far the cancellation of a run has come.
    /// - Throws: `CancelProblem.noSuchRun`.
    package func cancellation(of run: RunID) async throws -> Cancellation {
        try await pool.perform { session in
            let found = try session.run(HumanStatement.runToCancel, ["run": .id(run)])
            guard found.count == 1 else { throw CancelProblem.noSuchRun }
            return try Self.cancellation(of: run, found.id(0, "creditor"), in: session)
        }
    }

    private static func cancellation(
        of run: RunID, _ creditor: CreditorID, in session: borrowing PostgresSession
    ) throws -> Cancellation {
        let manual = try session.run(
            HumanStatement.manualToDo, ["creditor": .id(creditor), "run": .id(run)])
        let sums = try session.run(HumanStatement.cancelled, ["run": .id(run)])
        var cancellation = Cancellation()
        cancellation.accepted = Int(sums.int(0, "accepted"))
        cancellation.uncertain = Int(sums.int(0, "uncertain"))
        cancellation.onTheWire = Int(sums.int(0, "in_hand"))
        cancellation.queued = Int(sums.int(0, "queued"))
        cancellation.cancelled = Int(sums.int(0, "cancelled"))
        cancellation.manual = Int(manual.int(0, "to_do"))
        cancellation.manualDone = max(Int(sums.int(0, "manual")) - cancellation.manual, 0)
        return cancellation
    }

    /// Cancels the reminders of up to a hundred parts that no worker holds. Ends the run once there
    /// are none.
    /// - Returns: how many parts; 0 when nothing is left to do.
    package func cancelSlice(of run: RunID) async throws -> Int {
        try await pool.performToEnd { session in
            let parts = try session.transaction { session in
                try RunCancellation.cancelSlice(of: run, in: session)
            }
            if parts == 0 { try session.run(PartStatement.finishRun, ["run": .id(run)]) }
            return parts
        }
    }

    /// Lists the invoice numbers of a run's reminders in one state: as written, in file order.
    /// - Parameter inHand: only of parts that a worker holds.
    package func invoices(
        of run: RunID, in state: ReminderState, inHand: Bool = false, limit: Int
    ) async throws -> [String] {
        try await pool.perform { session in
            let rows = try session.run(
                HumanStatement.invoicesOf,
                [
                    "run": .id(run), "state": .text(String(state.rawValue)),
                    "in_hand": .bool(inHand), "limit": .integer(limit),
                ])
            return (0..<rows.count).map { rows.string($0, "invoice_number") }
        }
    }

    /// Adds evidence of a human's decision.
    /// - Parameters:
    ///   - position: of the one reminder that it is about; nil: a part or the run.
    ///   - first: of the part that it is about; nil: no part is named.
    static func note(
        _ decision: HumanDecision, by user: String, why: String = "", of creditor: CreditorID,
        _ run: RunID, position: Int? = nil, first: Int? = nil, from: ReminderState? = nil,
        to: ReminderState? = nil,
        in session: borrowing PostgresSession
    ) throws {
        func letter(_ state: ReminderState?) -> PostgresValue {
            state.map { .text(String($0.rawValue)) } ?? .null
        }
        try session.run(
            HumanStatement.noteDecision,
            [
                "creditor": .id(creditor), "run": .id(run),
                "position": position.map { .integer($0) } ?? .null,
                "first": first.map { .integer($0) } ?? .null, "from_state": letter(from),
                "to_state": letter(to), "decision": .text(decision.rawValue),
                "by_whom": .text(user), "why": .text(why),
            ])
    }
}
