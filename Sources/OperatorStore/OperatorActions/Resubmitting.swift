import Database
import EnqueueStore
import Postgres
package import Reminders

extension OperatorStore {
    /// Makes a new run from old final reminders: nothing final comes back to life. Permits, reasons
    /// and vetoes apply as for any run; the same wish twice is one run.
    package func resubmit(_ wish: Resubmission) async throws -> ResubmitReport {
        struct DryRun: Error { let report: ResubmitReport }
        do {
            return try await pool.perform(.bulk) { session in
                try LoaderLock.naming(holderOf: wish.creditor, in: session) { session in
                    let report = try Resubmitting(wish).load(in: session)
                    if wish.dryRun { throw DryRun(report: report) }
                    return report
                }
            }
        } catch let dryRun as DryRun {
            return dryRun.report
        }
    }

    /// The creditor of a run, and its grace.
    package func facts(of run: RunID) async throws -> (
        creditor: CreditorID, handle: String, grace: Int
    )? {
        try await pool.perform { session in
            let found = try session.run(ResubmitStatement.oldRun, ["run": .id(run)])
            guard found.count == 1 else { return nil }
            return (
                found.id(0, "creditor"), found.string(0, "handle"),
                Int(found.int(0, "grace_bank_days"))
            )
        }
    }
}

private struct Resubmitting {
    private let wish: Resubmission

    init(_ wish: Resubmission) { self.wish = wish }

    private var filter: StatementArguments {
        [
            "creditor": .id(wish.creditor), "run": .id(wish.run),
            "states": .textArray(wish.states.map { String($0.rawValue) }),
            "reasons": wish.reasons.isEmpty
                ? .null : .intArray(wish.reasons.map { Int64($0.storageID) }),
        ]
    }

    func load(in session: borrowing PostgresSession) throws -> ResubmitReport {
        let creditor = PostgresValue.id(wish.creditor)
        let isThere = try LoaderLock.take(wish.creditor, in: session)
        let facts = try session.run(
            CreditorFactsStatement.creditorFacts, ["creditor": creditor])
        guard isThere, facts.count == 1,
            let today = CalendarDate(iso: facts.string(0, "today"))
        else { throw LoadProblem.noSuchCreditor }
        let key = try key(in: session)
        var report = ResubmitReport()
        if let existing = try RunLoader.run(key, of: wish.creditor, in: session) {
            report.load.run = existing.id
            report.load.existing = true
            return report
        }
        let grace = wish.graceBankDays ?? Int(facts.int(0, "grace_bank_days"))
        let opened = try session.run(
            ResubmitStatement.openRun,
            [
                "creditor": creditor, "key": .text(key), "grace_bank_days": .integer(grace),
                "created_by": .text(wish.createdBy),
            ])
        var loading = RunLoader(
            creditor: wish.creditor, run: opened.id(0, "id"), asOf: "-infinity",
            rule: Eligibility(today: today, graceBankDays: grace),
            activation: try facts.word(0, "activation", as: ActivationState.self))
        try take(into: &loading, &report, in: session)
        guard loading.report.total > 0 else { throw ResubmitProblem.nothingMatches }
        let limit = Resubmission.stalest.seconds
        if report.oldest > limit, !wish.allowsStale, !wish.dryRun {
            throw ResubmitProblem.stale(days: Int(report.oldest / 86_400))
        }
        report.load = loading.report
        try loading.close(hold: wish.hold, in: session)
        return report
    }

    /// Names what is wished for and how much of it there is: no longer the same run when more
    /// reminders have come to such an end since.
    private func key(in session: borrowing PostgresSession) throws -> String {
        let counted = try session.run(ResubmitStatement.fingerprint, filter)
        guard counted.int(0, "matching") > 0 else { throw ResubmitProblem.nothingMatches }
        let states = wish.states.map(\.word).sorted().joined(separator: ",")
        let reasons = wish.reasons.map(\.rawValue).sorted().joined(separator: ",")
        return "resubmit run=\(wish.run.map { "\($0)" } ?? "any") states=\(states)"
            + " reasons=\(reasons.isEmpty ? "any" : reasons)"
            + " of=\(counted.int(0, "matching"))/\(counted.string(0, "places"))"
    }

    private func take(
        into loading: inout RunLoader, _ report: inout ResubmitReport,
        in session: borrowing PostgresSession
    ) throws {
        // Or each page of all of a creditor's runs would be sorted out of the whole rest anew.
        try session.run(PageStatement.alongTheKey)
        var (afterRun, afterPosition): (RunID, Int64) = (0, 0)
        while true {
            let rows = try session.run(
                ResubmitStatement.page,
                filter + [
                    "after_run": .id(afterRun), "after_position": .int(afterPosition),
                    "limit": .integer(EnqueueStore.linesPerStatement),
                    "new_run": .id(loading.run),
                ])
            guard rows.count > 0 else { return }
            var known: [LoadLine] = []
            var ages: [String: Double] = [:]
            var routes: [String: ReminderRoute] = [:]
            for row in 0..<rows.count {
                (afterRun, afterPosition) = (rows.id(row, "run"), rows.int(row, "pos"))
                let key = rows.string(row, "number")
                guard let invoice = InvoiceRows.invoice(rows, row, key: key) else {
                    report.missing += 1
                    continue
                }
                known.append(LoadLine(invoice, knownFlags: []))
                ages[key] = rows.double(row, "age")
                if routes[key]?.isManual != true { routes[key] = Self.route(rows, row) }
            }
            for batch in distinct(known) {
                let invoices = batch.map(\.invoice)
                let queued = try loading.takeKnown(
                    invoices, routes: invoices.map { routes[$0.number.key] ?? .amili },
                    in: session)
                for key in queued { report.oldest = max(report.oldest, ages[key] ?? 0) }
            }
        }
    }

    /// What was to be done by hand does not go to Amili the second time either.
    private static func route(_ rows: borrowing PostgresRows, _ row: Int) -> ReminderRoute {
        guard !rows.isNull(row, "by_email") else { return .amili }
        return .manual(
            ManualChoices(
                byEmail: rows.bool(row, "by_email"),
                withInterest: rows.bool(row, "with_interest"),
                withFee: rows.bool(row, "with_fee")))
    }
}
