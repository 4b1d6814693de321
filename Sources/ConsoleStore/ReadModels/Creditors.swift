import Database
import Postgres
package import Reminders

extension ConsoleStore {
    /// - Parameter handle: nil for all.
    package func creditors(_ handle: String? = nil) async throws -> [CreditorRow] {
        try await pool.perform { session in
            let handle = handle.map { PostgresValue.text($0) } ?? .null
            let issues = Self.issues(
                try session.run(ActivationStatement.issues, ["handle": handle]))
            let rows = try session.run(ListStatement.creditors, ["handle": handle])
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
                    graceBankDays: Int(rows.int(row, "grace_bank_days")),
                    hasCanary: rows.bool(row, "has_canary"),
                    openReminders: Int(rows.int(row, "open_reminders")),
                    activationCause: rows.optionalWord(
                        row, "activation_cause", as: ActivationCause.self),
                    activationIssues: issues[rows.id(row, "id")] ?? [],
                    activationAskedAt: rows.optionalString(row, "asked_at"))
            }
        }
    }

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
                    ? nil : (row.double(0, "clock_step"), row.string(0, "clock_stepped_at")),
                twins: Int(row.int(0, "twins")))
        }
    }

    /// Active creditors that have a canary, with it: up to twenty drawn by lot, and how many there
    /// are.
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
