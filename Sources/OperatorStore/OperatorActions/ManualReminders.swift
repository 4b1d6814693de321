import Database
import Postgres
package import Reminders

extension OperatorStore {
    /// Lists a page of the reminders that are to be done by hand, or were done, by run and
    /// position.
    /// - Parameters:
    ///   - run: nil for all of the creditor's.
    ///   - cursor: of the last row of the page before (`ManualRow.cursor`); the list begins anew
    ///     with any other text.
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
                    after + [
                        "creditor": .id(creditor), "run": .id(run),
                        "limit": .integer(limit),
                    ])
                return try (0..<rows.count).map { try Self.manualRow(rows, $0) }
            }
        }
    }

    /// Reads run and position from a cursor, within the ranges of their columns. A text that is no
    /// cursor gives the beginning of the list.
    private static func place(_ cursor: String) -> StatementArguments {
        let parts = cursor.split(separator: "/")
        guard parts.count == 2, let run = RunID(parts[0]), let position = Int32(parts[1]) else {
            return ["after_run": .int(0), "after_position": .int(0)]
        }
        return ["after_run": .id(run), "after_position": .integer(Int(position))]
    }

    private static func manualRow(_ rows: borrowing PostgresRows, _ row: Int) throws -> ManualRow {
        let (run, position): (RunID, Int) = (rows.id(row, "run"), Int(rows.int(row, "pos")))
        let today = CalendarDate(iso: rows.string(row, "today"))
        let grace = Int(rows.int(row, "grace_bank_days"))
        let columns = ManualColumns(rows, row)
        return ManualRow(
            run: run, position: position, invoice: columns.invoice, invoiceKey: columns.key,
            choices: columns.choices,
            obstacle: columns.obstacle(today: today, graceBankDays: grace),
            doneAt: columns.doneAt, doneBy: columns.doneBy, claimed: columns.claimed,
            wasShown: rows.bool(row, "was_shown"))
    }

    /// Returns the facts for the letter of an invoice's live manual reminder.
    /// - Parameters:
    ///   - number: canonical.
    ///   - today: nil for the database's, in Sweden.
    /// - Throws: `ManualProblem.noSuchInvoice`, `.notLive` or `.notManual`.
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

    /// Finds the manual reminder that holds an invoice's permit.
    /// - Throws: `ManualProblem.noSuchInvoice`, `.notLive` or `.notManual`.
    static func manualHolder(
        _ number: String, of creditor: CreditorID, in session: borrowing PostgresSession
    ) throws -> ManualHolder {
        let keys: StatementArguments = ["creditor": .id(creditor), "number": .text(number)]
        let found = try session.run(ManualStatement.holder, keys)
        guard found.count == 1 else {
            let latest = try session.run(HumanStatement.latestReminder, keys)
            guard latest.count == 1 else { throw ManualProblem.noSuchInvoice }
            throw ManualProblem.notLive(try latest.reminderState(0, "state"))
        }
        guard try found.optionalReminderState(0, "state") == .manual, !found.isNull(0, "todo")
        else {
            throw ManualProblem.notManual(run: found.id(0, "run"))
        }
        return ManualHolder(
            number: number, run: found.id(0, "run"), position: Int(found.int(0, "pos")),
            isToDo: found.bool(0, "todo"), isHeld: found.bool(0, "is_held"))
    }

    /// The parameters that name the reminder.
    static func keys(_ holder: ManualHolder, of creditor: CreditorID) -> StatementArguments {
        [
            "creditor": .id(creditor), "run": .id(holder.run),
            "position": .integer(holder.position),
        ]
    }

    /// Reads a manual reminder with the facts of its letter.
    /// - Parameter today: nil for the database's, in Sweden.
    /// - Throws: `ManualProblem.noSuchInvoice` if the invoice is no longer on file.
    static func manualReminder(
        _ holder: ManualHolder, of creditor: CreditorID, today: CalendarDate?,
        in session: borrowing PostgresSession
    ) throws -> ManualReminder {
        let rows = try session.run(ManualStatement.facts, keys(holder, of: creditor))
        let columns = ManualColumns(rows, 0)
        guard let invoice = columns.invoice,
            let today = today ?? CalendarDate(iso: rows.string(0, "today"))
        else { throw ManualProblem.noSuchInvoice }
        let facts = ManualFacts(
            creditorName: rows.string(0, "creditor_name"), sender: sender(rows),
            invoice: invoice, choices: columns.choices,
            obstacle: columns.obstacle(
                today: today, graceBankDays: Int(rows.int(0, "grace_bank_days"))),
            wasFeeClaimed: rows.bool(0, "was_fee_claimed"), claimed: columns.claimed)
        return ManualReminder(
            run: holder.run, position: holder.position, facts: facts, today: today,
            isHeld: holder.isHeld, doneAt: columns.doneAt, doneBy: columns.doneBy)
    }

    // MARK: The sender

    /// Returns what the creditor's letters say of their sender; nil if nobody has set it yet.
    package func letterSender(of creditor: CreditorID) async throws -> LetterSender? {
        try await pool.perform { session in
            let rows = try session.run(ManualStatement.sender, ["creditor": .id(creditor)])
            return rows.count == 1 ? Self.sender(rows) : nil
        }
    }

    /// Stores what the creditor's letters say of their sender, in place of what was stored before.
    package func setLetterSender(_ sender: LetterSender, of creditor: CreditorID) async throws {
        @Sendable func text(_ value: String?) -> PostgresValue { value.map { .text($0) } ?? .null }
        try await pool.perform { session in
            _ = try session.run(
                ManualStatement.setSender,
                [
                    "creditor": .id(creditor),
                    "address_lines": .text(sender.addressLines.joined(separator: "\n")),
                    "bankgiro": text(sender.bankgiro?.digits),
                    "plusgiro": text(sender.plusgiro?.digits), "phone": text(sender.phone),
                    "email": text(sender.email), "fee_agreed": .bool(sender.isFeeAgreed),
                    "pay_by_days": .integer(sender.payByDays),
                ])
        }
    }

    /// Reads a sender; it is empty if nobody has set it yet.
    private static func sender(_ rows: borrowing PostgresRows) -> LetterSender {
        guard !rows.isNull(0, "address_lines") else { return LetterSender() }
        func giro(_ kind: GiroNumber.Kind, _ column: StaticString) -> GiroNumber? {
            rows.optionalString(0, column).flatMap { GiroNumber(kind, $0) }
        }
        return LetterSender(
            addressLines: rows.string(0, "address_lines").split(separator: "\n")
                .map(String.init),
            bankgiro: giro(.bankgiro, "bankgiro"), plusgiro: giro(.plusgiro, "plusgiro"),
            phone: rows.optionalString(0, "phone"),
            email: rows.optionalString(0, "sender_email"),
            isFeeAgreed: rows.bool(0, "fee_agreed"),
            payByDays: Int(rows.int(0, "pay_by_days")))
    }
}

