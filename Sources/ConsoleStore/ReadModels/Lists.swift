import Database
import Postgres
package import Reminders

package struct RunRow: Sendable {
    package let id: RunID
    package let creditor: String
    package let creditorID: CreditorID
    package let key: String
    /// loading, held, open, paused, stopped or done.
    package let state: RunState
    package let total: Int
    /// By state; they add up to `total`.
    package let counts: [ReminderState: Int]
    /// In parts that a worker holds: at most so many are on the wire.
    package let inHand: Int
    package let refused: Int
    /// To be done by hand when it was loaded; `counts` knows how many still are or were done.
    package let loadedManual: Int
    package let stuckParts: Int
    package let pause: RunPause?
    package let createdAt: String
    package let createdBy: String
    /// nil if the run was never held.
    package let holdUntil: String?
    package let finishedAt: String?
    package let asOf: String
    /// From the release to the end, or to now; nil before the release.
    package let seconds: Double?
}

/// One line of a list, as the views show it; times RFC 3339 UTC.
package struct ListRow: Sendable {
    package let creditor: String
    package let invoiceNumber: String
    package let run: RunID?
    package let state: InvoiceState
    /// The label, in Swedish and in English.
    package let shown: String
    package let shownEnglish: String
    package let reason: String?
    package let reasonSwedish: String?
    package let reasonEnglish: String?
    package let attempts: Int
    package let nextAttemptAt: String?
    package let caseID: String?
    package let amiliOCR: String?
    package let amiliState: String?
    package let amiliStatus: String?
    package let remainingOre: Int64?
    package let dueDate: String?
    package let changedAt: String
    package let confirmedAt: String?
    /// Handed over, not closed at Amili, and paid, credited or without a remainder since.
    package let isPaidAfterHandover: Bool
    /// Where the next page begins.
    package let cursor: String
}

extension ConsoleStore {
    /// - Parameter run: nil for the open and the latest, at most 20.
    package func runs(_ run: RunID? = nil) async throws -> [RunRow] {
        try await pool.perform { session in
            let rows = try session.run(
                ListStatement.runs, [run.map { .int($0) } ?? .null, .int(20)])
            return try (0..<rows.count).map { try Self.runRow(rows, $0) }
        }
    }

    static func runRow(_ rows: borrowing PostgresRows, _ row: Int) throws -> RunRow {
        let states: [ReminderState] = [
            .queued, .uncertain, .accepted, .rejected, .skipped, .failed, .cancelled, .manual,
        ]
        var counts: [ReminderState: Int] = [:]
        for (index, state) in states.enumerated() { counts[state] = Int(rows.int(row, 5 + index)) }
        return try RunRow(
            id: rows.int(row, 0), creditor: rows.string(row, 1), creditorID: rows.int(row, 22),
            key: rows.string(row, 2), state: rows.word(row, 3, as: RunState.self),
            total: Int(rows.int(row, 4)),
            counts: counts, inHand: Int(rows.int(row, 13)), refused: Int(rows.int(row, 18)),
            loadedManual: Int(rows.int(row, 25)), stuckParts: Int(rows.int(row, 21)),
            pause: pause(rows, row, cause: 26, count: 27, words: 19),
            createdAt: rows.string(row, 14), createdBy: rows.string(row, 15),
            holdUntil: rows.isNull(row, 23) || !rows.bool(row, 23)
                ? nil : rows.optionalString(row, 16),
            finishedAt: rows.optionalString(row, 17), asOf: rows.string(row, 24),
            seconds: rows.isNull(row, 20) ? nil : rows.double(row, 20))
    }

    static func pause(
        _ rows: borrowing PostgresRows, _ row: Int, cause: Int, count: Int, words: Int
    ) throws -> RunPause? {
        guard !rows.isNull(row, cause) else { return nil }
        return try RunPause(
            rows.word(row, cause, as: RunPause.Cause.self), count: Int(rows.int(row, count)),
            words: rows.string(row, words))
    }

    /// Reason codes of a run, most frequent first.
    package func reasons(of run: RunRow) async throws -> [(code: String, count: Int)] {
        let (creditor, id) = (run.creditorID, run.id)
        return try await pool.perform { session in
            let rows = try session.run(ListStatement.reasons, [.int(creditor), .int(id)])
            return (0..<rows.count).map { (rows.string($0, 0), Int(rows.int($0, 1))) }
        }
    }

    /// A page of the invoice list, by invoice.
    /// - Parameters:
    ///   - states: empty for all.
    ///   - search: an invoice's number; if there is none of that number, part of one, of a name or
    ///     of a customer's number.
    ///   - cursor: of the last row of the page before.
    package func invoices(
        of handle: String, states: [String], search: String?, after cursor: String?, limit: Int
    ) async throws -> [ListRow] {
        try await pool.perform { session in
            try session.transaction { session in
                try session.run(PageStatement.alongTheKey)
                let key = search.map { InvoiceNumber($0)?.key ?? $0 }
                // To look into each invoice of a million takes seconds.
                let one = try key.flatMap { key in
                    try session.run(
                        ListStatement.invoiceOfNumber, [.text(handle), .text(key)]
                    ).count == 1 ? key : nil
                }
                let rows = try session.run(
                    ListStatement.invoices,
                    [
                        .text(handle), states.isEmpty ? .null : .textArray(states),
                        one == nil ? key.map { .text($0) } ?? .null : .null,
                        cursor.map { .text($0) } ?? .null, .integer(limit),
                        one.map { .text($0) } ?? .null,
                    ])
                return try (0..<rows.count).map { try Self.listRow(rows, $0) }
            }
        }
    }

    /// A page of one run's reminders, in file order.
    package func reminders(
        of handle: String, run: RunID, states: [String], after cursor: String?, limit: Int
    ) async throws -> [ListRow] {
        try await pool.perform { session in
            try session.transaction { session in
                try session.run(PageStatement.alongTheKey)
                let rows = try session.run(
                    ListStatement.reminders,
                    [
                        .text(handle), .int(run), states.isEmpty ? .null : .textArray(states),
                        .int(Int64(cursor ?? "0") ?? 0), .integer(limit),
                    ])
                return try (0..<rows.count).map { try Self.listRow(rows, $0) }
            }
        }
    }

    private static func listRow(_ rows: borrowing PostgresRows, _ row: Int) throws -> ListRow {
        try ListRow(
            creditor: rows.string(row, 0), invoiceNumber: rows.string(row, 1),
            run: rows.optionalInt(row, 2), state: rows.word(row, 3, as: InvoiceState.self),
            shown: rows.string(row, 4), shownEnglish: rows.string(row, 19),
            reason: rows.optionalString(row, 5),
            reasonSwedish: rows.optionalString(row, 6),
            reasonEnglish: rows.optionalString(row, 7), attempts: Int(rows.int(row, 8)),
            nextAttemptAt: rows.optionalString(row, 9), caseID: rows.optionalString(row, 10),
            amiliOCR: rows.optionalString(row, 11), amiliState: rows.optionalString(row, 12),
            amiliStatus: rows.optionalString(row, 18),
            remainingOre: rows.optionalInt(row, 13), dueDate: rows.optionalString(row, 14),
            changedAt: rows.string(row, 15), confirmedAt: rows.optionalString(row, 16),
            isPaidAfterHandover: rows.bool(row, 20), cursor: rows.string(row, 17))
    }
}
