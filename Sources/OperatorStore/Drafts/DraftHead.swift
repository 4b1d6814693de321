import ConsoleStore
import Database
import Postgres
import Reminders

/// The row of a draft, without its lines.
struct DraftHead {
    let id: Int64
    let state: DraftState
    let filter: ListFilter?
    /// The building still reads what the filter matches, and not the single ticks.
    let isByFilter: Bool
    /// The building goes on beyond this number; nil: from the start.
    let afterNumber: String?
    /// Lines that were expected when the draft was opened.
    let expected: Int
    let lines: Int
    let revision: Int
    /// With `isManual` and `choices`: the choice for every line without one of its own.
    let isTicked: Bool
    let isManual: Bool
    let choices: ManualChoices
    /// Debtors with more than one line that may go, ticked or not; counted when the draft is ready.
    let several: Int
    /// Age of the oldest knowledge of a line that may go, in seconds.
    let oldest: Double?
    let run: RunID?
    /// The revision of the selection that the draft was made of; nil if the invoices were named.
    let selectionRevision: Int64?
    let openedAt: Timestamp
    let expiresAt: Timestamp
    let isExpired: Bool
    /// The id of the keys that matched the filter when it was chosen; nil: not known.
    let choice: Int64?
    /// How many keys were chosen.
    let chosen: Int
    /// How many of the chosen still match.
    let kept: Int
    /// How many lines were not among the chosen.
    let came: Int

    /// Invoices that were chosen by the filter and do not match it any more. It means something
    /// only once the draft is built.
    var went: Int { choice == nil ? 0 : max(chosen - kept, 0) }

    var progress: DraftProgress {
        DraftProgress(isReady: state != .building, built: lines, expected: max(expected, lines))
    }

    /// Reads a draft.
    /// - Throws: `DraftProblem.unknown` if the owner has no such draft, `.expired` if its time is
    ///   over and it was not sent.
    static func found(
        _ draft: DraftID, _ owner: SelectionOwner, in session: borrowing PostgresSession
    ) throws -> DraftHead {
        let rows = try session.run(
            DraftStatement.head, owner.arguments + ["token": .text(draft.text)])
        guard rows.count == 1 else { throw DraftProblem.unknown }
        let head = try DraftHead(rows)
        if head.isExpired, head.run == nil { throw DraftProblem.expired }
        return head
    }

    /// Locks a draft and then reads it, so that nobody else can change it.
    /// - Throws: as `found`.
    static func locked(
        _ draft: DraftID, _ owner: SelectionOwner, in session: borrowing PostgresSession
    ) throws -> DraftHead {
        let seen = try found(draft, owner, in: session)
        try session.run(DraftStatement.lock, ["draft": .int(seen.id)])
        return try found(draft, owner, in: session)
    }

    private init(_ rows: borrowing PostgresRows) throws {
        id = rows.int(0, "id")
        state = try rows.word(0, "state", as: DraftState.self)
        filter = try rows.optionalString(0, "filter").map { try ListFilter(stored: $0) }
        isByFilter = rows.bool(0, "by_filter")
        afterNumber = rows.optionalString(0, "after_number")
        expected = Int(rows.int(0, "expected"))
        lines = Int(rows.int(0, "lines"))
        revision = Int(rows.int(0, "revision"))
        isTicked = rows.bool(0, "is_ticked")
        isManual = rows.bool(0, "is_manual")
        choices = ManualChoices(
            byEmail: rows.bool(0, "by_email"), withInterest: rows.bool(0, "with_interest"),
            withFee: rows.bool(0, "with_fee"))
        several = Int(rows.int(0, "several"))
        oldest = rows.isNull(0, "age") ? nil : rows.double(0, "age")
        run = rows.optionalID(0, "run")
        selectionRevision = rows.optionalInt(0, "selection_revision")
        openedAt = rows.timestamp(0, "opened_at")
        expiresAt = rows.timestamp(0, "expires_at")
        isExpired = rows.bool(0, "is_expired")
        choice = rows.optionalInt(0, "choice")
        chosen = Int(rows.int(0, "chosen"))
        kept = Int(rows.int(0, "kept"))
        came = Int(rows.int(0, "came"))
    }

    /// Makes sure that the draft can be changed: it is built and was not sent.
    /// - Throws: `DraftProblem.sent` or `.notReady`.
    func mustBeOpen() throws {
        if let run { throw DraftProblem.sent(run: run) }
        guard state == .ready else { throw DraftProblem.notReady }
    }

    /// Returns the route and the choices of a line: its own, and where it has none those for all.
    /// - Parameter rows: of `DraftStatement.lines` or `tickedLines`, with null for no choice of its
    ///   own.
    func route(
        _ rows: borrowing PostgresRows, _ row: Int
    ) -> (isManual: Bool, choices: ManualChoices) {
        func chosen(_ column: StaticString, _ forAll: Bool) -> Bool {
            rows.isNull(row, column) ? forAll : rows.bool(row, column)
        }
        return (
            chosen("is_manual", isManual),
            ManualChoices(
                byEmail: chosen("by_email", choices.byEmail),
                withInterest: chosen("with_interest", choices.withInterest),
                withFee: chosen("with_fee", choices.withFee))
        )
    }
}
