import AccessStore
import OperatorStore
import Reminders

/// Work on a draft that goes on after its page was answered.
enum DraftWork {
    /// The name of a background job of one draft.
    /// - Parameter what: `bygger` or `skickar`.
    static func name(_ id: DraftID, _ what: String) -> String { "\(what) \(id.text)" }

    /// Builds the draft's lines in the background, at least 20,000 in a call, until it is ready.
    /// Does nothing if that is going on already.
    static func build(_ context: PageContext, _ creditor: GrantedCreditor, _ id: DraftID) {
        let (operators, owner) = (context.operators, context.owner(creditor))
        context.jobs.begin(name(id, "bygger")) {
            while try await !operators.buildDraft(id, by: owner, upTo: 20_000).isReady {}
        }
    }
}
