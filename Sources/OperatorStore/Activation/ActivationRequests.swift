import Database
import Postgres
package import Reminders
import SharedChanges

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

extension OperatorStore {
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
                let found = try session.run(
                    ActivationChangeStatement.lockCreditor, [.int(creditor)])
                guard found.count == 1 else { return .noSuchCreditor }
                if found.string(0, 0) == ActivationState.active.rawValue { return .alreadyActive }
                if (found.string(0, 1), found.string(0, 2)) != (account, amiliCreditor) {
                    let ids: [PostgresValue] = [
                        .int(creditor), .text(account), .text(amiliCreditor),
                    ]
                    let mayCorrect = try session.run(
                        ActivationRequestStatement.mayCorrectIDs, [.int(creditor)]
                    ).bool(0, 0)
                    guard mayCorrect else { return .idsAreFixed }
                    if try session.run(ActivationRequestStatement.areIDsTaken, ids).bool(0, 0) {
                        return .idsAreTaken
                    }
                    try session.run(ActivationRequestStatement.correctIDs, ids)
                }
                try session.run(
                    ActivationRequestStatement.request,
                    [.int(creditor)] + Self.values(details) + [.text(user)])
                try session.run(ActivationRequestStatement.forgetIssues, [.int(creditor)])
                try session.run(
                    ActivationChangeStatement.setActivation,
                    [.int(creditor), .text(ActivationState.pending.rawValue)])
                try session.run(
                    ActivationChangeStatement.note,
                    [.int(creditor), .text("requested"), .text(user), .null, .null])
                return .pending
            }
        }
    }

    /// A human says that the creditor is active at Amili.
    /// - Parameter user: a login name.
    /// - Returns: whether there is such a creditor.
    package func activate(_ handle: String, by user: String = "operator") async throws -> Bool {
        try await pool.performToEnd { session in
            try session.transaction { session in
                let found = try session.run(CreditorStatement.creditorCalled, [.text(handle)])
                guard found.count == 1 else { return false }
                let creditor = found.int(0, 0)
                try session.run(ActivationChangeStatement.lockCreditor, [.int(creditor)])
                try session.run(
                    ActivationChangeStatement.setActivation,
                    [.int(creditor), .text(ActivationState.active.rawValue)])
                try session.run(
                    ActivationChangeStatement.note,
                    [.int(creditor), .text("activated by hand"), .text(user), .null, .null])
                return true
            }
        }
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
}
