import AccessStore
import OperatorStore
import Reminders

/// Where one goes when a run was made.
struct SentRun {
    let context: PageContext
    let creditor: GrantedCreditor

    func list(_ run: RunID) -> String {
        context.url(
            "/kundfakturor", creditor,
            Fields([("besked", "skickat"), ("utskick", "\(run)")]))
    }
}
