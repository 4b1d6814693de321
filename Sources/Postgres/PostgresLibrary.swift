import CPostgres

/// The libpq that this process has loaded.
package enum PostgresLibrary {
    /// Such as `15.13`.
    package static var version: String {
        let number = PQlibVersion()
        return "\(number / 10_000).\(number % 10_000)"
    }
}
