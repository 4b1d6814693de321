import Amili
import Database
import EnqueueStore
import Postgres
import Producer
import Reminders

/// The end of a command without success: one line on standard error, and an exit code that scripts
/// rely on.
///
/// - SeeAlso: sysexits.h, from which the codes of 64 and above are taken.
struct Failure: Error {
    /// The exit codes. They are part of the interface; deploy/SETTINGS.md lists them.
    enum Code: Int32 {
        /// A check found something bad; only `doctor` ends so.
        case verdict = 1
        /// The work is done, but some lines were refused.
        case someRefused = 3
        /// A wrong argument, or a consent that nobody could be asked for.
        case usage = 64
        /// Nothing usable in the input; or something that is asked for does not exist.
        case input = 65
        case noFile = 66
        /// The database or Amili cannot be reached, or this process may open too few files.
        case unreachable = 69
        /// An error that no rule here knows: a bug of ours.
        case bug = 70
        /// A file or standard output cannot be written, or an address not listened on.
        case inputOutput = 74
        /// The same command may succeed later.
        case tryAgain = 75
        /// The database refuses this user, or the state of things forbids it.
        case notAllowed = 77
        /// A setting, the schema or a creditor is not as it must be.
        case settings = 78
    }
    let code: Code
    /// What is wrong, without a full stop.
    let what: String
    /// Whole sentences; empty if there is none.
    let remedy: String
    /// `WHAT. REMEDY`, without a newline.
    var line: String { remedy.isEmpty ? what : "\(what). \(remedy)" }

    /// - Parameters:
    ///   - what: what is wrong; a full stop at its end is dropped.
    ///   - remedy: whole sentences; empty if there is none.
    init(_ code: Code, _ what: String, _ remedy: String = "") {
        self.code = code
        self.what = what.hasSuffix(".") ? String(what.dropLast()) : what
        self.remedy = remedy
    }

    /// Translates any error of the modules below for the person at the terminal. An unknown error
    /// becomes a bug (70) that names its type alone: its text might hold personal data.
    init(_ error: any Error) {
        switch error {
        case let failure as Failure: self = failure
        case let error as PostgresError: self = .database(error)
        case let problem as SchemaProblem: self = .schema(problem)
        case let lack as ServerLack: self.init(.settings, lack.what, lack.remedy)
        case let problem as LoadProblem: self = .load(problem)
        case let problem as BatchFile.Problem: self = .batch(problem)
        case let error as UnreadableBatch: self.init(.input, error.reason, error.remedy)
        case let error as Refusals.CannotWrite:
            self.init(
                error.isBatch ? .usage : .inputOutput,
                "The rejects file cannot be written: \(error.cause)",
                "Nothing was enqueued; name another file with --rejects.")
        case let error as AmiliSettingsError: self.init(.settings, error.description)
        case is CancellationError: self.init(.tryAgain, "Interrupted", "Nothing is half done.")
        default: self.init(.bug, "Unexpected: \(type(of: error))", "Please report this.")
        }
    }

    /// The failure for an error of the database: by its cause if that is known, else by its code.
    private static func database(_ error: PostgresError) -> Failure {
        caused(error) ?? coded(error)
    }

    /// The failure for an error whose cause is known more exactly than by its SQLSTATE; else nil.
    private static func caused(_ error: PostgresError) -> Failure? {
        switch error.cause {
        case .connecting(let failure) where failure.isOfUser:
            Failure(
                .notAllowed, "The database refuses this user (\(error.sqlstate)): \(failure.words)",
                failure.remedy)
        case .connecting(let failure) where failure != .unknown:
            Failure(
                failure.mayPass ? .unreachable : .settings,
                "The database cannot be reached (\(error.sqlstate)): \(failure.words)",
                failure.remedy)
        case .silence:
            Failure(.unreachable, "T\(error.trouble.dropFirst())", error.remedy)
        case .deadline: Failure(.tryAgain, "T\(error.trouble.dropFirst())", error.remedy)
        case .timeZoneUnknown: Failure(ServerLack.timeZone)
        case .unreadableConnectionString:
            Failure(.settings, "PAMINN_DATABASE_URL cannot be read", "See `paminn --help`.")
        case .connecting, nil: nil
        }
    }

    /// What to do about a user that lacks a right in the database.
    static let rightsRemedy =
        "Run sql/roles.sql, and sign in as a member of this program's role; see Roles in"
        + " deploy/DATABASE.md."

