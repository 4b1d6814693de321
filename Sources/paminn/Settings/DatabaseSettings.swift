import Database
import Postgres

/// How the database is reached, and how long it is waited for.
extension Settings {
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

    /// How long a program that is to run on waits for a database that is away when it starts.
    func databaseWait() throws(Failure) -> Duration {
        try duration("PAMINN_DATABASE_WAIT") ?? .seconds(300)
    }

    private func deadline(_ name: String) throws(Failure) -> Duration? {
        guard let value = try duration(name) else { return nil }
        guard (.milliseconds(100) ... .seconds(86_400)).contains(value) else {
            throw Failure(
                .settings, "\(name) is not between 100ms and 24h", "Mend it or unset it.")
        }
        return value
    }
}
