import Database
import Postgres
package import Reminders

extension ConsoleStore {
    /// Lists a creditor's runs, the latest first.
    /// - Parameters:
    ///   - before: Only runs older than this one; nil: from the latest.
    ///   - limit: 1...100.
    package func runs(
        of creditor: CreditorID, before: RunID? = nil, limit: Int
    ) async throws -> [RunRow] {
        precondition((1...100).contains(limit))
        return try await pool.perform { session in
            let rows = try session.run(
                RunStatement.runs,
                [
                    "creditor": .id(creditor), "run": .null,
                    "before": before.map { .id($0) } ?? .null, "limit": .integer(limit),
                ])
            return try (0..<rows.count).map { try Self.runRow(rows, $0) }
        }
    }

    /// Reads a run.
    /// - Returns: nil if there is no such run, or it is another creditor's.
    package func run(_ run: RunID, of creditor: CreditorID) async throws -> RunRow? {
        try await pool.perform { session in
            let rows = try session.run(
                RunStatement.runs,
                [
                    "creditor": .id(creditor), "run": .id(run), "before": .null,
                    "limit": .integer(1),
                ])
            return rows.count == 1 ? try Self.runRow(rows, 0) : nil
        }
    }

    /// Seconds until a held run's letters go, by the database's clock, and no fewer than 0.
    /// - Returns: nil if the run is not held.
    package func holdLeft(_ run: RunID, of creditor: CreditorID) async throws -> Double? {
        try await pool.perform { session in
            let rows = try session.run(
                RunStatement.holdLeft, ["creditor": .id(creditor), "run": .id(run)])
            return rows.count == 1 ? max(rows.double(0, "seconds"), 0) : nil
        }
    }

    /// Counts a run's rejected reminders whose invoice nobody has changed since, among the first
    /// ten thousand.
    package func unmended(of run: RunID, creditor: CreditorID) async throws -> Int {
        try await pool.perform { session in
            let rows = try session.run(
                RunStatement.unmended,
                ["creditor": .id(creditor), "run": .id(run), "limit": .integer(10_000)])
            return Int(rows.int(0, "reminders"))
        }
    }

    /// Counts a run's reminders that were not accepted or are in doubt, by state and reason, the
    /// most frequent first. It reads the run's parts, and reminders only where a part does not know
    /// its own.
    package func groups(of run: RunID, creditor: CreditorID) async throws -> [RunGroup] {
        try await pool.perform { session in
            let rows = try session.run(
                RunStatement.groups, ["creditor": .id(creditor), "run": .id(run)])
            return try (0..<rows.count).map { row in
                try RunGroup(
                    state: Self.state(rows.string(row, "state")),
                    reason: rows.optionalString(row, "code").flatMap { Reason(rawValue: $0) },
                    count: Int(rows.int(row, "count")))
            }
        }
    }

    /// Reads a page of a run's reminders, by position. Parts without the wanted states are passed
    /// over by their counts: a rare state in a run of a million costs no more than its own rows.
    /// - Parameters:
    ///   - position: The page begins after it; 0: at the first.
    ///   - limit: 1...1000.
    package func lines(
        of run: RunRow, _ filter: RunLineFilter, after position: Int, limit: Int
    ) async throws -> [RunLine] {
        precondition((1...1_000).contains(limit))
        return try await pool.perform { session in
            try session.transaction { session in
                try session.run(PageStatement.alongTheKey)
                // A held run has no parts yet.
                guard !filter.states.isEmpty, run.state != .held else {
                    return try Self.lines(
                        of: run, filter, position, through: Int(Int32.max), limit, in: session)
                }
                return try Self.sparseLines(of: run, filter, position, limit, in: session)
            }
        }
    }

