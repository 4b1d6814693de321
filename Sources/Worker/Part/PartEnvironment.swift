import Reminders

/// A part's view of its worker while it handles an event, and the policies that all parts of
/// the worker share.
struct PartEnvironment {
    var now: BootInstant
    var standing: WorkerStanding
    /// Calls on the wire are being cut off, and nobody can wait any more.
    var isCancelled = false
    /// nil before Amili's first answer.
    var amiliTime: AmiliTime?
    var isLedgerSlow = false
    /// How many letters it makes sense to take slots for.
    var appetite: Int
    /// 0..<1, drawn anew at each call.
    let jitter: @Sendable () -> Double

    var breakers = Breakers()
    var rejections = RejectionMonitor()

    var maySend: Bool { standing.maySend(at: now) }
    var mayConfirm: Bool { standing.mayConfirm(at: now) }
}
