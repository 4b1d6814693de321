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

/// A letter of which nobody knows whether it went.
package struct InvoiceDoubt: Sendable {
    package enum Hindrance: String, Sendable {
        case stuck
        case allPaused = "all paused"
        case allClosed = "all closed"
        case creditorPaused = "creditor paused"
        case creditorClosed = "creditor closed"
    }
    package let run: RunID
    package let since: String
    package let doubtUntil: String?
    package let isDoubtOver: Bool
    package let askedAgainAt: String?
    /// Why nobody asks at the moment; nil if somebody does.
    package let hindrance: Hindrance?
    package let lastCall: String?
    package let lastLookUp: String?
}

extension ConsoleStore {
    /// - Parameter number: canonical.
    /// - Returns: nil if the creditor has no such invoice on file.
    package func invoiceFacts(
        _ number: String, of creditor: CreditorID
    ) async throws -> InvoiceFacts? {
        try await pool.perform { session in
            let rows = try session.run(RunStatement.invoice, [.int(creditor), .text(number)])
            guard rows.count == 1,
                let invoice = InvoiceRows.invoice(rows, 0, from: 0, key: number)
            else { return nil }
            return InvoiceFacts(
                invoice: invoice, asOf: rows.string(0, 22),
                releasedAt: rows.optionalString(0, 23), daysOverdue: Int(rows.int(0, 24)),
                run: rows.optionalInt(0, 25), state: try rows.word(0, 26, as: InvoiceState.self),
                shown: rows.string(0, 27), shownEnglish: rows.string(0, 33),
                reason: rows.optionalString(0, 28).flatMap { Reason(rawValue: $0) },
                attempts: Int(rows.int(0, 29)), nextAttemptAt: rows.optionalString(0, 30),
                caseID: rows.optionalString(0, 31), amiliOCR: rows.optionalString(0, 32),
                changedAt: rows.optionalString(0, 34),
                confirmedAt: rows.optionalString(0, 35), hasPermit: rows.bool(0, 36),
                isPaidAfterHandover: rows.bool(0, 37),
                isPartPaidAfterHandover: rows.bool(0, 38),
                queueState: try rows.optionalWord(0, 39, as: QueueState.self))
        }
    }

    /// - Parameter number: canonical.
    /// - Returns: nil if it is not in doubt.
    package func doubt(_ number: String, of creditor: CreditorID) async throws -> InvoiceDoubt? {
        try await pool.perform { session in
            let rows = try session.run(RunStatement.doubt, [.int(creditor), .text(number)])
            guard rows.count == 1 else { return nil }
            return InvoiceDoubt(
                run: rows.int(0, 0), since: rows.string(0, 1),
                doubtUntil: rows.optionalString(0, 2),
                isDoubtOver: rows.isNull(0, 3) || rows.bool(0, 3),
                askedAgainAt: rows.optionalString(0, 4),
                hindrance: rows.optionalString(0, 5).flatMap {
                    InvoiceDoubt.Hindrance(rawValue: $0)
                },
                lastCall: rows.optionalString(0, 6), lastLookUp: rows.optionalString(0, 7))
        }
    }
}
