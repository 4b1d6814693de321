import Postgres

/// What a server lacks that the schema rests on: told before anything of it is made.
package enum ServerLack: String, Error, Sendable, CaseIterable {
    /// Names are sorted as Swedes do.
    case collation
    /// The day is Sweden's.
    case timeZone

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

    package var what: String {
        switch self {
        case .collation: "The database server has no Swedish sorting (the collation sv-x-icu)"
        case .timeZone: "The database server does not know the time zone Europe/Stockholm"
        }
    }

    package var remedy: String {
        switch self {
        case .collation:
            "Use a PostgreSQL built with ICU, and a database in UTF8; nothing was changed."
        case .timeZone:
            "Install the operating system's time zones (tzdata) on its machine and restart it."
        }
    }
}
