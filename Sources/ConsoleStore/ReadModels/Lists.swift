import Database
import Postgres
package import Reminders

extension ConsoleStore {
    /// Lists runs: those that are not done first, then the latest first, up to twenty.
    /// - Parameter run: This one alone; nil for all.
    package func runs(_ run: RunID? = nil) async throws -> [RunRow] {
        try await pool.perform { session in
            let rows = try session.run(
                ListStatement.runs, ["run": .id(run), "limit": .int(20)])
            return try (0..<rows.count).map { try Self.runRow(rows, $0) }
        }
    }

    /// Reads a run from a row with the columns of `ListStatement.runs`.
    static func runRow(_ rows: borrowing PostgresRows, _ row: Int) throws -> RunRow {
        let counts: [ReminderState: Int] = [
            .queued: Int(rows.int(row, "queued")), .uncertain: Int(rows.int(row, "uncertain")),
            .accepted: Int(rows.int(row, "accepted")), .rejected: Int(rows.int(row, "rejected")),
            .skipped: Int(rows.int(row, "skipped")), .failed: Int(rows.int(row, "failed")),
            .cancelled: Int(rows.int(row, "cancelled")), .manual: Int(rows.int(row, "manual")),
        ]
        let wasHeld = !rows.isNull(row, "was_held") && rows.bool(row, "was_held")
        return try RunRow(
            id: rows.id(row, "id"), creditor: rows.string(row, "handle"),
            creditorID: rows.id(row, "creditor"), key: rows.string(row, "key"),
            state: rows.word(row, "state", as: RunState.self),
            total: Int(rows.int(row, "total")), counts: counts,
            inHand: Int(rows.int(row, "in_hand")), refused: Int(rows.int(row, "refused")),
            loadedManual: Int(rows.int(row, "loaded_manual")),
            stuckParts: Int(rows.int(row, "stuck_parts")), pause: pause(rows, row),
            pausedAt: rows.optionalTimestamp(row, "paused_at"),
            createdAt: rows.timestamp(row, "created_at"), createdBy: rows.string(row, "created_by"),
            holdUntil: wasHeld ? rows.optionalTimestamp(row, "hold_until") : nil,
            finishedAt: rows.optionalTimestamp(row, "finished_at"),
            pruned: Int(rows.int(row, "pruned")),
            prunedAt: rows.optionalTimestamp(row, "pruned_at"),
            asOf: rows.timestamp(row, "as_of"),
            seconds: rows.isNull(row, "seconds") ? nil : rows.double(row, "seconds"))
    }

    /// Reads why a run is paused, from `pause_cause`, `pause_count` and `pause_words`.
    /// - Returns: nil if it is not paused.
    static func pause(_ rows: borrowing PostgresRows, _ row: Int) throws -> RunPause? {
        guard !rows.isNull(row, "pause_cause") else { return nil }
        return try RunPause(
            rows.word(row, "pause_cause", as: RunPause.Cause.self),
            count: Int(rows.int(row, "pause_count")), words: rows.string(row, "pause_words"))
    }

    /// Counts a run's reminders by reason code, the most frequent first.
    package func reasons(of run: RunRow) async throws -> [(code: String, count: Int)] {
        let (creditor, id) = (run.creditorID, run.id)
        return try await pool.perform { session in
            let rows = try session.run(
                ListStatement.reasons, ["creditor": .id(creditor), "run": .id(id)])
            return (0..<rows.count).map { (rows.string($0, "code"), Int(rows.int($0, "count"))) }
        }
    }

    /// Reads a page of a creditor's invoices, by their keys.
    /// - Parameters:
    ///   - states: Empty for all.
    ///   - search: An invoice's number; if none has it, a part of a number, of a name or of a
    ///     customer number.
    ///   - cursor: The cursor of the last row of the page before; nil for the first page.
    package func invoices(
        of handle: String, states: [String], search: String?, after cursor: String?, limit: Int
    ) async throws -> [ListRow] {
        try await pool.perform { session in
            try session.transaction { session in
                try session.run(PageStatement.alongTheKey)
                let key = search.map { InvoiceNumber($0)?.key ?? $0 }
                // An exact number is looked up first: a search through a million invoices takes
                // seconds.
                let one = try key.flatMap { key in
                    try session.run(
                        ListStatement.invoiceOfNumber,
                        ["handle": .text(handle), "number": .text(key)]
                    ).count == 1 ? key : nil
                }
                let rows = try session.run(
                    ListStatement.invoices,
                    [
                        "handle": .text(handle),
                        "states": states.isEmpty ? .null : .textArray(states),
                        "search": one == nil ? key.map { .text($0) } ?? .null : .null,
                        "after": cursor.map { .text($0) } ?? .null, "limit": .integer(limit),
                        "number": one.map { .text($0) } ?? .null,
                    ])
                return try (0..<rows.count).map { try Self.listRow(rows, $0) }
            }
        }
    }

    /// Reads a page of a run's reminders, in the order of its file.
    /// - Parameters:
    ///   - states: Empty for all.
    ///   - cursor: The cursor of the last row of the page before; nil for the first page.
    package func reminders(
        of handle: String, run: RunID, states: [String], after cursor: String?, limit: Int
    ) async throws -> [ListRow] {
        try await pool.perform { session in
            try session.transaction { session in
                try session.run(PageStatement.alongTheKey)
                let rows = try session.run(
                    ListStatement.reminders,
                    [
                        "handle": .text(handle), "run": .id(run),
                        "states": states.isEmpty ? .null : .textArray(states),
                        "after": .int(Int64(cursor ?? "0") ?? 0), "limit": .integer(limit),
                    ])
                return try (0..<rows.count).map { try Self.listRow(rows, $0) }
            }
        }
    }

    private static func listRow(_ rows: borrowing PostgresRows, _ row: Int) throws -> ListRow {
        try ListRow(
            creditor: rows.string(row, "creditor"),
            invoiceNumber: rows.string(row, "invoice_number"), run: rows.optionalID(row, "run"),
            state: rows.word(row, "state", as: InvoiceState.self),
            shown: rows.string(row, "shown"), shownEnglish: rows.string(row, "shown_en"),
            reason: rows.optionalString(row, "reason"),
            reasonSwedish: rows.optionalString(row, "reason_sv"),
            reasonEnglish: rows.optionalString(row, "reason_en"),
            attempts: Int(rows.int(row, "attempts")),
            nextAttemptAt: rows.optionalTimestamp(row, "next_attempt_at"),
            caseID: rows.optionalString(row, "case_id"),
            amiliOCR: rows.optionalString(row, "amili_ocr"),
            amiliState: rows.optionalString(row, "amili_state"),
            amiliStatus: rows.optionalString(row, "amili_status"),
            remainingOre: rows.optionalInt(row, "remaining_ore"),
            dueDate: rows.optionalString(row, "due_date"),
            changedAt: rows.timestamp(row, "changed_at"),
            confirmedAt: rows.optionalTimestamp(row, "confirmed_at"),
            isPaidAfterHandover: rows.bool(row, "paid_after_handover"),
            cursor: rows.string(row, "cursor"))
    }
}
