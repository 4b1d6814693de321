import AccessStore
import OperatorStore
import Reminders

/// The page to lead to once a draft has become a run.
struct SentRun {
    let context: PageContext
    let creditor: GrantedCreditor

    /// The invoice list, with focus on the strip of that run.
    func list(_ run: RunID) -> String {
        context.url(
            "/kundfakturor", creditor,
            Fields([("besked", "skickat"), ("utskick", "\(run)")]))
    }
}
