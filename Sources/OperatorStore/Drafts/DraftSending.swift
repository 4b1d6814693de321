import Database
package import EnqueueStore
import Postgres
import Reminders

extension OperatorStore {
    /// Makes a run of the draft's ticked lines, once: sending the draft again returns the same run
    /// (`existing`). Whether a letter may go is decided anew, as for any run. The run becomes
    /// visible in one transaction, as in a load. The same transaction clears the selection that the
    /// draft was made of, unless it was changed since.
    /// - Throws: `DraftProblem`; `LoadProblem.creditorNotActive` if a line leads to Amili, `.held`
    ///   if another load of the creditor does not end, `.noSuchCreditor`.
    package func sendDraft(_ order: DraftOrder) async throws -> LoadReport {
        try await pool.perform(.bulk) { session in
            try LoaderLock.withLock(of: order.owner.creditor, in: session) { session in
                try DraftSending(order).load(in: session)
            }
        }
    }
}

/// Sends one draft.
private struct DraftSending {
    private let order: DraftOrder

    init(_ order: DraftOrder) { self.order = order }

    private var creditor: PostgresValue { .id(order.owner.creditor) }

    /// Loads the run. The transaction has the loader's lock.
    func load(in session: borrowing PostgresSession) throws -> LoadReport {
        let facts = try LoadFacts(of: order.owner.creditor, in: session)
        let head: DraftHead
        do {
            head = try DraftHead.locked(order.draft, order.owner, in: session)
        } catch DraftProblem.unknown {
            return try sentBefore(in: session)
        }
        if let run = head.run { return Self.existing(run) }
        try head.mustBeOpen()
        guard head.revision == order.revision else { throw DraftProblem.changed }
        let opened = try session.run(
            ResubmitStatement.openRun,
            [
                "creditor": creditor, "key": .text(order.draft.runKey),
                "grace_bank_days": .integer(facts.graceBankDays),
                "created_by": .text(order.createdBy),
            ])
        var loading = RunLoader(
            creditor: order.owner.creditor, run: opened.id(0, "id"), asOf: nil,
            rule: facts.rule(), activation: facts.activation)
        let oldest = try take(head, into: &loading, in: session)
        guard loading.report.total > 0 else { throw DraftProblem.nothingTicked }
        guard loading.report.queued + loading.report.manual > 0 else {
            let found = try session.run(
                DraftStatement.runOfLines, ["draft": .int(head.id), "creditor": creditor])
            throw DraftProblem.nothingGoes(run: found.count == 1 ? found.id(0, "run") : nil)
        }
        if oldest > Resubmission.stalest.seconds, !order.allowsStale {
            throw DraftProblem.stale(days: Int(oldest / 86_400))
        }
        try loading.close(hold: order.hold, in: session)
        try markSent(head, as: loading.run, in: session)
        return loading.report
    }

    /// Marks the draft as sent, and clears its selection unless that was changed since.
    private func markSent(
        _ head: DraftHead, as run: RunID, in session: borrowing PostgresSession
    ) throws {
        try session.run(DraftStatement.markSent, ["draft": .int(head.id), "run": .id(run)])
        if let revision = head.selectionRevision {
            try session.run(
                SelectionStatement.removeUnchanged,
                order.owner.arguments + ["revision": .int(revision)])
        }
    }

    /// Returns the run of a draft that was swept after it was sent.
    /// - Throws: `DraftProblem.unknown` if the user sent no such draft.
    private func sentBefore(in session: borrowing PostgresSession) throws -> LoadReport {
        let found = try session.run(
            DraftStatement.runOfSwept,
            [
                "creditor": creditor, "key": .text(order.draft.runKey),
                "created_by": .text(order.createdBy),
            ])
        guard found.count == 1 else { throw DraftProblem.unknown }
        return Self.existing(found.id(0, "id"))
    }

    private static func existing(_ run: RunID) -> LoadReport {
        var report = LoadReport()
        report.run = run
        report.existing = true
        return report
    }

    /// Loads the ticked lines that are on file.
    /// - Returns: the age of the oldest knowledge of an invoice that goes, in seconds.
    private func take(
        _ head: DraftHead, into loading: inout RunLoader, in session: borrowing PostgresSession
    ) throws -> Double {
        // Without this the planner might sort a million lines for each page of them.
        try session.run(PageStatement.alongTheKey)
        var oldest = 0.0
        var position = 0
        while true {
            let rows = try session.run(
                DraftStatement.tickedLines,
                [
                    "draft": .int(head.id), "is_ticked": .bool(head.isTicked),
                    "after_position": .integer(position),
                    "limit": .integer(EnqueueStore.linesPerStatement), "creditor": creditor,
                ])
            guard rows.count > 0 else { return oldest }
            var invoices: [Invoice] = []
            var routes: [ReminderRoute] = []
            var ages: [String: Double] = [:]
            for row in 0..<rows.count {
                position = Int(rows.int(row, "pos"))
                let key = rows.string(row, "number")
                let (isManual, choices) = head.route(rows, row)
                // An invoice that is no longer on file is not reminded of.
                guard let invoice = InvoiceRows.invoice(rows, row, key: key) else {
                    continue
                }
                invoices.append(invoice)
                routes.append(isManual ? .manual(choices) : .amili)
                ages[key] = rows.double(row, "age")
            }
            if invoices.isEmpty { continue }
            for key in try loading.takeKnown(invoices, routes: routes, in: session) {
                oldest = max(oldest, ages[key] ?? 0)
            }
        }
    }
}
