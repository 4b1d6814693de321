import AccessStore
import ConsoleStore
import Reminders

/// Tells a bookkeeper that due reminders are not moving; empty while they are.
struct StandStillNotice {
    /// The id of the element that holds the notice.
    static let id = "driftlage"

    let context: PageContext
    let verdict: WorkProgress.Verdict

    var html: HTML {
        switch verdict {
        case .moves: .empty
        case .noWorker(let since):
            Notice.bad.html(
                """
                \(context.say(
                    "Det som skickar påminnelser är inte igång. Kontakta driften. Ingenting har"
                        + " gått förlorat. Det som skulle ha skickats väntar sedan",
                    "What sends reminders is not running. Turn to the operator. Nothing is lost."
                        + " What should have been sent waits since")) \(Format.moment(since.at)).
                """)
        case .standsStill(let since):
            Notice.bad.html(
                """
                \(context.say(
                    "Ingenting har skickats sedan", "Nothing has been sent since"))
                \(Format.moment(since.at)), \(context.say(
                    "fast det finns att skicka. Kontakta driften. Ingenting har gått förlorat.",
                    "although there is something to send. Turn to the operator. Nothing is lost."))
                """)
        }
    }
}

extension PageContext {
    /// Whether the creditor's due work moves; at most 3 seconds old, asked once however many pages
    /// look.
    func verdict(on creditor: GrantedCreditor) async throws -> WorkProgress.Verdict {
        let console = console
        return try await coalescer.value("progress/\(creditor.id)", fresh: .seconds(3)) {
            try await console.progress(of: creditor.id)
        }.verdict(after: settings.standStill)
    }

    /// Whether the run's due work moves; at most a second old.
    func verdict(
        on run: RunRow, _ creditor: GrantedCreditor
    ) async throws -> WorkProgress.Verdict {
        let (console, id) = (console, run.id)
        return try await coalescer.value("progress/\(creditor.id)/\(id)", fresh: .seconds(1)) {
            try await console.progress(of: creditor.id, run: id)
        }.verdict(after: settings.standStill)
    }
}
