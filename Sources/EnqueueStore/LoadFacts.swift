import Database
package import Postgres
package import Reminders

/// The creditor's facts by which a load decides.
package struct LoadFacts: Sendable {
    /// By the database's clock, in Sweden.
    package let today: CalendarDate
    package let graceBankDays: Int
    package let activation: ActivationState

    /// - Throws: `LoadProblem.noSuchCreditor`.
    package init(of creditor: CreditorID, in session: borrowing PostgresSession) throws {
        let rows = try session.run(
            CreditorFactsStatement.creditorFacts, ["creditor": .id(creditor)])
        guard rows.count == 1, let today = CalendarDate(iso: rows.string(0, "today")) else {
            throw LoadProblem.noSuchCreditor
        }
        self.today = today
        graceBankDays = Int(rows.int(0, "grace_bank_days"))
        activation = try rows.word(0, "activation", as: ActivationState.self)
    }

    /// The rule by which invoices are judged today.
    /// - Parameter graceBankDays: nil for the creditor's own.
    package func rule(graceBankDays: Int? = nil) -> Eligibility {
        Eligibility(today: today, graceBankDays: graceBankDays ?? self.graceBankDays)
    }
}
