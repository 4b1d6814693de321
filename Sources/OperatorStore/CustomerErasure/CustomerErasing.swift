import Database
import EnqueueStore
import Postgres
package import Reminders

extension OperatorStore {
    /// Invoices of one transaction. A customer has fewer, unless it is a large company.
    static let invoicesOfErasure: Int64 = 1_000

    /// Erases what tells who a customer is: of each of the customer's invoices, and of what is on
    /// record about it. Numbers, amounts, dates, cases and permits stay, so that no letter can go
    /// twice. Each transaction takes up to `invoicesOfErasure` invoices, with the loader's lock;
    /// what was done before a failure stays done, and the same call goes on with the rest.
    /// - Parameters:
    ///   - customer: the customer's number, as the invoices have it.
    ///   - action: what the audit calls it; it keeps how many, and not about whom.
    ///   - dryRun: return what would be, and change nothing.
    /// - Throws: `EraseProblem`; `LoadProblem.held` if a load of the creditor does not end.
    package func erase(
        customer: String, of creditor: CreditorID, by user: String, as action: String, dryRun: Bool
    ) async throws -> Erasure {
        struct DryRun: Error { let page: ErasurePage }
        let erasing = CustomerErasing(
            creditor: creditor, customer: customer, user: user, action: action)
        var sum = Erasure()
        var after: String?
        while true {
            let last = after
            let page: ErasurePage
            do {
                page = try await pool.performToEnd(.bulk) { session in
                    try LoaderLock.withLock(of: creditor, in: session) { session in
                        let page = try erasing.page(after: last, in: session)
                        if dryRun { throw DryRun(page: page) }
                        return page
                    }
                }
            } catch let dryRun as DryRun {
                page = dryRun.page
            }
            sum += page.erasure
            guard let next = page.last else {
                guard sum.invoices > 0 else { throw EraseProblem.noSuchCustomer }
                return sum
            }
            after = next
        }
    }

    /// Renews the planner's statistics of the invoices, which hold copies of what is erased now.
    package func forgetStatistics() async throws {
        try await pool.perform(.bulk) { session in
            _ = try session.run(ErasingStatement.analyze)
        }
    }
}

/// The counts of one transaction.
private struct ErasurePage: Sendable {
    let erasure: Erasure
    /// The last invoice's canonical number; nil: there was none left.
    let last: String?
}

/// One customer's erasure, page by page.
private struct CustomerErasing: Sendable {
    let creditor: CreditorID
    let customer: String
    let user: String
    let action: String

    private var keys: StatementArguments {
        ["creditor": .id(creditor), "customer": .text(customer)]
    }
    private static let closed = PostgresValue.int(
        Int64(InvoiceFlags([.paid, .credited]).rawValue))

    /// Erases a page. The transaction has the loader's lock: no load, draft or human makes a new
    /// reminder meanwhile.
    /// - Parameter number: after which the page begins; nil: at the first invoice.
    /// - Throws: `EraseProblem.needed`.
    func page(
        after number: String?, in session: borrowing PostgresSession
    ) throws -> ErasurePage {
        try requireEnd(in: session)
        let found = try session.run(
            ErasingStatement.invoices,
            keys + [
                "after": number.map { .text($0) } ?? .null, "closed_flags": Self.closed,
                "limit": .int(OperatorStore.invoicesOfErasure),
            ])
        var erasure = Erasure()
        guard found.count > 0 else { return ErasurePage(erasure: erasure, last: nil) }
        let numbers = (0..<found.count).map { found.string($0, "number") }
        erasure.unpaid = (0..<found.count).count { found.bool($0, "is_unpaid") }
        try erase(numbers, into: &erasure, in: session)
        return ErasurePage(erasure: erasure, last: numbers.last)
    }

    /// Empties the columns. The invoices come last: the searches are found by what they tell, and
    /// they are last in the order of locks.
    private func erase(
        _ numbers: [String], into erasure: inout Erasure, in session: borrowing PostgresSession
    ) throws {
        let keys: StatementArguments = [
            "creditor": .id(creditor), "numbers": .textArray(numbers),
        ]
        let searches = try session.run(ErasingStatement.forgetSearches, keys)
        erasure.searches = Int(searches.int(0, "searches"))
        try session.run(ErasingStatement.forgetDebtors, keys)
        erasure.evidence = try session.run(ErasingStatement.forgetEvidence, keys).affected
        erasure.incidents = try session.run(ErasingStatement.forgetIncidents, keys).affected
        erasure.invoices = try session.run(ErasingStatement.forgetCustomer, keys).affected
        try session.run(
            ErasingStatement.audit,
            [
                "login": .text(user), "action": .text(action), "creditor": .id(creditor),
                "facts": .text("\(erasure.invoices) invoices"),
            ])
    }

    /// Makes sure that nothing about the customer is under way.
    /// - Throws: `EraseProblem.needed`.
    private func requireEnd(in session: borrowing PostgresSession) throws {
        let rows = try session.run(
            ErasingStatement.obstacles,
            keys + [
                "closed_flags": Self.closed,
                "credit_flag": .int(Int64(InvoiceFlags.creditNote.rawValue)),
            ])
        guard rows.count > 0 else { return }
        throw EraseProblem.needed(
            try (0..<rows.count).map { row in
                EraseObstacle(
                    kind: try rows.word(row, "obstacle", as: EraseObstacle.Kind.self),
                    invoices: Int(rows.int(row, "invoices")),
                    numbers: rows.string(row, "numbers").split(separator: "\n").map(String.init))
            })
    }
}
