import Database
import Postgres
package import Reminders

/// One line of a run, as the web page and its files show it; times RFC 3339 UTC.
package struct RunLine: Sendable {
    package let position: Int
    /// The invoice's canonical number.
    package let key: String
    package let invoiceNumber: String
    package let customerNumber: String?
    /// Personal data; nil if the invoice is no longer on file.
    package let name: String?
    package let state: ReminderState
    /// The label, in Swedish and in English.
    package let shown: String
    package let shownEnglish: String
    package let reason: Reason?
    package let attempts: Int
    package let nextAttemptAt: String?
    package let caseID: String?
    package let amiliOCR: String?
    package let remaining: Ore?
    package let currency: String?
    package let dueDate: String?
    package let changedAt: String
    package let confirmedAt: String?
    /// Handed over, and paid or credited since.
    package let isPaidAfterHandover: Bool
    /// As of `InvoiceRow`.
    package let isPartPaidAfterHandover: Bool
    /// nil unless it is queued.
    package let queueState: QueueState?
}

/// Which lines of a run.
package struct RunLineFilter: Sendable, Equatable {
    /// Empty: whatever the state.
    package var states: [ReminderState]
    /// nil: whatever the reason.
    package var reason: Reason?
    package init(states: [ReminderState] = [], reason: Reason? = nil) {
        self.states = states
        self.reason = reason
    }
}

/// Reminders of a run that share a state and a reason.
package struct RunGroup: Sendable, Equatable {
    package let state: ReminderState
    /// nil where the state needs none: in doubt.
    package let reason: Reason?
    package let count: Int
}

/// What may keep a run from moving although nobody paused it.
package struct Standstill: Sendable, Equatable {
    package let isEverythingPaused: Bool
    /// Seconds; 0: open.
    package let amiliClosedFor: Double
    package let isCreditorPaused: Bool
    package let creditorClosedFor: Double
}

extension ConsoleStore {
    /// - Parameters:
    ///   - before: only older ones; nil: from the newest.
    ///   - limit: 1...100.
    package func runs(
        of creditor: CreditorID, before: RunID? = nil, limit: Int
    ) async throws -> [RunRow] {
        precondition((1...100).contains(limit))
        return try await pool.perform { session in
            let rows = try session.run(
                RunStatement.runs,
                [.int(creditor), .null, before.map { .int($0) } ?? .null, .integer(limit)])
            return try (0..<rows.count).map { try Self.runRow(rows, $0) }
        }
    }

    /// - Returns: nil if there is no such run, or it is another creditor's.
    package func run(_ run: RunID, of creditor: CreditorID) async throws -> RunRow? {
        try await pool.perform { session in
            let rows = try session.run(
                RunStatement.runs, [.int(creditor), .int(run), .null, .integer(1)])
            return rows.count == 1 ? try Self.runRow(rows, 0) : nil
        }
    }

    /// Seconds until a held run's letters go, by the database's clock; nil if it is not held.
    package func holdLeft(_ run: RunID, of creditor: CreditorID) async throws -> Double? {
        try await pool.perform { session in
            let rows = try session.run(RunStatement.holdLeft, [.int(creditor), .int(run)])
            return rows.count == 1 ? max(rows.double(0, 0), 0) : nil
        }
    }

    /// How many of a run's rejected reminders are of invoices that nobody has changed since, of the
    /// first ten thousand.
    package func unmended(of run: RunID, creditor: CreditorID) async throws -> Int {
        try await pool.perform { session in
            let rows = try session.run(
                RunStatement.unmended, [.int(creditor), .int(run), .integer(10_000)])
            return Int(rows.int(0, 0))
        }
    }

