import Database
import Postgres
package import Reminders

/// What is known of one invoice, and what became of it; times RFC 3339 UTC. Personal data.
package struct InvoiceFacts: Sendable {
    package let invoice: Invoice
    /// How old the knowledge of it is.
    package let asOf: String
    package let releasedAt: String?
    /// By Sweden's calendar; negative: not due yet.
    package let daysOverdue: Int
    package let run: RunID?
    /// `none`, or a reminder's state in words.
    package let state: InvoiceState
    /// The label, in Swedish and in English.
    package let shown: String
    package let shownEnglish: String
    package let reason: Reason?
    package let attempts: Int
    package let nextAttemptAt: String?
    package let caseID: String?
    package let amiliOCR: String?
    package let changedAt: String?
    package let confirmedAt: String?
    /// Does a reminder stand against another one?
    package let hasPermit: Bool

    /// Handed over, not closed at Amili, and paid, credited or without a remainder since.
    package let isPaidAfterHandover: Bool
    /// As of `InvoiceRow`.
    package let isPartPaidAfterHandover: Bool
    /// nil unless it is queued.
    package let queueState: QueueState?

    /// May a human lift what stands against a new reminder, as far as is known now?
    package var mayBeReleased: Bool {
        (hasPermit && (state == .accepted || reason == .manualDone))
            || reason == .closedAtAmili
    }
}

extension ConsoleStore {
    /// - Parameter number: canonical.
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
                invoice: invoice, asOf: rows.string(0, "as_of"),
                releasedAt: rows.optionalString(0, "released_at"),
                daysOverdue: Int(rows.int(0, "days_overdue")), run: rows.optionalID(0, "run"),
                state: try rows.word(0, "state", as: InvoiceState.self),
                shown: rows.string(0, "shown"), shownEnglish: rows.string(0, "shown_en"),
                reason: rows.optionalString(0, "reason").flatMap { Reason(rawValue: $0) },
                attempts: Int(rows.int(0, "attempts")),
                nextAttemptAt: rows.optionalString(0, "next_attempt_at"),
                caseID: rows.optionalString(0, "case_id"),
                amiliOCR: rows.optionalString(0, "amili_ocr"),
                changedAt: rows.optionalString(0, "changed_at"),
                confirmedAt: rows.optionalString(0, "confirmed_at"),
                hasPermit: rows.bool(0, "has_permit"),
                isPaidAfterHandover: rows.bool(0, "paid_after_handover"),
                isPartPaidAfterHandover: rows.bool(0, "part_paid_after_handover"),
                queueState: try rows.optionalWord(0, "queue_state", as: QueueState.self))
        }
    }

    /// - Parameter number: canonical.
    /// - Returns: nil if it is not in doubt.
    package func doubt(_ number: String, of creditor: CreditorID) async throws -> InvoiceDoubt? {
        try await pool.perform { session in
            let rows = try session.run(
                RunStatement.doubt, ["creditor": .id(creditor), "number": .text(number)])
            guard rows.count == 1 else { return nil }
            return InvoiceDoubt(
                run: rows.id(0, "run"), since: rows.string(0, "since"),
                doubtUntil: rows.optionalString(0, "doubt_until"),
                isDoubtOver: rows.isNull(0, "is_doubt_over") || rows.bool(0, "is_doubt_over"),
                askedAgainAt: rows.optionalString(0, "asked_again_at"),
                hindrance: rows.optionalString(0, "hindrance").flatMap {
                    InvoiceDoubt.Hindrance(rawValue: $0)
                },
                lastCall: rows.optionalString(0, "last_call"),
                lastLookUp: rows.optionalString(0, "last_lookup"))
        }
    }
}
