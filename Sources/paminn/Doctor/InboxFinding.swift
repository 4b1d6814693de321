import ConsoleStore
import Reminders

/// The finding on what host applications have handed over.
struct InboxFinding {
    /// The time within which a batch is loaded if somebody loads.
    private static let patience = Duration.seconds(60)
    static let name = "batches by SQL"
    private let look: InboxLook

    init(_ look: InboxLook) { self.look = look }

    var finding: DoctorFinding {
        let name = Self.name
        if look.blocked > 0 {
            return DoctorFinding(
                name, .bad,
                "\(look.waiting) wait, the oldest for \(waited); of \(look.blocked) the creditor is"
                    + " not active, or held by another load",
                "See `problem` in paminn_v1.requests; activate the creditor, or end its other load."
            )
        }
        if let oldest = look.oldest, oldest > Self.patience {
            return DoctorFinding(
                name, .bad, "\(look.waiting) wait, the oldest for \(waited), and nobody loads them",
                "Start `paminn inbox` (paminn-inbox.service), and see its log.")
        }
        if look.unasked > 0 {
            return DoctorFinding(
                name, .warning,
                "\(look.unasked) lines were inserted a day ago or earlier, and no run was asked for",
                "Let the application call paminn_v1.enqueue for them, or delete them from host_line"
                    + " as paminn_owner.")
        }
        return DoctorFinding(
            name, .ok, look.waiting == 0 ? "none waits" : "\(look.waiting) are about to be loaded")
    }

    private var waited: String { Durations.written((look.oldest ?? .zero).seconds) }
}