    /// Reads lines of the parts that have one of the wanted states, until `limit` are found.
    private static func sparseLines(
        of run: RunRow, _ filter: RunLineFilter, _ position: Int, _ limit: Int,
        in session: borrowing PostgresSession
    ) throws -> [RunLine] {
        var found: [RunLine] = []
        var after = position
        while found.count < limit {
            let parts = try session.run(
                RunStatement.partsWith,
                [
                    "creditor": .id(run.creditorID), "run": .id(run.id),
                    "after": .integer(after), "states": .textArray(filter.states.map(\.word)),
                    "limit": .integer(limit),
                ])
            if parts.count == 0 { break }
            for span in spans(parts) where found.count < limit {
                found += try lines(
                    of: run, filter, max(after, span.lowerBound - 1), through: span.upperBound,
                    limit - found.count, in: session)
            }
            after = Int(parts.int(parts.count - 1, "last"))
        }
        return found
    }

    /// Joins parts that lie side by side, so that they are read as one.
    private static func spans(_ parts: borrowing PostgresRows) -> [ClosedRange<Int>] {
        var spans: [ClosedRange<Int>] = []
        for row in 0..<parts.count {
            let first = Int(parts.int(row, "first"))
            let last = Int(parts.int(row, "last"))
            if let before = spans.last, before.upperBound + 1 == first {
                spans[spans.count - 1] = before.lowerBound...last
            } else {
                spans.append(first...last)
            }
        }
        return spans
    }

    /// Reads the lines beyond `after` and up to `last`.
    private static func lines(
        of run: RunRow, _ filter: RunLineFilter, _ after: Int, through last: Int, _ limit: Int,
        in session: borrowing PostgresSession
    ) throws -> [RunLine] {
        let rows = try session.run(
            RunStatement.lines,
            [
                "creditor": .id(run.creditorID), "run": .id(run.id), "after": .integer(after),
                "last": .integer(last),
                "states": filter.states.isEmpty ? .null : .textArray(filter.states.map(\.word)),
                "reason": filter.reason.map { .text($0.rawValue) } ?? .null,
                "limit": .integer(limit),
            ])
        return try (0..<rows.count).map { row in
            try RunLine(
                position: Int(rows.int(row, "pos")), key: rows.string(row, "invoice_key"),
                invoiceNumber: rows.string(row, "invoice_number"),
                customerNumber: rows.optionalString(row, "customer_number"),
                name: rows.optionalString(row, "name"), state: state(rows.string(row, "state")),
                shown: rows.string(row, "shown"), shownEnglish: rows.string(row, "shown_en"),
                reason: rows.optionalString(row, "reason").flatMap { Reason(rawValue: $0) },
                attempts: Int(rows.int(row, "attempts")),
                nextAttemptAt: rows.optionalTimestamp(row, "next_attempt_at"),
                caseID: rows.optionalString(row, "case_id"),
                amiliOCR: rows.optionalString(row, "amili_ocr"),
                remaining: rows.optionalInt(row, "remaining_ore").map { Ore($0) },
                currency: rows.optionalString(row, "currency"),
                dueDate: rows.optionalString(row, "due_date"),
                changedAt: rows.timestamp(row, "changed_at"),
                confirmedAt: rows.optionalTimestamp(row, "confirmed_at"),
                isPaidAfterHandover: rows.bool(row, "paid_after_handover"),
                isPartPaidAfterHandover: rows.bool(row, "part_paid_after_handover"),
                queueState: rows.optionalWord(row, "queue_state", as: QueueState.self))
        }
    }

    /// Reads what keeps a creditor's runs from moving, if anything does.
    package func standstill(of creditor: CreditorID) async throws -> Standstill {
        try await pool.perform { session in
            let rows = try session.run(RunStatement.standstill, ["creditor": .id(creditor)])
            return Standstill(
                isEverythingPaused: rows.bool(0, "all_paused"),
                amiliClosedFor: rows.double(0, "all_closed_for"),
                isCreditorPaused: rows.bool(0, "creditor_paused"),
                creditorClosedFor: rows.double(0, "creditor_closed_for"),
                window: rows.window(0), lettersFrom: rows.optionalTimestamp(0, "letters_from"))
        }
    }

    /// The state of a word; the views write states in words, and `reminder` as letters.
    private static func state(_ word: String) throws(SchemaProblem) -> ReminderState {
        guard let state = ReminderState.allCases.first(where: { $0.word == word }) else {
            throw .newer
        }
        return state
    }
}
