import Database
import Postgres

/// The settings for reaching the database.
extension Settings {
    /// The database's address and the deadlines of its statements.
    /// - Throws: `Failure` (78) without an address, or if a deadline does not hold.
    func database() throws(Failure) -> DatabaseAddress {
        var address = DatabaseAddress(try required(.databaseURL))
        address.direct = try optional(.databaseDirectURL)
        address.deadlines.brief = try time(.databaseDeadlineBrief)
        address.deadlines.ordinary = try time(.databaseDeadline)
        address.deadlines.bulk = try time(.databaseDeadlineLoad)
        return address
    }

    /// How long `work` and `console` wait at their start for a database that cannot be reached.
    func databaseWait() throws(Failure) -> Duration { try time(.databaseWait) }
}
