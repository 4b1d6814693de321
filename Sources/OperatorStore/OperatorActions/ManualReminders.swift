import Database
import Postgres
package import Reminders

/// One reminder that is made by hand.
package struct ManualRow: Sendable, Equatable {
    package let run: RunID
    package let position: Int
    /// nil if the invoice is no longer on file.
    package let invoice: Invoice?
    /// Canonical.
    package let invoiceKey: String
    package let choices: ManualChoices
    /// Why no letter may go now although one was to; nil if one may, or if it is done.
    package let obstacle: Reason?
    /// RFC 3339 UTC; nil while it is to do.
    package let doneAt: String?
    package let doneBy: String?
    package let claimed: ManualClaim?
    /// Somebody has had its letter before their eyes.
    package let wasShown: Bool

    /// Where the next page begins.
    package var cursor: String { "\(run)/\(position)" }
}

/// One reminder that is made by hand, with all that its letter needs.
package struct ManualReminder: Sendable, Equatable {
    package let run: RunID
    package let position: Int
    package let facts: ManualFacts
    /// The letter's date if it is made now: today in Sweden.
    package let today: CalendarDate
    /// Its run is held: nothing is to be done yet.
    package let isHeld: Bool
    package let doneAt: String?
    package let doneBy: String?
}

package enum ManualList: Sendable {
    case toDo
    case done
}

package enum ManualProblem: Error, Sendable, Equatable {
    case noSuchInvoice
    /// Its live reminder goes to Amili.
    case notManual(run: RunID)
    /// No reminder of it is live: it was cancelled, released or skipped, or came to another end.
    case notLive(ReminderState)
    /// Its run is held: it is not to be done before that is released.
    case held(run: RunID)
    /// Marked done, so that nothing is left to take back.
    case done(run: RunID)
    /// A letter is of a day from the invoice's to today.
    case impossibleDay
}

extension OperatorStore {
    /// A page of what is to be done by hand, or was, by run and position.
    /// - Parameters:
    ///   - run: nil for all of the creditor's.
    ///   - cursor: of the last row of the page before.
    ///   - limit: 1...1,000.
    package func manualReminders(
        of creditor: CreditorID, run: RunID? = nil, _ list: ManualList = .toDo,
        after cursor: String? = nil, limit: Int
    ) async throws -> [ManualRow] {
        precondition((1...1_000).contains(limit))
        let after = Self.place(cursor ?? "")
        return try await pool.perform { session in
            try session.transaction { session in
                try session.run(PageStatement.alongTheKey)
                let rows = try session.run(
                    list == .toDo ? ManualStatement.toDo : .done,
                    [.int(creditor), run.map { .int($0) } ?? .null] + after + [.integer(limit)])
                return try (0..<rows.count).map { try Self.manualRow(rows, $0) }
            }
        }
    }

    /// Run and position, within the ranges of their columns; the beginning for what is no cursor.
    private static func place(_ cursor: String) -> [PostgresValue] {
        let parts = cursor.split(separator: "/")
        guard parts.count == 2, let run = RunID(parts[0]), let position = Int32(parts[1]) else {
            return [.int(0), .int(0)]
        }
        return [.int(run), .integer(Int(position))]
    }

    private static func manualRow(_ rows: borrowing PostgresRows, _ row: Int) throws -> ManualRow {
        let columns = ManualColumns(rows, row, from: 4)
        let today = CalendarDate(iso: rows.string(row, 2))
        let obstacle = columns.obstacle(today: today, graceBankDays: Int(rows.int(row, 3)))
        return ManualRow(
            run: rows.int(row, 0), position: Int(rows.int(row, 1)), invoice: columns.invoice,
            invoiceKey: columns.key, choices: columns.choices, obstacle: obstacle,
            doneAt: columns.doneAt, doneBy: columns.doneBy, claimed: columns.claimed,
            wasShown: rows.bool(row, 37))
    }

    /// The facts of the letter of an invoice's live reminder.
    /// - Parameters:
    ///   - number: canonical.
    ///   - today: nil for the database's, in Sweden.
    package func manualLetter(
        _ number: String, of creditor: CreditorID, today: CalendarDate? = nil
    ) async throws -> ManualReminder {
        try await pool.perform { session in
            let holder = try Self.manualHolder(number, of: creditor, in: session)
            return try Self.manualReminder(holder, of: creditor, today: today, in: session)
        }
    }

    /// The manual reminder that holds an invoice's permit.
    struct ManualHolder {
        let number: String
        let run: RunID
        let position: Int
        let isToDo: Bool
        let isHeld: Bool
    }

