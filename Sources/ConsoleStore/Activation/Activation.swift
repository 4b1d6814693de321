import Database
import Postgres
package import Reminders

/// How a creditor stands with Amili, and what was agreed. Times RFC 3339 UTC.
package struct ActivationRow: Sendable {
    package let state: ActivationState
    package let account: String
    package let amiliCreditor: String
    /// May `account` and `amiliCreditor` still be corrected? Not once a letter is out or may go.
    package let mayCorrectIDs: Bool
    /// nil if nobody has asked for the activation here (a human may have activated it by hand).
    package let request: Request?

    package struct Request: Sendable {
        package let details: ActivationDetails
        package let agreedBy: String
        package let agreedAt: String
        /// When Amili got the details; nil: not yet.
        package let handedInAt: String?
        /// When Amili was last asked; nil: not yet.
        package let askedAt: String?
        /// When it is asked next; nil unless pending.
        package let nextQuestionAt: String?
        package let decidedAt: String?
        /// Why the creditor is not active; nil if nothing is known against it.
        package let cause: ActivationCause?
        /// What Amili objects to; none unless the cause is `details`.
        package let issues: [ActivationIssue]
    }
}

extension ConsoleStore {
    /// - Returns: nil if there is no such creditor.
    package func activation(of creditor: CreditorID) async throws -> ActivationRow? {
        try await pool.perform { session in
            let rows = try session.run(ActivationStatement.activation, [.int(creditor)])
            guard rows.count == 1, let state = ActivationState(rawValue: rows.string(0, 0)) else {
                return nil
            }
            let issues = Self.issues(
                try session.run(ActivationStatement.issuesOf, [.int(creditor)]))
            let request = ActivationDetails.read(rows, 0, from: 11).map { details in
                ActivationRow.Request(
                    details: details, agreedBy: rows.string(0, 4), agreedAt: rows.string(0, 5),
                    handedInAt: rows.optionalString(0, 6), askedAt: rows.optionalString(0, 7),
                    nextQuestionAt: rows.optionalString(0, 8),
                    decidedAt: rows.optionalString(0, 9),
                    cause: rows.optionalString(0, 10).flatMap(ActivationCause.init),
                    issues: issues[creditor] ?? [])
            }
            return ActivationRow(
                state: state, account: rows.string(0, 1), amiliCreditor: rows.string(0, 2),
                mayCorrectIDs: rows.bool(0, 3), request: request)
        }
    }

    /// By creditor.
    static func issues(_ rows: borrowing PostgresRows) -> [CreditorID: [ActivationIssue]] {
        var issues: [CreditorID: [ActivationIssue]] = [:]
        for row in 0..<rows.count {
            let issue = ActivationIssue(
                field: ActivationField(rawValue: rows.string(row, 1)) ?? .other,
                message: rows.string(row, 2))
            issues[rows.int(row, 0), default: []].append(issue)
        }
        return issues
    }
}
