package import Reminders

/// What the list says of an invoice: the state of the reminder that counts, or that it has none.
/// The raw value is the word of the view `invoice_list`.
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

    /// The letter that `reminder` keeps; `-` for none.
    var letter: String {
        let state = ReminderState.allCases.first { InvoiceState($0) == self }
        return state.map { String($0.rawValue) } ?? "-"
    }
}
