import Postgres

/// Something that the schema rests on and the server does not have. It is checked before anything
/// is made.
package enum ServerLack: String, Error, Sendable, CaseIterable {
    /// The collation `sv-x-icu`: names are sorted as in Swedish.
    case collation
    /// The time zone `Europe/Stockholm`: days are Sweden's.
    case timeZone

    /// Checks the server that a session is connected to.
    /// - Throws: The first `ServerLack` found, or `PostgresError`.
    static func check(in session: borrowing PostgresSession) throws {
        let found = try session.run(
            """
            select exists (
                select from pg_collation where collname = 'sv-x-icu'
                    and collencoding in (-1, (select encoding from pg_database
                        where datname = current_database()))
            ) as has_collation,
            exists (select from pg_timezone_names where name = 'Europe/Stockholm') as has_time_zone
            """)
        if !found.bool(0, "has_collation") { throw ServerLack.collation }
        if !found.bool(0, "has_time_zone") { throw ServerLack.timeZone }
    }

    /// The trouble, as a sentence without its full stop.
    package var what: String {
        switch self {
        case .collation: "The database server has no Swedish sorting (the collation sv-x-icu)"
        case .timeZone: "The database server does not know the time zone Europe/Stockholm"
        }
    }

    /// The remedy, as a sentence.
    package var remedy: String {
        switch self {
        case .collation:
            "Use a PostgreSQL built with ICU, and a database in UTF8; nothing was changed."
        case .timeZone:
            "Install the operating system's time zones (tzdata) on its machine and restart it."
        }
    }
}
