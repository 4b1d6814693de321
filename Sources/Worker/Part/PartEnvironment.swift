import Reminders

/// A part's view of its worker while it handles an event, and the policies that all parts of
/// the worker share.
struct PartEnvironment {
    var now: BootInstant
    /// No call may begin after this moment.
    var sendBy: BootInstant
    var stage = Stop.Stage.running
    var isDead = false
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

    /// May a letter be sent now? Not while our beats do not get through, either.
    var maySend: Bool { stage == .running && !isDead && now < sendBy }

    /// May Amili be asked about what was sent? A worker that drains may: it begins nothing by it.
    var mayConfirm: Bool { stage < .aborting && !isDead && now < sendBy }
}
