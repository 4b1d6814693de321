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

/// What came of a request.
package enum ActivationAnswer: Sendable, Equatable {
    /// It is pending, and Amili is asked at once.
    case pending
    /// Nothing was written: it is active already.
    case alreadyActive
    /// Nothing was written: letters of this creditor are out, or may go, under the old ids.
    case idsAreFixed
    /// Nothing was written: another creditor of this installation has these ids.
    case idsAreTaken
    /// Nothing was written: the details cannot be handed in.
    case faults([ActivationField])
    case noSuchCreditor
}

extension Store {
    /// Asks Amili to activate the creditor: inactive, refused or pending becomes pending, and a
    /// worker hands the details in. Asked for twice, the later details count.
    /// - Parameters:
    ///   - account: Amili's id, 24 hexadecimal digits; corrected if it differs and still may be.
    ///   - user: the login name of whoever agreed.
    package func requestActivation(
        _ creditor: CreditorID, details: ActivationDetails, account: String,
        amiliCreditor: String, by user: String
    ) async throws -> ActivationAnswer {
        let (account, amiliCreditor) = (account.lowercased(), amiliCreditor.lowercased())
        let areIDs = [account, amiliCreditor].allSatisfy { id in
            id.utf8.count == 24
                && id.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
        }
        let faults = details.faults + (areIDs ? [] : [.ids])
        guard faults.isEmpty else { return .faults(faults) }
        return try await pool.performToEnd { session in
            try session.transaction { session in
                let found = try session.run(ActivationStatement.lockCreditor, [.int(creditor)])
                guard found.count == 1 else { return .noSuchCreditor }
                if found.string(0, 0) == ActivationState.active.rawValue { return .alreadyActive }
                if (found.string(0, 1), found.string(0, 2)) != (account, amiliCreditor) {
                    let ids: [PostgresValue] = [
                        .int(creditor), .text(account), .text(amiliCreditor),
                    ]
                    let mayCorrect = try session.run(
                        ActivationStatement.mayCorrectIDs, [.int(creditor)]
                    ).bool(0, 0)
                    guard mayCorrect else { return .idsAreFixed }
                    if try session.run(ActivationStatement.areIDsTaken, ids).bool(0, 0) {
                        return .idsAreTaken
                    }
                    try session.run(ActivationStatement.correctIDs, ids)
                }
                try session.run(
                    ActivationStatement.request,
                    [.int(creditor)] + Self.values(details) + [.text(user)])
                try session.run(ActivationStatement.forgetIssues, [.int(creditor)])
                try session.run(
                    ActivationStatement.setActivation,
                    [.int(creditor), .text(ActivationState.pending.rawValue)])
                try session.run(
                    ActivationStatement.note,
                    [.int(creditor), .text("requested"), .text(user), .null, .null])
                return .pending
            }
        }
    }

    /// - Returns: nil if there is no such creditor.
    package func activation(of creditor: CreditorID) async throws -> ActivationRow? {
        try await pool.perform { session in
            let rows = try session.run(ActivationStatement.activation, [.int(creditor)])
            guard rows.count == 1, let state = ActivationState(rawValue: rows.string(0, 0)) else {
                return nil
            }
            let issues = Self.issues(
                try session.run(ActivationStatement.issuesOf, [.int(creditor)]))
            let request = Self.details(rows, 0, from: 11).map { details in
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

    /// A human says that the creditor is active at Amili.
    /// - Parameter user: a login name.
    /// - Returns: whether there is such a creditor.
    package func activate(_ handle: String, by user: String = "operator") async throws -> Bool {
        try await pool.performToEnd { session in
            try session.transaction { session in
                let found = try session.run(ListStatement.creditorCalled, [.text(handle)])
                guard found.count == 1 else { return false }
                let creditor = found.int(0, 0)
                try session.run(ActivationStatement.lockCreditor, [.int(creditor)])
                try session.run(
                    ActivationStatement.setActivation,
                    [.int(creditor), .text(ActivationState.active.rawValue)])
                try session.run(
                    ActivationStatement.note,
                    [.int(creditor), .text("activated by hand"), .text(user), .null, .null])
                return true
            }
        }
    }

    // MARK: Rows

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

    private static func values(_ details: ActivationDetails) -> [PostgresValue] {
        func values(_ address: ActivationDetails.Address) -> [PostgresValue] {
            [
                .text(address.line), .text(address.zipCode), .text(address.city),
                .text(address.country),
            ]
        }
        return [.text(details.payout.kind.rawValue), .text(details.payout.number)]
            + values(details.sender) + values(details.invoicing)
            + [.text(details.debtDescription)]
    }

    /// The eleven columns from `column` on; nil if there are none.
    static func details(
        _ rows: borrowing PostgresRows, _ row: Int, from column: Int
    ) -> ActivationDetails? {
        guard let word = rows.optionalString(row, column),
            let kind = ActivationDetails.Payout.Kind(rawValue: word)
        else { return nil }
        return ActivationDetails(
            payout: ActivationDetails.Payout(kind: kind, number: rows.string(row, column + 1)),
            sender: ActivationDetails.Address(
                line: rows.string(row, column + 2), zipCode: rows.string(row, column + 3),
                city: rows.string(row, column + 4), country: rows.string(row, column + 5)),
            invoicing: ActivationDetails.Address(
                line: rows.string(row, column + 6), zipCode: rows.string(row, column + 7),
                city: rows.string(row, column + 8), country: rows.string(row, column + 9)),
            debtDescription: rows.string(row, column + 10))
    }
}
