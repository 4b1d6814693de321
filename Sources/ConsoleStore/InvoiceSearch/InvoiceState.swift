package import Reminders

/// The state of an invoice in lists: that of the reminder that counts, or `none`. The raw value is
/// the word of the view `invoice_list`.
package enum InvoiceState: String, CaseIterable, Codable, Sendable {
    case none, queued, uncertain, accepted, rejected, skipped, failed, cancelled, manual

    package init(_ state: ReminderState) {
        self =
            switch state {
            case .queued: .queued
            case .uncertain: .uncertain
            case .accepted: .accepted
            case .rejected: .rejected
            case .skipped: .skipped
            case .failed: .failed
            case .cancelled: .cancelled
            case .manual: .manual
            }
    }

    /// The letter in the column `reminder.state`; `-` for none.
    var letter: String {
        let state = ReminderState.allCases.first { InvoiceState($0) == self }
        return state.map { String($0.rawValue) } ?? "-"
    }
}
