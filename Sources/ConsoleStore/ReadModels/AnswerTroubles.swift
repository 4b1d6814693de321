import Database
import Postgres
package import Reminders

/// Answers of Amili that cannot be used.
extension ConsoleStore {
    /// Lists the troubles of the last day, the oldest first, up to fifty.
    /// - Parameter creditors: nil for all.
    package func answerTroubles(of creditors: [CreditorID]?) async throws -> [AnswerTrouble] {
        try await pool.perform { try Self.answerTroubles(of: creditors, $0) }
    }

    static func answerTroubles(
        of creditors: [CreditorID]?, _ session: borrowing PostgresSession
    ) throws -> [AnswerTrouble] {
        let rows = try session.run(
            AnswerListStatement.list,
            ["creditors": creditors.map { .idArray($0) } ?? .null])
        return (0..<rows.count).compactMap { row in
            // A cause from a newer program has no words here.
            guard let purpose = AnswerPurpose(rawValue: rows.string(row, "purpose")),
                let cause = AnswerFlaw.Cause(rawValue: rows.string(row, "cause")),
                let call = AnswerFlaw.Call(rawValue: rows.string(row, "call"))
            else { return nil }
            func number(_ column: StaticString) -> Int? {
                rows.optionalString(row, column).flatMap { Int($0) }
            }
            let flaw = AnswerFlaw(
                cause, call, status: number("status"), field: rows.optionalString(row, "field"),
                wanted: rows.optionalString(row, "wanted")
                    .flatMap { AnswerFlaw.Wanted(rawValue: $0) },
                found: rows.optionalString(row, "found").flatMap { FoundKind(encoded: $0) },
                place: rows.optionalString(row, "place"), seconds: number("seconds"))
            let since = Since(
                at: rows.timestamp(row, "began_at"), seconds: rows.double(row, "began_seconds"))
            return AnswerTrouble(
                creditor: rows.id(row, "creditor"), handle: rows.string(row, "handle"),
                purpose: purpose, flaw: flaw, since: since,
                seenSecondsAgo: rows.double(row, "seen_seconds"),
                isWaitedFor: rows.bool(row, "waits"))
        }
    }
}
