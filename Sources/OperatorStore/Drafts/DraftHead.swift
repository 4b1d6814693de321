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
        let rows = try session.run(DraftStatement.head, [.text(draft.text)] + owner.values)
        guard rows.count == 1 else { throw DraftProblem.unknown }
        let head = try DraftHead(rows)
        if head.isExpired, head.run == nil { throw DraftProblem.expired }
        return head
    }

    /// The same, as it stands once nobody else can change it.
    static func locked(
        _ draft: DraftID, _ owner: SelectionOwner, in session: borrowing PostgresSession
    ) throws -> DraftHead {
        try session.run(DraftStatement.lock, [.int(try found(draft, owner, in: session).id)])
        return try found(draft, owner, in: session)
    }

    private init(_ rows: borrowing PostgresRows) throws {
        id = rows.int(0, 0)
        state = try rows.word(0, 1, as: DraftState.self)
        filter = try rows.optionalString(0, 2).map { try ListFilter(stored: $0) }
        isByFilter = rows.bool(0, 3)
        afterNumber = rows.optionalString(0, 4)
        expected = Int(rows.int(0, 5))
        lines = Int(rows.int(0, 6))
        revision = Int(rows.int(0, 7))
        isTicked = rows.bool(0, 8)
        isManual = rows.bool(0, 9)
        choices = ManualChoices(
            byEmail: rows.bool(0, 10), withInterest: rows.bool(0, 11), withFee: rows.bool(0, 12))
        several = Int(rows.int(0, 13))
        oldest = rows.isNull(0, 14) ? nil : rows.double(0, 14)
        run = rows.optionalInt(0, 15)
        selectionRevision = rows.optionalInt(0, 16)
        openedAt = rows.string(0, 17)
        expiresAt = rows.string(0, 18)
        isExpired = rows.bool(0, 19)
        choice = rows.optionalInt(0, 20)
        chosen = Int(rows.int(0, 21))
        kept = Int(rows.int(0, 22))
        came = Int(rows.int(0, 23))
    }

    /// Only a draft that is built and was not sent can be changed.
    func mustBeOpen() throws {
        if let run { throw DraftProblem.sent(run: run) }
        guard state == .ready else { throw DraftProblem.notReady }
    }

    /// What holds for a line.
    /// - Parameter column: of its own choices (manual, by e-mail, interest, fee; null: as for all).
    func route(
        _ rows: borrowing PostgresRows, _ row: Int, from column: Int
    ) -> (isManual: Bool, choices: ManualChoices) {
        func chosen(_ index: Int, _ forAll: Bool) -> Bool {
            rows.isNull(row, column + index) ? forAll : rows.bool(row, column + index)
        }
        return (
            chosen(0, isManual),
            ManualChoices(
                byEmail: chosen(1, choices.byEmail),
                withInterest: chosen(2, choices.withInterest),
                withFee: chosen(3, choices.withFee))
        )
    }
}
