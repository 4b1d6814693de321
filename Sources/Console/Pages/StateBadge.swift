import Reminders
import Store

/// A reminder's state: one word and one sign for each, wherever it is shown. A run that waits, is
/// paused or is being cancelled has the same sign as its reminders.
struct StateBadge {
    /// The word of the state that the database keeps: `queued`.
    let state: String
    /// The label of the views, in Swedish and in English.
    let swedish: String
    let english: String
    let reason: Reason?

    init(_ row: InvoiceRow) {
        state = row.state.rawValue
        (swedish, english, reason) = (row.shownSwedish, row.shownEnglish, row.reason)
    }

    init(_ line: RunLine) {
        state = line.state.word
        (swedish, english, reason) = (line.shown, line.shownEnglish, line.reason)
    }

    init(_ facts: InvoiceFacts) {
        state = facts.state
        (swedish, english, reason) = (facts.shown, facts.shownEnglish, facts.reason)
    }

    func html(_ visit: Visit) -> HTML {
        "<span class=\"state \(sign)\">\(visit.say(swedish, english))</span>"
    }

    /// As the style sheet names it.
    private var sign: String {
        if reason == .manualDone { return "done" }
        guard state == ReminderState.queued.word else { return state }
        return switch english {
        case "Waiting": "held"
        case "Paused": "paused"
        case "Being cancelled": "stopped"
        default: state
        }
    }
}
