import Database
import Postgres
package import Reminders
import SharedChanges

/// An invoice on file beside another spelling of its number.
package struct TwinRow: Sendable {
    package let creditor: String
    /// The number that both spell, canonical.
    package let invoiceKey: String
    /// nil if the invoice is no longer on file.
    package let invoiceNumber: String?
    package let invoiceState: ReminderState?
    /// By which the second spelling goes.
    package let twinKey: String
    package let twinNumber: String?
    package let twinState: ReminderState?
    /// RFC 3339 UTC.
    package let foundAt: String
}

/// What a human knows of two spellings.
package enum SpellingVerdict: Sendable {
    /// One invoice: the second spelling is never reminded of.
    case same
    /// Two invoices: the second may be reminded of like any other.
    case another
}

extension OperatorStore {
    /// Those that no human has settled.
    /// - Parameter creditor: nil for all.
    package func twins(of creditor: CreditorID?) async throws -> [TwinRow] {
        try await pool.perform { session in
            let rows = try session.run(
                SpellingStatement.unsettled, [creditor.map { .int($0) } ?? .null])
            func state(_ row: Int, _ column: Int) -> ReminderState? {
                rows.optionalString(row, column)?.unicodeScalars.first
                    .flatMap { ReminderState(rawValue: Character($0)) }
            }
            return (0..<rows.count).map { row in
                TwinRow(
                    creditor: rows.string(row, 0), invoiceKey: rows.string(row, 1),
                    invoiceNumber: rows.optionalString(row, 2), invoiceState: state(row, 3),
                    twinKey: rows.string(row, 4), twinNumber: rows.optionalString(row, 5),
                    twinState: state(row, 6), foundAt: rows.string(row, 7))
            }
        }
    }

    /// A human says what a second spelling is. Of one invoice the second row goes, its reminders
    /// become the invoice's; where a letter went for it the row stays, so that its case is followed
    /// on, and is never reminded of.
    /// - Parameter twin: the number by which the second spelling goes.
    /// - Returns: whether the row is still there.
    package func settle(
        twin: String, of creditor: CreditorID, _ verdict: SpellingVerdict, by user: String,
        why: String
    ) async throws -> Bool {
        try await pool.performToEnd { session in
            try session.transaction { session in
                let keys: [PostgresValue] = [.int(creditor), .text(twin)]
                // A load takes permits too: one after the other.
                try session.run(LockStatement.lockLoader, [.int(creditor)])
                let settled = try session.run(SpellingStatement.settle, keys)
                guard settled.count == 1 else { throw DecisionProblem.notSpelledTwice }
                let latest = try session.run(HumanStatement.latestReminder, keys)
                if latest.count == 1 {
                    try Self.note(
                        verdict == .same ? .sameInvoice : .anotherInvoice, by: user, why: why,
                        of: creditor, latest.int(0, 0), position: Int(latest.int(0, 1)),
                        in: session)
                }
                switch verdict {
                case .another:
                    let flag = Int64(InvoiceFlags.spelledTwice.rawValue)
                    try session.run(SpellingStatement.allow, keys + [.int(flag)])
                    return true
                case .same:
                    return try Self.join(keys, to: settled.string(0, 0), in: session)
                }
            }
        }
    }

    /// - Parameter keys: creditor, and number of the second spelling.
    /// - Returns: whether its row stays.
    private static func join(
        _ keys: [PostgresValue], to canonical: String, in session: borrowing PostgresSession
    ) throws -> Bool {
        let permit = try session.run(HumanStatement.lockPermit, keys)
        if permit.count == 1 {
            let run = permit.int(0, 0)
            switch permit.optionalString(0, 2) ?? "a" {
            case "a": return true
            case "m":
                let done = try session.run(
                    ManualStatement.isDone, [keys[0], .int(run), .int(permit.int(0, 1))])
                guard done.count == 1, done.bool(0, 0) else {
                    throw DecisionProblem.manualToDo(run: run)
                }
                return true
            default: throw DecisionProblem.live(run: run)
            }
        }
        try session.run(SpellingStatement.joinReminders, keys + [.text(canonical)])
        try session.run(SpellingStatement.dropInvoice, keys)
        try session.run(SpellingStatement.untick, keys)
        try session.run(SpellingStatement.dropTwin, keys)
        return false
    }
}
