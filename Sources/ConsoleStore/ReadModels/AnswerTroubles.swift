import Database
import Postgres
package import Reminders

/// What cannot be made of Amili's answers.
extension ConsoleStore {
    /// - Parameter creditors: those to tell of; nil: all.
    package func answerTroubles(of creditors: [CreditorID]?) async throws -> [AnswerTrouble] {
        try await pool.perform { try Self.answerTroubles(of: creditors, $0) }
    }

    static func answerTroubles(
        of creditors: [CreditorID]?, _ session: borrowing PostgresSession
    ) throws -> [AnswerTrouble] {
        let rows = try session.run(
            AnswerListStatement.list, [creditors.map { .intArray($0.map { $0 }) } ?? .null])
        return (0..<rows.count).compactMap { row in
            // A newer program's cause has no words here.
            guard let purpose = AnswerPurpose(rawValue: rows.string(row, 2)),
                let cause = AnswerFlaw.Cause(rawValue: rows.string(row, 3)),
                let call = AnswerFlaw.Call(rawValue: rows.string(row, 4))
            else { return nil }
            func number(_ column: Int) -> Int? {
                rows.optionalString(row, column).flatMap { Int($0) }
            }
            let flaw = AnswerFlaw(
                cause, call, status: number(5), field: rows.optionalString(row, 6),
                wanted: rows.optionalString(row, 7).flatMap { AnswerFlaw.Wanted(rawValue: $0) },
                found: rows.optionalString(row, 8).flatMap { FoundKind(encoded: $0) },
                place: rows.optionalString(row, 9), seconds: number(10))
            return AnswerTrouble(
                creditor: rows.int(row, 0), handle: rows.string(row, 1), purpose: purpose,
                flaw: flaw, since: Since(at: rows.string(row, 11), seconds: rows.double(row, 12)))
        }
    }
}
