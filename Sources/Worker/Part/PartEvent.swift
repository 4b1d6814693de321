import Reminders

/// An event that a part handles. Each request of `PartAction` is answered by one.
enum PartEvent: Sendable {
    /// The part is in hand now.
    case began
    case read(PartRead)
    /// - Parameter isOurs: whether this part may send its creditor's first letter.
    case firstLetterDecided(isOurs: Bool)
    case slotsCame(SlotGrant)
    case lookedUp(LookUpEnd)
    /// - Parameter isWritten: false if stopping left no time for it.
    case lookUpNoted(isWritten: Bool)
    /// Letters that `send` handed over have ended, in any order. Each letter comes once.
    case answered([EndedLetter])
    /// nil: the outcomes could not be written while there was time.
    case settled(Settled?)
    case gateClosed(PartGate)
    case woken(PartAlarm)
    /// - Parameter isWritten: false if stopping left no time for it.
    case givenBack(isWritten: Bool)
}
