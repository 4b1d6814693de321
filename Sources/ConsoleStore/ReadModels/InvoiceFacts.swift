import Database
import Postgres
package import Reminders

/// An invoice, and the reminder of it that counts. Personal data.
package struct InvoiceFacts: Sendable {
    package let invoice: Invoice
    /// The moment as of which the file that last told the invoice is true.
    package let asOf: Timestamp
    /// When a human released the invoice for another reminder; nil: nobody has.
    package let releasedAt: Timestamp?
    /// Days since the due date by today's date in Sweden; negative: not due yet.
    package let daysOverdue: Int
    /// The reminder's run; nil: there is no reminder.
    package let run: RunID?
    package let state: InvoiceState
    /// The label of the state, in Swedish and in English.
    package let shown: String
    package let shownEnglish: String
    package let reason: Reason?
    /// Letters sent.
    package let attempts: Int
    package let nextAttemptAt: Timestamp?
    package let caseID: String?
    package let amiliOCR: String?
    package let changedAt: Timestamp?
    /// When the reminder's row was last known to be true.
    package let confirmedAt: Timestamp?
    /// Whether a reminder holds the invoice's permit, which keeps another one from going.
    package let hasPermit: Bool

    /// Handed over, not closed at Amili, and paid, credited or without a remainder since.
    package let isPaidAfterHandover: Bool
    /// See `InvoiceRow.isPartPaidAfterHandover`.
    package let isPartPaidAfterHandover: Bool
    /// nil unless the reminder is queued.
    package let queueState: QueueState?

    /// Whether a human may lift what keeps another reminder from going, as far as is known now.
    package var mayBeReleased: Bool {
        (hasPermit && (state == .accepted || reason == .manualDone))
            || reason == .closedAtAmili
    }
}

extension ConsoleStore {
    /// Reads an invoice and the reminder of it that counts.
    /// - Parameter number: The canonical number.
    /// - Returns: nil if the creditor has no such invoice on file.
    package func invoiceFacts(
        _ number: String, of creditor: CreditorID
    ) async throws -> InvoiceFacts? {
        try await pool.perform { session in
            let rows = try session.run(
                RunStatement.invoice, ["creditor": .id(creditor), "number": .text(number)])
            guard rows.count == 1,
                let invoice = InvoiceRows.invoice(rows, 0, key: number)
            else { return nil }
            return InvoiceFacts(
                invoice: invoice, asOf: rows.timestamp(0, "as_of"),
                releasedAt: rows.optionalTimestamp(0, "released_at"),
                daysOverdue: Int(rows.int(0, "days_overdue")), run: rows.optionalID(0, "run"),
                state: try rows.word(0, "state", as: InvoiceState.self),
                shown: rows.string(0, "shown"), shownEnglish: rows.string(0, "shown_en"),
                reason: rows.optionalString(0, "reason").flatMap { Reason(rawValue: $0) },
                attempts: Int(rows.int(0, "attempts")),
                nextAttemptAt: rows.optionalTimestamp(0, "next_attempt_at"),
                caseID: rows.optionalString(0, "case_id"),
                amiliOCR: rows.optionalString(0, "amili_ocr"),
                changedAt: rows.optionalTimestamp(0, "changed_at"),
                confirmedAt: rows.optionalTimestamp(0, "confirmed_at"),
                hasPermit: rows.bool(0, "has_permit"),
                isPaidAfterHandover: rows.bool(0, "paid_after_handover"),
                isPartPaidAfterHandover: rows.bool(0, "part_paid_after_handover"),
                queueState: try rows.optionalWord(0, "queue_state", as: QueueState.self))
        }
    }

    /// Reads the doubt about an invoice's live reminder.
    /// - Parameter number: The canonical number.
    /// - Returns: nil if it is not in doubt.
    package func doubt(_ number: String, of creditor: CreditorID) async throws -> InvoiceDoubt? {
        try await pool.perform { session in
            let rows = try session.run(
                RunStatement.doubt, ["creditor": .id(creditor), "number": .text(number)])
            guard rows.count == 1 else { return nil }
            return InvoiceDoubt(
                run: rows.id(0, "run"), since: rows.timestamp(0, "since"),
                doubtUntil: rows.optionalTimestamp(0, "doubt_until"),
                isDoubtOver: rows.isNull(0, "is_doubt_over") || rows.bool(0, "is_doubt_over"),
                askedAgainAt: rows.optionalTimestamp(0, "asked_again_at"),
                obstacle: rows.optionalString(0, "obstacle").flatMap {
                    InvoiceDoubt.Obstacle(rawValue: $0)
                },
                lastCall: rows.optionalString(0, "last_call"),
                lastLookUp: rows.optionalString(0, "last_lookup"))
        }
    }
}
