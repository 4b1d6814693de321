import ConsoleStore
import Database
import Postgres
import Reminders

/// A draft's own row.
struct DraftHead {
    let id: Int64
    let state: DraftState
    let filter: ListFilter?
    let isByFilter: Bool
    let afterNumber: String?
    let expected: Int
    let lines: Int
    let revision: Int
    let isTicked: Bool
    let isManual: Bool
    let choices: ManualChoices
    let several: Int
    /// Age of the oldest knowledge, seconds.
    let oldest: Double?
    let run: RunID?
    let selectionRevision: Int64?
    let openedAt: String
    let expiresAt: String
    let isExpired: Bool
    /// What matched the filter when it was chosen, how many these were, how many of them still
    /// match, and how many lines were not among them.
    let choice: Int64?
    let chosen: Int
    let kept: Int
    let came: Int

    /// Chosen by a filter that they do not match any more, once the draft is built.
    var went: Int { choice == nil ? 0 : max(chosen - kept, 0) }

    var progress: DraftProgress {
        DraftProgress(isReady: state != .building, built: lines, expected: max(expected, lines))
    }

    /// - Throws: `DraftProblem` if there is none of this owner's, or it died unsent.
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

    /// The same, as it stands once nobody else can change it.
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
        openedAt = rows.string(0, "opened_at")
        expiresAt = rows.string(0, "expires_at")
        isExpired = rows.bool(0, "is_expired")
        choice = rows.optionalInt(0, "choice")
        chosen = Int(rows.int(0, "chosen"))
        kept = Int(rows.int(0, "kept"))
        came = Int(rows.int(0, "came"))
    }

    /// Only a draft that is built and was not sent can be changed.
    func mustBeOpen() throws {
        if let run { throw DraftProblem.sent(run: run) }
        guard state == .ready else { throw DraftProblem.notReady }
    }

    /// What holds for a line.
    /// - Parameter rows: of `DraftStatement.lines` or `tickedLines`, with its own choices; null: as
    ///   for all.
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
