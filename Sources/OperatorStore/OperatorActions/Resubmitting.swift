import Database
import EnqueueStore
import Postgres
package import Reminders

extension OperatorStore {
    /// Makes a new run of old final reminders, which stay as they are. Permits, reasons and vetoes
    /// apply as for any run. The same request twice is one run.
    /// - Throws: `ResubmitProblem`; `LoadProblem.noSuchCreditor`, `.creditorNotActive` or `.held`.
    package func resubmit(_ wish: Resubmission) async throws -> ResubmitReport {
        struct DryRun: Error { let report: ResubmitReport }
        do {
            return try await pool.perform(.bulk) { session in
                try LoaderLock.withLock(of: wish.creditor, in: session) { session in
                    let report = try Resubmitting(wish).load(in: session)
                    if wish.dryRun { throw DryRun(report: report) }
                    return report
                }
            }
        } catch let dryRun as DryRun {
            return dryRun.report
        }
    }

    /// Returns the creditor of a run, and its grace in bank days; nil if there is no such run.
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

/// Carries out one `Resubmission`.
private struct Resubmitting {
    private let wish: Resubmission

    init(_ wish: Resubmission) { self.wish = wish }

    /// The parameters that select the old reminders.
    private var filter: StatementArguments {
        [
            "creditor": .id(wish.creditor), "run": .id(wish.run),
            "states": .textArray(wish.states.map { String($0.rawValue) }),
            "reasons": wish.reasons.isEmpty
                ? .null : .intArray(wish.reasons.map { Int64($0.storageID) }),
        ]
    }

    /// Loads the run. The transaction has the loader's lock.
    func load(in session: borrowing PostgresSession) throws -> ResubmitReport {
        let facts = try LoadFacts(of: wish.creditor, in: session)
        let key = try key(in: session)
        var report = ResubmitReport()
        if let existing = try RunLoader.run(key, of: wish.creditor, in: session) {
            report.load.run = existing.id
            report.load.existing = true
            return report
        }
        let rule = facts.rule(graceBankDays: wish.graceBankDays)
        let opened = try session.run(
            ResubmitStatement.openRun,
            [
                "creditor": .id(wish.creditor), "key": .text(key),
                "grace_bank_days": .integer(rule.graceBankDays),
                "created_by": .text(wish.createdBy),
            ])
        var loading = RunLoader(
            creditor: wish.creditor, run: opened.id(0, "id"), asOf: nil,
            rule: rule, activation: facts.activation)
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

    /// Makes the run's key of the request and of how many reminders match it. It is another run if
    /// more reminders have come to such an end since.
    /// - Throws: `ResubmitProblem.nothingMatches`.
    private func key(in session: borrowing PostgresSession) throws -> String {
        let counted = try session.run(ResubmitStatement.fingerprint, filter)
        guard counted.int(0, "matching") > 0 else { throw ResubmitProblem.nothingMatches }
        let states = wish.states.map(\.word).sorted().joined(separator: ",")
        let reasons = wish.reasons.map(\.rawValue).sorted().joined(separator: ",")
        return "resubmit run=\(wish.run.map { "\($0)" } ?? "any") states=\(states)"
            + " reasons=\(reasons.isEmpty ? "any" : reasons)"
            + " of=\(counted.int(0, "matching"))/\(counted.string(0, "places"))"
    }

    /// Loads the reminders that match, and completes the report.
    private func take(
        into loading: inout RunLoader, _ report: inout ResubmitReport,
        in session: borrowing PostgresSession
    ) throws {
        // Without this each page of all of a creditor's runs would be sorted out of the whole rest.
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
            for batch in batchesOfDistinct(known) {
                let invoices = batch.map(\.invoice)
                let queued = try loading.takeKnown(
                    invoices, routes: invoices.map { routes[$0.number.key] ?? .amili },
                    in: session)
                for key in queued { report.oldest = max(report.oldest, ages[key] ?? 0) }
            }
        }
    }

    /// Returns the route of an old reminder. One that was to be done by hand does not go to Amili
    /// the second time either.
    private static func route(_ rows: borrowing PostgresRows, _ row: Int) -> ReminderRoute {
        guard !rows.isNull(row, "by_email") else { return .amili }
        return .manual(
            ManualChoices(
                byEmail: rows.bool(row, "by_email"),
                withInterest: rows.bool(row, "with_interest"),
                withFee: rows.bool(row, "with_fee")))
    }
}
