import AccessStore
import OperatorStore
import Reminders

/// Long work on a draft, which goes on after its page was answered.
enum DraftWork {
    static func name(_ id: DraftID, _ what: String) -> String { "\(what) \(id.text)" }

    static func build(_ context: PageContext, _ creditor: GrantedCreditor, _ id: DraftID) {
        let (operators, owner) = (context.operators, context.owner(creditor))
        context.jobs.begin(name(id, "bygger")) {
            while try await !operators.buildDraft(id, by: owner, upTo: 20_000).isReady {}
        }
    }
}
