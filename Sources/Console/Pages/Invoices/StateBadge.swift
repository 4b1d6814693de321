import ConsoleStore
import Reminders

/// A reminder's state: one word and one sign for each, wherever it is shown. A run that waits, is
/// paused or is being cancelled has the same sign as its reminders.
struct StateBadge {
    let state: InvoiceState
    /// The label of the views, in Swedish and in English.
    let swedish: String
    let english: String
    let reason: Reason?
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

    /// As the style sheet names it.
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
