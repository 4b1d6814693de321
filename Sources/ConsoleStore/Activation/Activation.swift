import Database
import Postgres
package import Reminders

extension ConsoleStore {
    /// Reads how a creditor stands with Amili.
    /// - Returns: nil if there is no such creditor.
    package func activation(of creditor: CreditorID) async throws -> ActivationRow? {
        try await pool.perform { session in
            let rows = try session.run(
                ActivationStatement.activation, ["creditor": .id(creditor)])
            guard rows.count == 1 else { return nil }
            let issues = Self.issues(
                try session.run(ActivationStatement.issues, ["creditors": .idArray([creditor])]))
            let request = try ActivationDetails.read(rows, 0).map { details in
                try ActivationRow.Request(
                    details: details, agreedBy: rows.string(0, "agreed_by"),
                    agreedAt: rows.timestamp(0, "agreed_at"),
                    handedInAt: rows.optionalTimestamp(0, "handed_in_at"),
                    askedAt: rows.optionalTimestamp(0, "asked_at"),
                    nextQuestionAt: rows.optionalTimestamp(0, "next_question_at"),
                    decidedAt: rows.optionalTimestamp(0, "decided_at"),
                    cause: rows.optionalWord(0, "cause", as: ActivationCause.self),
                    issues: issues[creditor] ?? [])
            }
            return try ActivationRow(
                state: rows.word(0, "activation", as: ActivationState.self),
                account: rows.string(0, "account"),
                amiliCreditor: rows.string(0, "amili_creditor"),
                mayCorrectIDs: rows.bool(0, "may_correct_ids"), request: request)
        }
    }

    /// Groups issues by creditor, in the order of the rows. A field that this program does not know
    /// becomes `other`.
    static func issues(_ rows: borrowing PostgresRows) -> [CreditorID: [ActivationIssue]] {
        var issues: [CreditorID: [ActivationIssue]] = [:]
        for row in 0..<rows.count {
            let creditor: CreditorID = rows.id(row, "creditor")
            let issue = ActivationIssue(
                field: ActivationField(rawValue: rows.string(row, "field")) ?? .other,
                message: rows.string(row, "message"))
            issues[creditor, default: []].append(issue)
        }
        return issues
    }
}
