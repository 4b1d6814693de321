import Database
import Postgres
import Reminders

/// Writes the invoices of one file into the table, while the transaction holds the loader's lock.
struct InvoiceLoader {
    let creditor: CreditorID
    /// The moment as of which the file is true; nil: the invoices are on file already.
    let asOf: Timestamp?

    private var origin: StatementArguments {
        ["creditor": .id(creditor), "as_of": .timestamp(asOf)]
    }

    /// Inserts the invoices that are not on file, while nobody else adds invoices of this creditor
    /// (`LoaderLock`).
    /// - Parameter lines: no two with one number.
    /// - Returns: the keys of those that were on file before.
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

    /// Lowers what is left to pay and adds flags against a reminder, however old the file is. It
    /// raises no amount and clears no flag.
    /// - Returns: how many invoices were changed.
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

    /// Brings invoices on file up to date: overwrites those about which the file is newer, and
    /// lowers the others.
    /// - Returns: how many were changed.
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
        // An invoice that was just overwritten has nothing left to lower, so none is counted twice.
        return changed + (try lower(lines, in: session))
    }

    /// Locks the invoices in the order of their keys.
    private func lock(_ lines: [LoadLine], in session: borrowing PostgresSession) throws {
        try session.run(
            LoadStatement.lockInvoices,
            [
                "creditor": .id(creditor),
                "numbers": .textArray(lines.map(\.invoice.number.key)),
            ])
    }

    /// Returns the invoices as the table has them now, by key.
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
