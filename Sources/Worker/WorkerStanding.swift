import Reminders

/// The stage of a worker's stopping, its life and its lease, which say together what it may do.
struct WorkerStanding: Sendable {
    var stage = Stop.Stage.running
    /// Others have declared it dead, or it has given itself up.
    var isDead = false
    /// No call may begin after this moment.
    var sendBy: BootInstant

    /// May anything new be begun?
    var mayBegin: Bool { stage == .running && !isDead }

    /// May a letter be sent now? Not while our beats do not get through, either.
    func maySend(at now: BootInstant) -> Bool { mayBegin && now < sendBy }

    /// May Amili be asked about what was sent? A worker that drains may: it begins nothing by it.
    func mayConfirm(at now: BootInstant) -> Bool { stage < .aborting && !isDead && now < sendBy }
}
