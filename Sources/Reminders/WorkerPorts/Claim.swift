package enum Claim: Sendable {
    case part(ClaimedPart)
    case nothing(HistoryPoint)
    /// The gate of all Amili is closed, or its calls are spoken for.
    case gateClosed(HistoryPoint)
    /// The database is not where the fleet last saw it: a standby took over, or a backup was
    /// restored. Nothing is claimed until the fleet has stood still.
    case databaseMoved(HistoryPoint)
    /// This worker was declared dead.
    case dead
}
