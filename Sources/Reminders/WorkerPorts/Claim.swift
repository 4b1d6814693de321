/// The result of asking the ledger for a part to work on.
package enum Claim: Sendable {
    case part(ClaimedPart)
    case nothing(HistoryPoint)
    /// The gate of all Amili is closed, or the slots of the next 0.8 s are taken.
    case gateClosed(HistoryPoint)
    /// The database is not where the fleet last saw it: a standby took over, or a backup was
    /// restored. Nothing is claimed until the fleet has paused (`Ledger.standStill`).
    case databaseMoved(HistoryPoint)
    /// This worker was declared dead.
    case dead
}
