import Reminders

/// A part's view of its worker while it handles an event, with the policies that all parts of the
/// worker share.
struct PartEnvironment {
    var now: BootInstant
    var standing: WorkerStanding
    /// Whether calls on the wire are being cut off. Nothing may wait any more then.
    var isCancelled = false
    /// nil before Amili's first answer.
    var amiliTime: AmiliTime?
    /// See `LedgerPace`.
    var isLedgerSlow = false
    /// The number of letters that are worth taking slots for.
    var appetite: Int
    /// Draws a number in 0..<1.
    let jitter: @Sendable () -> Double

    var breakers = Breakers()
    var rejections = RejectionMonitor()

    var maySend: Bool { standing.maySend(at: now) }
    var mayConfirm: Bool { standing.mayConfirm(at: now) }
}
