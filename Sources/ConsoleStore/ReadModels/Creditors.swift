import Database
import Postgres
package import Reminders

extension ConsoleStore {
    /// Lists creditors by their handles.
    /// - Parameter handle: nil for all.
    /// - Throws: `SchemaProblem.newer` for a state or cause that this program does not know.
    package func creditors(_ handle: String? = nil) async throws -> [CreditorRow] {
        try await pool.perform { session in
            let rows = try session.run(
                ListStatement.creditors, ["handle": handle.map { .text($0) } ?? .null])
            let ids = (0..<rows.count).map { row -> CreditorID in rows.id(row, "id") }
            let issues = Self.issues(
                try session.run(ActivationStatement.issues, ["creditors": .idArray(ids)]))
            return try (0..<rows.count).map { row in
                try CreditorRow(
                    id: rows.id(row, "id"), handle: rows.string(row, "handle"),
                    name: rows.string(row, "name"), account: rows.string(row, "account"),
                    amiliCreditor: rows.string(row, "amili_creditor"),
                    activation: rows.word(row, "activation", as: ActivationState.self),
                    isPaused: rows.bool(row, "paused"),
                    closedFor: rows.double(row, "closed_for"),
                    closedCause: rows.optionalWord(row, "closed_cause", as: GateCause.self),
                    closedWords: rows.optionalString(row, "closed_words"),
                    rate: rows.double(row, "rate"),
                    window: rows.window(row),
                    lettersFrom: rows.optionalTimestamp(row, "letters_from"),
                    graceBankDays: Int(rows.int(row, "grace_bank_days")),
                    hasCanary: rows.bool(row, "has_canary"),
                    openReminders: Int(rows.int(row, "open_reminders")),
                    activationCause: rows.optionalWord(
                        row, "activation_cause", as: ActivationCause.self),
                    activationIssues: issues[rows.id(row, "id")] ?? [],
                    activationAskedAt: rows.optionalTimestamp(row, "asked_at"))
            }
        }
    }

    /// Reads the gate of all Amili.
    package func gate() async throws -> GateRow {
        try await pool.perform { session in
            let row = try session.run(ListStatement.gate)
            return try GateRow(
                rate: row.double(0, "rate"), isPaused: row.bool(0, "paused"),
                closedFor: row.double(0, "closed_for"),
                closedCause: row.optionalWord(0, "closed_cause", as: GateCause.self),
                closedWords: row.optionalString(0, "closed_words"))
        }
    }

    /// Reads the figures that `paminn doctor` and the operators' page judge.
    package func health() async throws -> Health {
        try await pool.perform { session in
            let row = try session.run(ListStatement.health)
            return Health(
                databaseSeconds: row.double(0, "database_seconds"),
                serverVersion: Int(row.int(0, "server_version")),
                stuckParts: Int(row.int(0, "stuck_parts")),
                openIncidents: Int(row.int(0, "open_incidents")),
                clockAhead: row.double(0, "clock_ahead"),
                clockStep: row.isNull(0, "clock_step")
                    ? nil : (row.double(0, "clock_step"), row.timestamp(0, "clock_stepped_at")),
                twins: Int(row.int(0, "twins")))
        }
    }

    /// Draws up to twenty active creditors with a canary at random. `all` is how many there are.
    package func canaries() async throws -> (
        drawn: [(handle: String, party: AmiliParty, canary: InvoiceNumber)], all: Int
    ) {
        try await pool.perform { session in
            let rows = try session.run(ListStatement.canaries)
            let drawn: [(handle: String, party: AmiliParty, canary: InvoiceNumber)] =
                (0..<rows.count).map { row in
                    (
                        rows.string(row, "handle"),
                        AmiliParty(
                            account: rows.string(row, "account"),
                            creditor: rows.string(row, "amili_creditor")),
                        InvoiceNumber(
                            written: rows.string(row, "canary_written"),
                            key: rows.string(row, "canary_number"))
                    )
                }
            return (drawn, rows.count == 0 ? 0 : Int(rows.int(0, "total")))
        }
    }
}