/// The columns that `facts`, `toDo` and `done` have in common.
private struct ManualColumns {
    let choices: ManualChoices
    let isToDo: Bool
    let doneAt: Timestamp?
    let doneBy: String?
    let claimed: ManualClaim?
    let key: String
    let invoice: Invoice?

    init(_ rows: borrowing PostgresRows, _ row: Int) {
        choices = ManualChoices(
            byEmail: rows.bool(row, "by_email"), withInterest: rows.bool(row, "with_interest"),
            withFee: rows.bool(row, "with_fee"))
        isToDo = rows.bool(row, "todo")
        doneAt = rows.optionalTimestamp(row, "done_at")
        doneBy = rows.optionalString(row, "done_by")
        let claimedUntil = rows.optionalString(row, "claimed_until")
        if let day = claimedUntil.flatMap({ CalendarDate(iso: $0) }) {
            claimed = ManualClaim(
                day: day, remaining: Ore(rows.int(row, "claimed_ore")),
                interest: rows.optionalInt(row, "interest_ore").map { Ore($0) },
                fee: Ore(rows.int(row, "fee_ore")))
        } else {
            claimed = nil
        }
        key = rows.string(row, "number")
        invoice = InvoiceRows.invoice(rows, row, key: key)
    }

    /// Returns why no letter may go now; nil if one may, or if the reminder is done.
    func obstacle(today: CalendarDate?, graceBankDays: Int) -> Reason? {
        guard isToDo, let today else { return nil }
        guard let invoice else { return .invoiceMissing }
        return Eligibility(today: today, graceBankDays: graceBankDays).obstacle(invoice)
    }
}