    /// What ended without a letter, or is in doubt, by state and reason, most frequent first. Reads
    /// the run's parts, not its reminders, where these know them.
    package func groups(of run: RunID, creditor: CreditorID) async throws -> [RunGroup] {
        try await pool.perform { session in
            let rows = try session.run(RunStatement.groups, [.int(creditor), .int(run)])
            return try (0..<rows.count).map { row in
                try RunGroup(
                    state: Self.state(rows.string(row, 0)),
                    reason: rows.optionalString(row, 1).flatMap { Reason(rawValue: $0) },
                    count: Int(rows.int(row, 2)))
            }
        }
    }

    /// A page of one run's reminders, by position. Parts without such a state are left out by
    /// their counts: a rare state in a run of a million costs no more than its own rows.
    /// - Parameter limit: 1...1000.
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
                    .int(run.creditorID), .int(run.id), .integer(after),
                    .textArray(filter.states.map(\.word)), .integer(limit),
                ])
            if parts.count == 0 { break }
            for span in spans(parts) where found.count < limit {
                found += try lines(
                    of: run, filter, max(after, span.lowerBound - 1), through: span.upperBound,
                    limit - found.count, in: session)
            }
            after = Int(parts.int(parts.count - 1, 1))
        }
        return found
    }

    /// Parts that lie side by side are read as one.
    private static func spans(_ parts: borrowing PostgresRows) -> [ClosedRange<Int>] {
        var spans: [ClosedRange<Int>] = []
        for row in 0..<parts.count {
            let (first, last) = (Int(parts.int(row, 0)), Int(parts.int(row, 1)))
            if let before = spans.last, before.upperBound + 1 == first {
                spans[spans.count - 1] = before.lowerBound...last
            } else {
                spans.append(first...last)
            }
        }
        return spans
    }

    private static func lines(
        of run: RunRow, _ filter: RunLineFilter, _ after: Int, through last: Int, _ limit: Int,
        in session: borrowing PostgresSession
    ) throws -> [RunLine] {
        let rows = try session.run(
            RunStatement.lines,
            [
                .int(run.creditorID), .int(run.id), .integer(after), .integer(last),
                filter.states.isEmpty ? .null : .textArray(filter.states.map(\.word)),
                filter.reason.map { .text($0.rawValue) } ?? .null, .integer(limit),
            ])
        return try (0..<rows.count).map { row in
            try RunLine(
                position: Int(rows.int(row, 0)), key: rows.string(row, 1),
                invoiceNumber: rows.string(row, 2), customerNumber: rows.optionalString(row, 3),
                name: rows.optionalString(row, 4), state: state(rows.string(row, 5)),
                shown: rows.string(row, 6), shownEnglish: rows.string(row, 12),
                reason: rows.optionalString(row, 7).flatMap { Reason(rawValue: $0) },
                attempts: Int(rows.int(row, 8)), nextAttemptAt: rows.optionalString(row, 9),
                caseID: rows.optionalString(row, 10), amiliOCR: rows.optionalString(row, 11),
                remaining: rows.optionalInt(row, 13).map { Ore($0) },
                currency: rows.optionalString(row, 17), dueDate: rows.optionalString(row, 14),
                changedAt: rows.string(row, 15), confirmedAt: rows.optionalString(row, 16),
                isPaidAfterHandover: rows.bool(row, 18),
                isPartPaidAfterHandover: rows.bool(row, 19),
                queueState: rows.optionalWord(row, 20, as: QueueState.self))
        }
    }

    /// What keeps this creditor's runs from moving, if anything does.
    package func standstill(of creditor: CreditorID) async throws -> Standstill {
        try await pool.perform { session in
            let rows = try session.run(RunStatement.standstill, [.int(creditor)])
            return Standstill(
                isEverythingPaused: rows.bool(0, 0), amiliClosedFor: rows.double(0, 1),
                isCreditorPaused: rows.bool(0, 2), creditorClosedFor: rows.double(0, 3))
        }
    }

    private static func state(_ word: String) throws(SchemaProblem) -> ReminderState {
        guard let state = ReminderState.allCases.first(where: { $0.word == word }) else {
            throw .newer
        }
        return state
    }
}
