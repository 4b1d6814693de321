import Postgres
import Reminders

/// The trouble and the remedy of a PostgreSQL error, for an operator. In all cases, what a worker
/// has to write waits.
extension PostgresError: LedgerTrouble {
    package var trouble: String { meaning.trouble }
    package var remedy: String { meaning.remedy }
    package var isEstranged: Bool { false }

    private var meaning: (trouble: String, remedy: String) {
        causedMeaning ?? codedMeaning
    }

    /// The meaning of an error whose cause is known beyond its code; nil: the code is all.
    private var causedMeaning: (trouble: String, remedy: String)? {
        switch cause {
        case .silence:
            (
                "the database gives no answer",
                "The connection was dropped and another is made. Look for a hung pooler,"
                    + " firewall, disk or server process on the way."
            )
        case .deadline:
            (
                "the database does not answer within our deadline",
                "Look for locks, load and a slow way; or raise PAMINN_DATABASE_DEADLINE."
            )
        case .timeZoneUnknown: (ServerLack.timeZone.what, ServerLack.timeZone.remedy)
        case .connecting(let failure) where !failure.mayPass:
            ("the database refuses us: \(failure.words)", failure.remedy)
        case .connecting(.tooManyConnections):
            ("the database is out of connections", ConnectionFailure.tooManyConnections.remedy)
        case .connecting(let failure) where failure != .unknown:
            ("the database cannot be reached", failure.remedy)
        case .connecting, .unreadableConnectionString, nil: nil
        }
    }

    /// The meaning of an error by its SQLSTATE.
    private var codedMeaning: (trouble: String, remedy: String) {
        switch (kind, sqlstate.prefix(2)) {
        case (_, "53") where sqlstate == "53100":
            ("the database is out of disk", "Free space where PostgreSQL keeps its data.")
        case (_, "53") where sqlstate == "53300":
            (
                "the database is out of connections",
                "Raise max_connections or the role's limit, or end idle sessions."
            )
        case (_, "53"): ("the database server is out of resources", "Give it memory or disk.")
        case (_, "25") where sqlstate == "25006":
            (
                "the database is read-only",
                "Point PAMINN_DATABASE_URL at the primary (target_session_attrs=read-write), or"
                    + " switch default_transaction_read_only off."
            )
        case (.server, _) where sqlstate == "57014":
            (
                "the database cancels our statements",
                "Raise statement_timeout for this role and database."
            )
        case (_, "40"), (_, "55"):
            (
                "the database was busy",
                "Nothing, if it is rare: it is tried again. Else look for long transactions."
            )
        case (.connectionLost, _), (.commitInDoubt, _), (_, "57"), (_, "08"):
            (
                "the database cannot be reached",
                "Check that PostgreSQL runs, and PAMINN_DATABASE_URL."
            )
        case (_, "28"), (_, "3D"):
            ("the database refuses us", "Check PAMINN_DATABASE_URL and the role's rights.")
        case (_, "42") where sqlstate == "42501":
            (
                "the database forbids us what we need",
                "Run sql/roles.sql, and `paminn doctor` as the same user."
            )
        case (_, "42"):
            (
                "the database lacks what we need",
                "Run `paminn doctor`; check `paminn migrate --status`."
            )
        default: ("the database refuses", "Look into PostgreSQL's log; run `paminn doctor`.")
        }
    }
}

/// The trouble and the remedy of a schema problem, for an operator. No letter is sent on a schema
/// that is not understood.
extension SchemaProblem: LedgerTrouble {
    package var trouble: String {
        switch self {
        case .older: "the database's schema is older than this program needs"
        case .newer: "the database's schema is newer than this program can work with"
        }
    }
    package var remedy: String {
        switch self {
        case .older: "Run `paminn migrate`."
        case .newer: "Nothing is sent. Stop this worker, and start the program that migrated."
        }
    }
    package var isEstranged: Bool { true }
}
