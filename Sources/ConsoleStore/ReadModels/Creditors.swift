import Database
import Postgres
package import Reminders

package struct CreditorRow: Sendable {
    package let id: CreditorID
    package let handle: String
    package let name: String
    package let account: String
    package let amiliCreditor: String
    package let activation: ActivationState
    package let isPaused: Bool
    /// Seconds until the gate opens by itself; 0: open.
    package let closedFor: Double
    /// For people to read; code goes by `closedCause`.
    package let closedReason: String?
    package let closedCause: GateCause?
    package let graceBankDays: Int
    package let hasCanary: Bool
    package let openReminders: Int
    /// Why it is not active, as far as is known.
    package let activationCause: ActivationCause?
    /// What Amili objects to in its details.
    package let activationIssues: [ActivationIssue]
    /// When Amili was last asked whether it is active, RFC 3339 UTC; nil if it never was.
    package let activationAskedAt: String?
}

/// The gate of all Amili.
package struct GateRow: Sendable {
    package let rate: Double
    package let isPaused: Bool
    package let closedFor: Double
    /// For people to read; code goes by `closedCause`.
    package let closedReason: String?
    package let closedCause: GateCause?
}

package struct Health: Sendable {
    package let databaseSeconds: Double
    package let serverVersion: Int
    package let stuckParts: Int
    package let openIncidents: Int
    /// Seconds by which what the workers wait for lies too far ahead: the database's clock was set
    /// back, and no worker has seen to it yet.
    package let clockAhead: Double
    /// Seconds, and when (UTC): the clock's last step back, if it was within a day.
    package let clockStep: (seconds: Double, at: String)?
    /// Invoices on file beside another spelling, that no human has settled.
    package let twins: Int
}

extension ConsoleStore {
    /// - Parameter handle: nil for all.
    package func creditors(_ handle: String? = nil) async throws -> [CreditorRow] {
        try await pool.perform { session in
            let handle = handle.map { PostgresValue.text($0) } ?? .null
            let issues = Self.issues(try session.run(ActivationStatement.issues, [handle]))
            let rows = try session.run(ListStatement.creditors, [handle])
            return try (0..<rows.count).map { row in
                try CreditorRow(
                    id: rows.int(row, 0), handle: rows.string(row, 1), name: rows.string(row, 2),
                    account: rows.string(row, 3), amiliCreditor: rows.string(row, 4),
                    activation: rows.word(row, 5, as: ActivationState.self),
                    isPaused: rows.bool(row, 6),
                    closedFor: rows.double(row, 7), closedReason: rows.optionalString(row, 8),
                    closedCause: rows.optionalString(row, 14).flatMap { GateCause(rawValue: $0) },
                    graceBankDays: Int(rows.int(row, 9)), hasCanary: rows.bool(row, 10),
                    openReminders: Int(rows.int(row, 11)),
                    activationCause: rows.optionalString(row, 12)
                        .flatMap(ActivationCause.init),
                    activationIssues: issues[rows.int(row, 0)] ?? [],
                    activationAskedAt: rows.optionalString(row, 13))
            }
        }
    }

    package func gate() async throws -> GateRow {
        try await pool.perform { session in
            let row = try session.run(ListStatement.gate)
            return GateRow(
                rate: row.double(0, 0), isPaused: row.bool(0, 1), closedFor: row.double(0, 2),
                closedReason: row.optionalString(0, 3),
                closedCause: row.optionalString(0, 4).flatMap { GateCause(rawValue: $0) })
        }
    }

    package func health() async throws -> Health {
        try await pool.perform { session in
            let row = try session.run(ListStatement.health)
            return Health(
                databaseSeconds: row.double(0, 0), serverVersion: Int(row.int(0, 1)),
                stuckParts: Int(row.int(0, 2)), openIncidents: Int(row.int(0, 3)),
                clockAhead: row.double(0, 4),
                clockStep: row.isNull(0, 5) ? nil : (row.double(0, 5), row.string(0, 6)),
                twins: Int(row.int(0, 7)))
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
                        rows.string(row, 0),
                        AmiliParty(account: rows.string(row, 1), creditor: rows.string(row, 2)),
                        InvoiceNumber(written: rows.string(row, 3), key: rows.string(row, 4))
                    )
                }
            return (drawn, rows.count == 0 ? 0 : Int(rows.int(0, 5)))
        }
    }
}
