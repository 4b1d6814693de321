import Database
package import EnqueueStore
import Postgres
import Reminders

/// What a draft is sent with.
package struct DraftOrder: Sendable {
    package var draft: DraftID
    package var owner: SelectionOwner
    /// That was shown when the user decided.
    package var revision: Int
    /// How long it may still be taken back; nil: it goes at once.
    package var hold: Duration?
    /// Send although what is known of the invoices is more than `Resubmission.stalest` old.
    package var allowsStale: Bool
    /// A login name.
    package var createdBy: String

    package init(
        draft: DraftID, owner: SelectionOwner, revision: Int, hold: Duration?,
        allowsStale: Bool = false, createdBy: String
    ) {
        self.draft = draft
        self.owner = owner
        self.revision = revision
        self.hold = hold
        self.allowsStale = allowsStale
        self.createdBy = createdBy
    }
}

extension OperatorStore {
    /// Makes the draft's ticked lines a run, once: whoever sends it again, from wherever, gets the
    /// same run (`existing`). Whether a letter may go is decided anew, as for any run. One
    /// transaction, as a load; the selection that the draft was made of is cleared with it, unless
    /// it was changed since.
    /// - Throws: `DraftProblem`; `LoadProblem.creditorNotActive` if a line leads to Amili;
    ///   `LoadProblem.held` if another load of the creditor does not end.
    package func sendDraft(_ order: DraftOrder) async throws -> LoadReport {
        try await pool.perform(.bulk) { session in
            try LoaderLock.naming(holderOf: order.owner.creditor, in: session) { session in
                try DraftSending(order).load(in: session)
            }
        }
    }
}

private struct DraftSending {
    private let order: DraftOrder

    init(_ order: DraftOrder) { self.order = order }

    private var creditor: PostgresValue { .int(order.owner.creditor) }

    func load(in session: borrowing PostgresSession) throws -> LoadReport {
        let isThere = try LoaderLock.take(order.owner.creditor, in: session)
        let facts = try session.run(CreditorFactsStatement.creditorFacts, [creditor])
        guard isThere, facts.count == 1,
            let today = CalendarDate(iso: facts.string(0, 0))
        else { throw LoadProblem.noSuchCreditor }
        let head: DraftHead
        do {
            head = try DraftHead.locked(order.draft, order.owner, in: session)
        } catch DraftProblem.unknown {
            return try sentBefore(in: session)
        }
        if let run = head.run { return Self.existing(run) }
        try head.mustBeOpen()
        guard head.revision == order.revision else { throw DraftProblem.changed }
        let grace = Int(facts.int(0, 2))
        let opened = try session.run(
            ResubmitStatement.openRun,
            [creditor, .text(order.draft.runKey), .integer(grace), .text(order.createdBy)])
        var loading = RunLoader(
            creditor: order.owner.creditor, run: opened.int(0, 0), asOf: "-infinity",
            rule: Eligibility(today: today, graceBankDays: grace),
            activation: try facts.word(0, 1, as: ActivationState.self))
        let oldest = try take(head, into: &loading, in: session)
        guard loading.report.total > 0 else { throw DraftProblem.nothingTicked }
        guard loading.report.queued + loading.report.manual > 0 else {
            let found = try session.run(DraftStatement.runOfLines, [.int(head.id), creditor])
            throw DraftProblem.nothingGoes(run: found.count == 1 ? found.int(0, 0) : nil)
        }
        if oldest > Resubmission.stalest.seconds, !order.allowsStale {
            throw DraftProblem.stale(days: Int(oldest / 86_400))
        }
        try loading.close(hold: order.hold, in: session)
        try session.run(
            DraftStatement.markSent, [.int(head.id), .int(opened.int(0, 0))])
        if let revision = head.selectionRevision {
            try session.run(
                SelectionStatement.removeUnchanged, order.owner.values + [.int(revision)])
        }
        return loading.report
    }

    /// The run of a draft that was swept after it was sent.
    private func sentBefore(in session: borrowing PostgresSession) throws -> LoadReport {
        let found = try session.run(
            DraftStatement.runOfSwept,
            [creditor, .text(order.draft.runKey), .text(order.createdBy)])
        guard found.count == 1 else { throw DraftProblem.unknown }
        return Self.existing(found.int(0, 0))
    }

    private static func existing(_ run: RunID) -> LoadReport {
        var report = LoadReport()
        report.run = run
        report.existing = true
        return report
    }

    /// - Returns: age of the oldest knowledge of an invoice that goes, seconds.
    private func take(
        _ head: DraftHead, into loading: inout RunLoader, in session: borrowing PostgresSession
    ) throws -> Double {
        // Or the planner might sort a million lines for each page of them.
        try session.run(PageStatement.alongTheKey)
        var oldest = 0.0
        var position = 0
        while true {
            let rows = try session.run(
                DraftStatement.tickedLines,
                [
                    .int(head.id), .bool(head.isTicked), .integer(position),
                    .integer(EnqueueStore.linesPerStatement), creditor,
                ])
            guard rows.count > 0 else { return oldest }
            var invoices: [Invoice] = []
            var routes: [ReminderRoute] = []
            var ages: [String: Double] = [:]
            for row in 0..<rows.count {
                position = Int(rows.int(row, 0))
                let key = rows.string(row, 1)
                // One that is no longer on file is no longer anybody's to remind of.
                guard let invoice = InvoiceRows.invoice(rows, row, from: 6, key: key) else {
                    continue
                }
                let (isManual, choices) = head.route(rows, row, from: 2)
                invoices.append(invoice)
                routes.append(isManual ? .manual(choices) : .amili)
                ages[key] = rows.double(row, 28)
            }
            if invoices.isEmpty { continue }
            for key in try loading.takeKnown(invoices, routes: routes, in: session) {
                oldest = max(oldest, ages[key] ?? 0)
            }
        }
    }
}
