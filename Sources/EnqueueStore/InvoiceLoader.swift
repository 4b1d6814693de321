import Database
import Postgres
import Reminders

/// Invoices of one file on their way into the table.
struct InvoiceLoader {
    let creditor: CreditorID
    let asOf: String

    private var origin: StatementArguments {
        ["creditor": .id(creditor), "as_of": .text(asOf)]
    }

    /// Takes in those that are not known, while nobody else adds invoices of this creditor
    /// (`LoaderLock`).
    /// - Returns: the keys of those that were known before.
    func insert(
        _ lines: [LoadLine], in session: borrowing PostgresSession
    ) throws -> Set<String> {
        let rows = try session.run(
            LoadStatement.knownNumbers,
            origin + ["numbers": .textArray(lines.map(\.invoice.number.key))])
        let known = Set((0..<rows.count).compactMap { rows.optionalString($0, "number") })
        let new = known.isEmpty ? lines : lines.filter { !known.contains($0.invoice.number.key) }
        guard !new.isEmpty else { return known }
        let asOf = rows.int(0, "microseconds")
        try session.copy(new.count, into: .invoice) { rows, index in
            rows.bigint(creditor.rawValue)
            rows.bigint(asOf)
            InvoiceRows.append(new[index].invoice, to: &rows)
            rows.boolean(new[index].claimsTotal)
        }
        return known
    }

    /// Less to pay and more against it counts however old the file is.
    /// - Returns: how many were lowered.
    @discardableResult
    func lower(_ lines: [LoadLine], in session: borrowing PostgresSession) throws -> Int {
        guard !lines.isEmpty else { return 0 }
        try lock(lines, in: session)
        return try session.run(
            LoadStatement.lowerInvoices,
            origin + [
                "numbers": .textArray(lines.map(\.invoice.number.key)),
                "remaining_ore": .intArray(lines.map(\.invoice.remaining.value)),
                "flags": .intArray(lines.map { Int64($0.invoice.flags.rawValue) }),
                "is_told": .textArray(lines.map { $0.claimsTotal ? "f" : "t" }),
            ]
        ).affected
    }

    /// - Returns: how many were brought up to date.
    func overwrite(_ lines: [LoadLine], in session: borrowing PostgresSession) throws -> Int {
        guard !lines.isEmpty else { return 0 }
        try lock(lines, in: session)
        let changed = try session.run(
            LoadStatement.overwriteInvoices,
            origin + InvoiceRows.values(lines.map(\.invoice)) + [
                "known_flags": .intArray(lines.map { Int64($0.known.flags.rawValue) }),
                "told": .intArray(lines.map { Int64($0.known.details.rawValue) }),
            ]
        ).affected
        // What a newer file has overwritten has nothing left to lower.
        return changed + (try lower(lines, in: session))
    }

    private func lock(_ lines: [LoadLine], in session: borrowing PostgresSession) throws {
        try session.run(
            LoadStatement.lockInvoices,
            [
                "creditor": .id(creditor),
                "numbers": .textArray(lines.map(\.invoice.number.key)),
            ])
    }

    /// What the table knows of them now, by key.
    func known(
        _ invoices: [Invoice], in session: borrowing PostgresSession
    ) throws -> [String: Invoice] {
        guard !invoices.isEmpty else { return [:] }
        let rows = try session.run(
            LoadStatement.knownInvoices,
            ["creditor": .id(creditor), "numbers": .textArray(invoices.map(\.number.key))])
        var found: [String: Invoice] = [:]
        for row in 0..<rows.count {
            let key = rows.string(row, "number")
            found[key] = InvoiceRows.invoice(rows, row, key: key)
        }
        return found
    }
}
