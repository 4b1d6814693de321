import ConsoleStore
import Reminders

/// The badge of a reminder's state: one word and one sign for each, wherever it is shown. A queued
/// reminder takes the sign of its run while that is held, paused or being cancelled.
struct StateBadge {
    let state: InvoiceState
    /// The label, as the database's views word it.
    let swedish: String
    let english: String
    let reason: Reason?
    /// nil unless the reminder is queued.
    let queueState: QueueState?

    init(_ row: InvoiceRow) {
        state = row.state
        (swedish, english, reason) = (row.shownSwedish, row.shownEnglish, row.reason)
        queueState = row.queueState
    }

    init(_ line: RunLine) {
        state = InvoiceState(line.state)
        (swedish, english, reason) = (line.shown, line.shownEnglish, line.reason)
        queueState = line.queueState
    }

    init(_ facts: InvoiceFacts) {
        state = facts.state
        (swedish, english, reason) = (facts.shown, facts.shownEnglish, facts.reason)
        queueState = facts.queueState
    }

    func html(_ context: PageContext) -> HTML {
        "<span class=\"state \(sign)\">\(context.say(swedish, english))</span>"
    }

    /// The state's class in the style sheet.
    private var sign: String {
        if reason == .manualDone { return "done" }
        return switch queueState {
        case .held?: "held"
        case .paused?: "paused"
        case .cancelling?: "stopped"
        case .retrying?, .sending?, .queued?, nil: state.rawValue
        }
    }
}
