import Reminders

/// The stage of a worker's stopping, its life and its lease. Together they decide what it may do.
struct WorkerStanding: Sendable {
    var stage = Stop.Stage.running
    /// Others have declared it dead, or it has given itself up.
    var isDead = false
    /// No call may begin after this moment.
    var sendBy: BootInstant

    /// Whether anything new may begin.
    var mayBegin: Bool { stage == .running && !isDead }

    /// Whether a letter may be sent now. False also while our beats do not get through.
    func maySend(at now: BootInstant) -> Bool { mayBegin && now < sendBy }

    /// Whether Amili may be asked about letters that were sent. A draining worker may ask, because
    /// that begins nothing.
    func mayConfirm(at now: BootInstant) -> Bool { stage < .aborting && !isDead && now < sendBy }
}
