import Database
import Postgres
package import Reminders
import SharedChanges

extension OperatorStore {
    /// Lists the second spellings that no human has settled.
    /// - Parameter creditor: nil for all.
    package func twins(of creditor: CreditorID?) async throws -> [TwinRow] {
        try await pool.perform { session in
            let rows = try session.run(
                SpellingStatement.unsettled,
                ["creditor": .id(creditor)])
            return try (0..<rows.count).map { row in
                try TwinRow(
                    creditor: rows.string(row, "handle"),
                    invoiceKey: rows.string(row, "canonical"),
                    invoiceNumber: rows.optionalString(row, "written"),
                    invoiceState: rows.optionalReminderState(row, "state"),
                    twinKey: rows.string(row, "twin"),
                    twinNumber: rows.optionalString(row, "twin_written"),
                    twinState: rows.optionalReminderState(row, "twin_state"),
                    foundAt: rows.timestamp(row, "found_at"))
            }
        }
    }

    /// Writes down what a human says about a second spelling. If both are one invoice, the second
    /// row is deleted and its reminders become the invoice's. A second row for which a letter went
    /// stays, so that its case is still followed, and is never reminded of.
    /// - Parameter twin: the number by which the second spelling goes.
    /// - Returns: whether the second row is still there.
    /// - Throws: `DecisionProblem.notSpelledTwice`, `.live` or `.manualToDo`.
    package func settle(
        twin: String, of creditor: CreditorID, _ verdict: SpellingVerdict, by user: String,
        why: String
    ) async throws -> Bool {
        try await pool.performToEnd { session in
            try session.transaction { session in
                let keys: StatementArguments = [
                    "creditor": .id(creditor), "number": .text(twin),
                ]
                // A load takes permits, too: the lock keeps the two apart.
                try session.run(LockStatement.lockLoader, ["creditor": .id(creditor)])
                let settled = try session.run(SpellingStatement.settle, keys)
                guard settled.count == 1 else { throw DecisionProblem.notSpelledTwice }
                let latest = try session.run(HumanStatement.latestReminder, keys)
                if latest.count == 1 {
                    try Self.note(
                        verdict == .same ? .sameInvoice : .anotherInvoice, by: user, why: why,
                        of: creditor, latest.id(0, "run"), position: Int(latest.int(0, "pos")),
                        in: session)
                }
                switch verdict {
                case .another:
                    let flag = Int64(InvoiceFlags.spelledTwice.rawValue)
                    try session.run(SpellingStatement.allow, keys + ["flag": .int(flag)])
                    return true
                case .same:
                    return try Self.join(
                        keys, of: creditor, to: settled.string(0, "canonical"), in: session)
                }
            }
        }
    }

    /// Joins a second spelling to its invoice, unless a letter went for it.
    /// - Parameter keys: creditor, and number of the second spelling.
    /// - Returns: whether the second row stays.
    /// - Throws: `DecisionProblem.live` or `.manualToDo`.
    private static func join(
        _ keys: StatementArguments, of creditor: CreditorID, to canonical: String,
        in session: borrowing PostgresSession
    ) throws -> Bool {
        let permit = try session.run(HumanStatement.lockPermit, keys)
        if permit.count == 1 {
            try requireEnd(permit, of: creditor, in: session)
            return true
        }
        try session.run(SpellingStatement.joinReminders, keys + ["canonical": .text(canonical)])
        try session.run(SpellingStatement.dropInvoice, keys)
        try session.run(SpellingStatement.untick, keys)
        try session.run(SpellingStatement.dropTwin, keys)
        return false
    }
}
