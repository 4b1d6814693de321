import Database
import Postgres
package import Reminders
import SharedChanges

extension EnqueueStore {
    /// Larger statements were slower, and hold more of the file in memory.
    package static let linesPerStatement = 1_000

    /// Loads a batch in ONE transaction: run, invoices, permits, reminders, parts and the flip to
    /// open become visible together, or nothing does.
    /// - Parameter source: made on the connection's thread.
    package func load<Source: LoadSource>(
        _ order: LoadOrder, _ source: @escaping @Sendable () throws -> Source
    ) async throws -> LoadReport {
        do {
            return try await pool.perform(.bulk) { session in
                let isFirst = try Self.isFirst(of: order.creditor, in: session)
                let report = try LoaderLock.naming(holderOf: order.creditor, in: session) {
                    session in
                    let report = try Self.load(order, source, in: session)
                    if order.dryRun { throw DryRun(report: report) }
                    return report
                }
                if isFirst { Self.analyze(report.total, in: session) }
                return report
            }
        } catch let dryRun as DryRun {
            return dryRun.report
        }
    }

    private struct DryRun: Error { let report: LoadReport }

    private static func isFirst(
        of creditor: CreditorID, in session: borrowing PostgresSession
    ) throws -> Bool {
        let found = try session.run(LoadStatement.hasInvoices, ["creditor": .id(creditor)])
        return !found.bool(0, "has_invoices")
    }

    /// After a creditor's first load the tables may be many times larger than PostgreSQL knows, and
    /// its own look at them may be a minute or a million rows away. The load stands whatever
    /// becomes of this: look-ups by key do not depend on it, and a role that does not own the
    /// tables is only told that it cannot.
    private static func analyze(_ lines: Int, in session: borrowing PostgresSession) {
        guard lines >= linesPerStatement else { return }
        for table in ["invoice", "permit", "reminder"] { try? session.script("analyze \(table)") }
    }

    private static func load<Source: LoadSource>(
        _ order: LoadOrder, _ makeSource: () throws -> Source,
        in session: borrowing PostgresSession
    ) throws -> LoadReport {
        let creditor: StatementArguments = ["creditor": .id(order.creditor)]
        let isThere = try LoaderLock.take(order.creditor, in: session)
        let facts = try session.run(CreditorFactsStatement.creditorFacts, creditor)
        guard isThere, facts.count == 1,
            let today = CalendarDate(iso: facts.string(0, "today"))
        else { throw LoadProblem.noSuchCreditor }
        if let existing = try existingRun(order, in: session) { return existing }
        let activation = try facts.word(0, "activation", as: ActivationState.self)
        try RunLoader.check(activation, allows: [order.route])
        let grace = order.graceBankDays ?? Int(facts.int(0, "grace_bank_days"))
        let opened = try session.run(
            LoadStatement.openRun,
            creditor + [
                "key": .text(order.key), "digest": .text(order.fingerprint),
                "as_of": .text(order.asOf), "grace_bank_days": .integer(grace),
                "created_by": .text(order.createdBy),
            ])
        precondition(opened.count == 1, "the loader's lock lets only one load see a free key")
        let source = try makeSource()
        var loading = RunLoader(
            creditor: order.creditor, run: opened.id(0, "id"), asOf: order.asOf,
            rule: Eligibility(today: today, graceBankDays: grace), activation: activation)
        try loading.takeAll(source, by: order.route, in: session)
        try loading.close(hold: order.hold, in: session)
        return loading.report
    }

    private static func existingRun(
        _ order: LoadOrder, in session: borrowing PostgresSession
    ) throws -> LoadReport? {
        guard let run = try RunLoader.run(order.key, of: order.creditor, in: session) else {
            return nil
        }
        guard run.fingerprint == order.fingerprint else {
            throw LoadProblem.keyReused(run: run.id)
        }
        var report = LoadReport()
        report.run = run.id
        report.existing = true
        return report
    }

    /// Brings invoices up to date without making reminders: only an import clears a flag or raises
    /// an amount, and only a newer one; less to pay and more against it counts however old it is.
    /// Invoices of which the file tells nothing that counts are neither new nor changed.
    package func importInvoices<Source: LoadSource>(
        of creditor: CreditorID, asOf: String, _ source: @escaping @Sendable () throws -> Source
    ) async throws -> ImportReport {
        try await pool.perform(.bulk) { session in
            let isFirst = try Self.isFirst(of: creditor, in: session)
            let report = try LoaderLock.naming(holderOf: creditor, in: session) { session in
                guard try LoaderLock.take(creditor, in: session) else {
                    throw LoadProblem.noSuchCreditor
                }
                let source = try source()
                let loading = InvoiceLoader(creditor: creditor, asOf: asOf)
                var report = ImportReport()
                while case let lines = try source.next(Self.linesPerStatement), !lines.isEmpty {
                    report.lines += lines.count
                    for batch in distinct(lines) {
                        let keys = try loading.insert(batch, in: session)
                        report.new += batch.count - keys.count
                        let known = batch.filter { keys.contains($0.invoice.number.key) }
                        report.changed += try loading.overwrite(known, in: session)
                    }
                }
                try source.finish()
                report.refused = source.refused
                return report
            }
            if isFirst { Self.analyze(report.lines, in: session) }
            return report
        }
    }
}

/// Splits a batch so that no part of it names an invoice twice, keeping the order.
package func distinct(_ lines: [LoadLine]) -> [[LoadLine]] {
    var batches: [[LoadLine]] = []
    var current: [LoadLine] = []
    var seen: Set<String> = []
    for line in lines {
        if !seen.insert(line.invoice.number.key).inserted {
            batches.append(current)
            current = []
            seen = [line.invoice.number.key]
        }
        current.append(line)
    }
    if !current.isEmpty { batches.append(current) }
    return batches
}
