import Reminders

/// An event of a part. Each request of `PartAction` is answered by one event.
enum PartEvent: Sendable {
    /// It is in hand now.
    case began
    case read(PartRead)
    /// - Parameter isOurs: may this part send its creditor's first letter?
    case firstLetterDecided(isOurs: Bool)
    case slotsCame(SlotGrant)
    case lookedUp(LookUpEnd)
    /// - Parameter isWritten: false if stopping did not leave the time for it.
    case lookUpNoted(isWritten: Bool)
    /// Letters of the last `send` ended, in any order; each one once.
    case answered([EndedLetter])
    /// nil: it could not be written while there was time.
    case settled(Settled?)
    case gateClosed(PartGate)
    case woken(PartAlarm)
    case givenBack(isWritten: Bool)
}
