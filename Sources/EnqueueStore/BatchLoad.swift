import Database
import Postgres
package import Reminders
import SharedChanges

extension EnqueueStore {
    /// Lines that one statement takes. Larger statements were slower, and hold more of the file in
    /// memory.
    package static let linesPerStatement = 1_000

    /// Loads a batch in ONE transaction: run, invoices, permits, reminders, parts and the flip to
    /// open become visible together, or nothing does.
    /// - Parameter source: makes the source, on the connection's thread.
    /// - Throws: `LoadProblem`, and whatever the source throws.
    package func load<Source: LoadSource>(
        _ order: LoadOrder, _ source: @escaping @Sendable () throws -> Source
    ) async throws -> LoadReport {
        do {
            return try await pool.perform(.bulk) { session in
                let isFirst = try Self.isFirst(of: order.creditor, in: session)
                let report = try LoaderLock.withLock(of: order.creditor, in: session) { session in
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

    /// Rolls the transaction of a dry run back, and carries its report out.
    private struct DryRun: Error { let report: LoadReport }

    /// Tells whether the creditor has no invoices yet.
    private static func isFirst(
        of creditor: CreditorID, in session: borrowing PostgresSession
    ) throws -> Bool {
        let found = try session.run(LoadStatement.hasInvoices, ["creditor": .id(creditor)])
        return !found.bool(0, "has_invoices")
    }

    /// Renews the planner's statistics after a creditor's first load. The tables may then be many
    /// times larger than PostgreSQL knows, and its own look at them may be a minute or a million
    /// rows away. The load stands even if this fails: look-ups by key do not depend on it.
    private static func analyze(_ lines: Int, in session: borrowing PostgresSession) {
        guard lines >= linesPerStatement else { return }
        _ = try? session.run(LoadStatement.analyzeLoaded)
    }

    private static func load<Source: LoadSource>(
        _ order: LoadOrder, _ makeSource: () throws -> Source,
        in session: borrowing PostgresSession
    ) throws -> LoadReport {
        let facts = try LoadFacts(of: order.creditor, in: session)
        if let existing = try existingRun(order, in: session) {
            try fulfil(order.request, by: existing.run, in: session)
            return existing
        }
        try RunLoader.check(facts.activation, allows: [order.route])
        let rule = facts.rule(graceBankDays: order.graceBankDays)
        let opened = try session.run(
            LoadStatement.openRun,
            [
                "creditor": .id(order.creditor), "key": .text(order.key),
                "digest": .text(order.fingerprint), "as_of": .timestamp(order.asOf),
                "grace_bank_days": .integer(rule.graceBankDays),
                "created_by": .text(order.createdBy),
            ])
        precondition(opened.count == 1, "the loader's lock lets only one load see a free key")
        let run: RunID = opened.id(0, "id")
        try fulfil(order.request, by: run, in: session)
        let source = try makeSource()
        var loading = RunLoader(
            creditor: order.creditor, run: run, asOf: order.asOf,
            rule: rule, activation: facts.activation)
        try loading.takeAll(source, by: order.route, in: session)
        try loading.close(hold: order.hold, in: session)
        return loading.report
    }

    /// Notes that a run fulfils a request. Whoever would cancel it waits from here on until the
    /// load has ended.
    /// - Throws: `LoadProblem.requestCancelled`.
    private static func fulfil(
        _ request: HostRequestID?, by run: RunID?, in session: borrowing PostgresSession
    ) throws {
        guard let request else { return }
        let taken = try session.run(
            HostStatement.fulfil, ["request": .id(request), "run": .id(run)])
        guard taken.count == 1 else { throw LoadProblem.requestCancelled }
    }

    /// Returns a report of the run that has the order's key; nil if the key is free.
    /// - Throws: `LoadProblem.keyReused` if that run is of another file or by another route.
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

    /// Brings invoices up to date without making reminders. Only an import clears a flag or raises
    /// an amount, and only if it is newer than what is on file; less to pay and more flags count
    /// however old it is. An invoice of which the file tells nothing that counts is neither new nor
    /// changed.
    /// - Parameters:
    ///   - asOf: the moment as of which the file is true.
    ///   - source: makes the source, on the connection's thread.
    /// - Throws: `LoadProblem.noSuchCreditor` or `.held`, and whatever the source throws.
    package func importInvoices<Source: LoadSource>(
        of creditor: CreditorID, asOf: Timestamp, _ source: @escaping @Sendable () throws -> Source
    ) async throws -> ImportReport {
        try await pool.perform(.bulk) { session in
            let isFirst = try Self.isFirst(of: creditor, in: session)
            let report = try LoaderLock.withLock(of: creditor, in: session) { session in
                let source = try source()
                let loading = InvoiceLoader(creditor: creditor, asOf: asOf)
                var report = ImportReport()
                while case let lines = try source.next(Self.linesPerStatement), !lines.isEmpty {
                    report.lines += lines.count
                    for batch in batchesOfDistinct(lines) {
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

/// Splits lines into batches none of which names an invoice twice, keeping their order.
package func batchesOfDistinct(_ lines: [LoadLine]) -> [[LoadLine]] {
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