    /// The failure for an error by its kind and SQLSTATE.
    ///
    /// - SeeAlso: PostgreSQL, Appendix A, Error Codes.
    private static func coded(_ error: PostgresError) -> Failure {
        switch (error.kind, error.sqlstate) {
        case (.cancelled, _):
            Failure(.tryAgain, "The database call was cancelled", "Try again.")
        case (_, "42P01"), (_, "3F000"), (_, "42703"):
            Failure(
                .settings, "The database has no Påminn schema, or an older one",
                "Run `paminn migrate`.")
        case (_, "42501"):
            Failure(
                .notAllowed,
                "The database lets this user not do that (42501): \(error.message)", rightsRemedy)
        case (_, "28P01"), (_, "28000"):
            Failure(
                .notAllowed, "The database refuses this user (\(error.sqlstate))",
                "Check PAMINN_DATABASE_URL and the role's rights.")
        case (_, "25P03"):
            Failure(
                .tryAgain, "The load stood still and was ended by the database (25P03)",
                "Nothing of it was kept; run the same again.")
        case (_, "55P03"), (_, "40P01"), (_, "40001"), (_, "57014"):
            Failure(.tryAgain, "The database was busy (\(error.sqlstate))", "Try again.")
        case (.connectionLost, _), (.commitInDoubt, _), (_, "57P01"), (_, "57P03"), (_, "08P01"):
            Failure(
                .unreachable, "The database cannot be reached (\(error.sqlstate))",
                "Check PAMINN_DATABASE_URL and that PostgreSQL runs, then run the same again.")
        case (_, "25006"), (_, "53100"), (_, "53200"), (_, "53300"):
            Failure(.unreachable, "T\(error.trouble.dropFirst())", error.remedy)
        // PostgreSQL says no more when it cannot write the files that a new session needs.
        case (_, "XX000") where error.isRefusal:
            Failure(
                .unreachable, "The database takes no new connection (XX000)",
                "Look into PostgreSQL's log; a full disk is one cause.")
        default:
            Failure(
                .bug, "The database answered \(error.sqlstate): \(error.message)",
                "Please report this.")
        }
    }

    private static func schema(_ problem: SchemaProblem) -> Failure {
        switch problem {
        case .older:
            Failure(
                .settings, "The database's schema is older than this program needs",
                "Run `paminn migrate`.")
        case .newer:
            Failure(
                .settings, "The database's schema is newer than this program can work with",
                "Install the program that made it.")
        }
    }

    /// The failure for a load that was refused: nothing of it was kept.
    private static func load(_ problem: LoadProblem) -> Failure {
        switch problem {
        case .keyReused(let run):
            Failure(
                .input, "This key was used before, with other content, for run \(run)",
                "Nothing was enqueued; leave --key out, or choose another.")
        case .noSuchCreditor:
            Failure(.settings, "There is no such creditor", "See `paminn creditor list`.")
        case .held(let holder):
            Failure(
                .tryAgain,
                holder.map {
                    "Another load holds this creditor since \(Timestamp(secondsSince1970: $0.since)),"
                        + " by \($0.process)"
                } ?? "Another load held this creditor for too long",
                "Nothing was enqueued. Let it end, or end it; run the same again.")
        case .requestCancelled:
            Failure(.tryAgain, "The host application has cancelled its request")
        case .creditorNotActive(let state):
            Failure(
                .settings, "The creditor is not active at Amili (it is \(state.rawValue))",
                "Run `paminn creditor activate HANDLE` when Amili has activated it.")
        }
    }

    /// The failure for a batch file that cannot be used.
    private static func batch(_ problem: BatchFile.Problem) -> Failure {
        switch problem {
        case .noSuchFile: Failure(.noFile, "There is no such file", "Check its name.")
        case .unreadable(let why): Failure(.noFile, "The file cannot be read: \(why)")
        case .cannotSpool(let why):
            Failure(
                .inputOutput, "The input cannot be kept on disk: \(why)",
                "Free space in TMPDIR; a file that is named is read in its place.")
        case .changedWhileRead:
            Failure(
                .tryAgain, "The file changed while it was read; nothing was enqueued",
                "Run the same again when it is complete.")
        case .nothingUsable:
            Failure(
                .input, "Not one line of the file could be used; nothing was enqueued",
                "Mend the lines above.")
        case .noInvoices:
            Failure(.input, "There are no invoices in the file", "Export it again.")
        }
    }
}
