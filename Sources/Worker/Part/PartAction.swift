import Reminders

/// A wish of a part. Actions of one event are begun in their order, and none is waited for.
enum PartAction: Sendable {
    // MARK: Requests, each answered by one event

    case read
    case decideFirstLetter
    /// - Parameter readsToo: the open reminders are read at the same time.
    case reserve(Int, Purpose, readsToo: Bool)
    /// - Parameter isConfirmation: it begins nothing, so that a worker that stops may ask it.
    case lookUp(Question, Purpose, isConfirmation: Bool)
    /// - Parameter amiliNow: seconds since 1970 by Amili's clock.
    case noteLookUp(amiliNow: Int64)
    /// Each letter ends in an event `answered`.
    case send([Departure], startBy: BootInstant)
    case settle(WriteBack.Batch)
    case closeGate(PartGate, for: Duration, cause: GateCause, words: String?)
    /// - Parameter rejection: Amili's words, blanked.
    case pauseRun(rejection: String)
    case giveBack(Return)
    case wake(PartAlarm, after: Duration)

    // MARK: The rest is not answered

    /// Letters that still stand in line do not begin any more.
    case holdLine
    /// Somebody declared this worker dead.
    case workerIsDead
    case noteFlaw(AnswerFlaw, AnswerPurpose)
    case forgetFlaw(AnswerPurpose)
    case tell(PartNews)
    /// The part is at its end.
    /// - Parameter isOutOfHand: false if the ledger still takes it for ours.
    case end(isOutOfHand: Bool)
}
