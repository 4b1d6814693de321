import CPostgres

/// libpq, as it is loaded.
package enum PostgresLibrary {
    /// `15.13`.
    package static var version: String {
        let number = PQlibVersion()
        return "\(number / 10_000).\(number % 10_000)"
    }
}
