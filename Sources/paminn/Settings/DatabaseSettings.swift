import Database
import Postgres

/// The settings for reaching the database.
extension Settings {
    /// The database's address and the deadlines of its statements. A deadline that is not set keeps
    /// the default of `StatementDeadlines`.
    /// - Throws: `Failure` (78) without an address, or if a deadline is not between 100ms and 24h.
    func database() throws(Failure) -> DatabaseAddress {
        var address = DatabaseAddress(try databaseURL())
        address.direct = try secret("PAMINN_DATABASE_DIRECT_URL")
        address.deadlines.brief =
            try deadline("PAMINN_DATABASE_DEADLINE_BRIEF") ?? address.deadlines.brief
        address.deadlines.ordinary =
            try deadline("PAMINN_DATABASE_DEADLINE") ?? address.deadlines.ordinary
        address.deadlines.bulk =
            try deadline("PAMINN_DATABASE_DEADLINE_LOAD") ?? address.deadlines.bulk
        return address
    }

    /// How long `work` and `console` wait at their start for a database that cannot be reached: 5
    /// minutes by default.
    /// - Throws: `Failure` (78) if it is no time.
    func databaseWait() throws(Failure) -> Duration {
        try duration("PAMINN_DATABASE_WAIT") ?? .seconds(300)
    }

    /// - Returns: nil if the setting is unset.
    /// - Throws: `Failure` (78) unless it is a time from 100ms to 24h.
    private func deadline(_ name: String) throws(Failure) -> Duration? {
        guard let value = try duration(name) else { return nil }
        guard (.milliseconds(100) ... .seconds(86_400)).contains(value) else {
            throw Failure(
                .settings, "\(name) is not between 100ms and 24h", "Mend it or unset it.")
        }
        return value
    }
}