    static func manualHolder(
        _ number: String, of creditor: CreditorID, in session: borrowing PostgresSession
    ) throws -> ManualHolder {
        let keys: [PostgresValue] = [.int(creditor), .text(number)]
        let found = try session.run(ManualStatement.holder, keys)
        guard found.count == 1 else {
            let latest = try session.run(HumanStatement.latestReminder, keys)
            guard latest.count == 1,
                let state = latest.string(0, 2).first.flatMap({ ReminderState(rawValue: $0) })
            else { throw ManualProblem.noSuchInvoice }
            throw ManualProblem.notLive(state)
        }
        guard found.optionalString(0, 2) == "m", !found.isNull(0, 3) else {
            throw ManualProblem.notManual(run: found.int(0, 0))
        }
        return ManualHolder(
            number: number, run: found.int(0, 0), position: Int(found.int(0, 1)),
            isToDo: found.bool(0, 3), isHeld: found.bool(0, 5))
    }

    static func manualReminder(
        _ holder: ManualHolder, of creditor: CreditorID, today: CalendarDate?,
        in session: borrowing PostgresSession
    ) throws -> ManualReminder {
        let rows = try session.run(
            ManualStatement.facts,
            [.int(creditor), .int(holder.run), .integer(holder.position)])
        let columns = ManualColumns(rows, 0, from: 11)
        guard let invoice = columns.invoice,
            let today = today ?? CalendarDate(iso: rows.string(0, 1))
        else { throw ManualProblem.noSuchInvoice }
        let facts = ManualFacts(
            creditorName: rows.string(0, 0), sender: sender(rows, from: 4), invoice: invoice,
            choices: columns.choices,
            obstacle: columns.obstacle(today: today, graceBankDays: Int(rows.int(0, 2))),
            wasFeeClaimed: rows.bool(0, 3), claimed: columns.claimed)
        return ManualReminder(
            run: holder.run, position: holder.position, facts: facts, today: today,
            isHeld: holder.isHeld, doneAt: columns.doneAt, doneBy: columns.doneBy)
    }

    // MARK: The sender

    /// What the creditor's letters say of it; nil if nobody has told yet.
    package func letterSender(of creditor: CreditorID) async throws -> LetterSender? {
        try await pool.perform { session in
            let rows = try session.run(ManualStatement.sender, [.int(creditor)])
            return rows.count == 1 ? Self.sender(rows, from: 0) : nil
        }
    }

    package func setLetterSender(_ sender: LetterSender, of creditor: CreditorID) async throws {
        @Sendable func text(_ value: String?) -> PostgresValue { value.map { .text($0) } ?? .null }
        try await pool.perform { session in
            _ = try session.run(
                ManualStatement.setSender,
                [
                    .int(creditor), .text(sender.addressLines.joined(separator: "\n")),
                    text(sender.bankgiro?.digits), text(sender.plusgiro?.digits),
                    text(sender.phone), text(sender.email), .bool(sender.isFeeAgreed),
                    .integer(sender.payByDays),
                ])
        }
    }

    private static func sender(_ rows: borrowing PostgresRows, from column: Int) -> LetterSender {
        guard !rows.isNull(0, column) else { return LetterSender() }
        func giro(_ kind: GiroNumber.Kind, _ index: Int) -> GiroNumber? {
            rows.optionalString(0, column + index).flatMap { GiroNumber(kind, $0) }
        }
        return LetterSender(
            addressLines: rows.string(0, column).split(separator: "\n").map(String.init),
            bankgiro: giro(.bankgiro, 1), plusgiro: giro(.plusgiro, 2),
            phone: rows.optionalString(0, column + 3), email: rows.optionalString(0, column + 4),
            isFeeAgreed: rows.bool(0, column + 5), payByDays: Int(rows.int(0, column + 6)))
    }
}

/// The columns that `facts`, `toDo` and `done` have in common, in their order.
private struct ManualColumns {
    let choices: ManualChoices
    let isToDo: Bool
    let doneAt: String?
    let doneBy: String?
    let claimed: ManualClaim?
    let key: String
    let invoice: Invoice?

    init(_ rows: borrowing PostgresRows, _ row: Int, from column: Int) {
        choices = ManualChoices(
            byEmail: rows.bool(row, column), withInterest: rows.bool(row, column + 1),
            withFee: rows.bool(row, column + 2))
        isToDo = rows.bool(row, column + 3)
        doneAt = rows.optionalString(row, column + 4)
        doneBy = rows.optionalString(row, column + 5)
        if let day = rows.optionalString(row, column + 6).flatMap({ CalendarDate(iso: $0) }) {
            claimed = ManualClaim(
                day: day, remaining: Ore(rows.int(row, column + 7)),
                interest: rows.optionalInt(row, column + 8).map { Ore($0) },
                fee: Ore(rows.int(row, column + 9)))
        } else {
            claimed = nil
        }
        key = rows.string(row, column + 10)
        invoice = InvoiceRows.invoice(rows, row, from: column + 11, key: key)
    }

    func obstacle(today: CalendarDate?, graceBankDays: Int) -> Reason? {
        guard isToDo, let today else { return nil }
        guard let invoice else { return .invoiceMissing }
        return Eligibility(today: today, graceBankDays: graceBankDays).obstacle(invoice)
    }
}
