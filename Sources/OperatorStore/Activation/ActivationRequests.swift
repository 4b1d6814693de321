import Database
import Postgres
package import Reminders
import SharedChanges

extension OperatorStore {
    /// Asks Amili to activate a creditor. An inactive, refused or pending creditor becomes pending,
    /// and a worker hands the details in. If it is asked for twice, the later details count.
    /// - Parameters:
    ///   - account: Amili's id of the account, 24 hexadecimal digits in either case. An id that
    ///     differs from the stored one is corrected if it still may be.
    ///   - amiliCreditor: Amili's id of the creditor, of the same form.
    ///   - user: the login name of the person who agreed.
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
                    ActivationChangeStatement.lockCreditor, ["creditor": .id(creditor)])
                guard found.count == 1 else { return .noSuchCreditor }
                if found.string(0, "activation") == ActivationState.active.rawValue {
                    return .alreadyActive
                }
                let before = (found.string(0, "account"), found.string(0, "amili_creditor"))
                if before != (account, amiliCreditor),
                    let obstacle = try Self.correctIDs(
                        creditor, account: account, amiliCreditor, in: session)
                {
                    return obstacle
                }
                try session.run(
                    ActivationRequestStatement.request,
                    Self.arguments(details) + [
                        "creditor": .id(creditor), "agreed_by": .text(user),
                    ])
                try session.run(
                    ActivationRequestStatement.forgetIssues, ["creditor": .id(creditor)])
                try Self.set(.pending, "requested", creditor, by: user, in: session)
                return .pending
            }
        }
    }

    /// Corrects the ids of a creditor, which is locked.
    /// - Returns: why they may not be corrected; nil once they are.
    private static func correctIDs(
        _ creditor: CreditorID, account: String, _ amiliCreditor: String,
        in session: borrowing PostgresSession
    ) throws -> ActivationAnswer? {
        let ids: StatementArguments = [
            "creditor": .id(creditor), "account": .text(account),
            "amili_creditor": .text(amiliCreditor),
        ]
        let mayCorrect = try session.run(
            ActivationRequestStatement.mayCorrectIDs, ["creditor": .id(creditor)]
        ).bool(0, "may_correct")
        guard mayCorrect else { return .idsAreFixed }
        let areTaken = try session.run(ActivationRequestStatement.areIDsTaken, ids)
            .bool(0, "are_taken")
        if areTaken { return .idsAreTaken }
        try session.run(ActivationRequestStatement.correctIDs, ids)
        return nil
    }

    /// Marks a creditor active on a human's word, without asking Amili.
    /// - Parameter user: a login name.
    /// - Returns: false if no creditor has the handle.
    package func activate(_ handle: String, by user: String = "operator") async throws -> Bool {
        try await pool.performToEnd { session in
            try session.transaction { session in
                let found = try session.run(
                    CreditorStatement.creditorCalled, ["handle": .text(handle)])
                guard found.count == 1 else { return false }
                let creditor: CreditorID = found.id(0, "id")
                try session.run(
                    ActivationChangeStatement.lockCreditor, ["creditor": .id(creditor)])
                try Self.set(.active, "activated by hand", creditor, by: user, in: session)
                return true
            }
        }
    }

    /// Sets the state of a locked creditor, and adds an event to its history.
    /// - Parameter what: one of the words that `activation_event.what` allows.
    private static func set(
        _ state: ActivationState, _ what: String, _ creditor: CreditorID, by user: String,
        in session: borrowing PostgresSession
    ) throws {
        try session.run(
            ActivationChangeStatement.setActivation,
            ["creditor": .id(creditor), "activation": .text(state.rawValue)])
        try session.run(
            ActivationChangeStatement.note,
            [
                "creditor": .id(creditor), "what": .text(what), "by_whom": .text(user),
                "cause": .null, "why": .null,
            ])
    }

    private static func arguments(_ details: ActivationDetails) -> StatementArguments {
        let (payout, sender, invoicing) = (details.payout, details.sender, details.invoicing)
        return [
            "payout_kind": .text(payout.kind.rawValue), "payout_number": .text(payout.number),
            "sender_line": .text(sender.line), "sender_zip": .text(sender.zipCode),
            "sender_city": .text(sender.city), "sender_country": .text(sender.country),
            "invoice_line": .text(invoicing.line), "invoice_zip": .text(invoicing.zipCode),
            "invoice_city": .text(invoicing.city), "invoice_country": .text(invoicing.country),
            "debt_description": .text(details.debtDescription),
        ]
    }
}
