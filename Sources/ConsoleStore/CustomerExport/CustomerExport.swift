import Database
import Postgres
package import Reminders

extension ConsoleStore {
    /// Invoices of a page of a customer's data. Memory is bounded by the records of so many.
    private static let invoicesOfPage: Int64 = 50

    /// Reads all that is held about a customer, a page of invoices at a time: the invoices of the
    /// page first, then the records of each other table about them. A load meanwhile may change
    /// what later pages show.
    /// - Parameters:
    ///   - customer: the customer's number, as the invoices have it.
    ///   - take: gets each page, which is never empty.
    /// - Returns: the number of invoices; 0: there is no such customer.
    package func export(
        customer: String, of creditor: CreditorID, to take: ([CustomerRecord]) throws -> Void
    ) async throws -> Int {
        var count = 0
        var after: String?
        while true {
            let page = try await invoices(of: customer, creditor, after: after)
            guard let last = page.numbers.last else { return count }
            count += page.numbers.count
            try take(page.records)
            try take(try await records(of: page.numbers, creditor))
            after = last
        }
    }

    private func invoices(
        of customer: String, _ creditor: CreditorID, after: String?
    ) async throws -> (numbers: [String], records: [CustomerRecord]) {
        try await pool.perform { session in
            let statement = CustomerExportStatement.invoices
            let rows = try session.run(
                statement,
                [
                    "creditor": .id(creditor), "customer": .text(customer),
                    "after": after.map { .text($0) } ?? .null,
                    "limit": .int(Self.invoicesOfPage),
                ])
            let numbers = (0..<rows.count).map { rows.string($0, "number") }
            return (numbers, (0..<rows.count).map { Self.record(rows, $0, statement) })
        }
    }

    private func records(
        of numbers: [String], _ creditor: CreditorID
    ) async throws -> [CustomerRecord] {
        try await pool.perform { session in
            var records: [CustomerRecord] = []
            for statement in CustomerExportStatement.ofInvoices {
                let rows = try session.run(
                    statement, ["creditor": .id(creditor), "numbers": .textArray(numbers)])
                records += (0..<rows.count).map { Self.record(rows, $0, statement) }
            }
            return records
        }
    }

    private static func record(
        _ rows: borrowing PostgresRows, _ row: Int, _ statement: CustomerExportStatement
    ) -> CustomerRecord {
        CustomerRecord(
            table: statement.table, json: rows.string(row, "json"),
            told: rows.string(row, "told"))
    }
}
