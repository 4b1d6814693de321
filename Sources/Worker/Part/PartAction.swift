import Reminders

/// An action that a part wants its worker to do. The actions of one event are begun in their order,
/// and the part waits for none.
enum PartAction: Sendable {
    // MARK: Requests, each answered by one event

    case read
    /// Asks the ledger whether this part may send its creditor's first letter.
    case decideFirstLetter
    /// Asks for up to so many slots.
    /// - Parameter readsToo: whether to read the open reminders at the same time.
    case reserve(Int, Purpose, readsToo: Bool)
    /// - Parameter isConfirmation: whether the question begins nothing, so that a stopping worker
    ///   may ask it.
    case lookUp(Question, Purpose, isConfirmation: Bool)
    /// Writes down when Amili was asked.
    /// - Parameter amiliNow: seconds since 1970 by Amili's clock.
    case noteLookUp(amiliNow: Int64)
    /// Hands letters over. Each of them ends in an event `answered`.
    case send([Departure], startBy: BootInstant)
    case settle(WriteBack.Batch)
    /// - Parameter words: the words of Amili or of the wire, blanked.
    case closeGate(PartGate, for: Duration, cause: GateCause, words: String?)
    /// Pauses the part's run until a human resumes it.
    /// - Parameter rejection: Amili's words, blanked.
    case pauseRun(rejection: String)
    case giveBack(Return)
    case wake(PartAlarm, after: Duration)

    // MARK: Actions without an answer

    /// Keeps letters that still stand in line from beginning.
    case holdLine
    /// Tells that somebody has declared this worker dead.
    case workerIsDead
    case noteFlaw(AnswerFlaw, AnswerPurpose)
    case forgetFlaw(AnswerPurpose)
    case tell(PartNews)
    /// Ends the part.
    /// - Parameter isOutOfHand: false if the ledger still counts it as ours.
    case end(isOutOfHand: Bool)
}
