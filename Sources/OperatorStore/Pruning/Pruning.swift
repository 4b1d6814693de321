import Database
import EnqueueStore
import Postgres
import Reminders

extension OperatorStore {
    /// Prunes what ended more than an age ago: reminders of runs that are done, with their
    /// evidence; partitions of evidence that are empty by then; refused lines of host applications;
    /// and the audit, by an age of its own. Which reminders go is told at `PruneStatement`.
    ///
    /// A transaction takes 1,980 reminders, with the loader's lock. What was done before a failure
    /// stays done, and is put into the audit if the database still answers; the same call goes on
    /// with the rest.
    /// - Parameters:
    ///   - action: what the audit calls it.
    ///   - dryRun: return what would go, and change nothing.
    /// - Throws: `LoadProblem.held` if a load of a creditor does not end.
    package func prune(
        olderThan age: PruneAge, auditOlderThan auditAge: PruneAge, by user: String,
        as action: String, dryRun: Bool
    ) async throws -> PruneReport {
        let moments = try await pool.perform { session in
            let rows = try session.run(
                PruneStatement.moments,
                [
                    "months": .integer(age.months), "days": .integer(age.days),
                    "audit_months": .integer(auditAge.months),
                    "audit_days": .integer(auditAge.days),
                ])
            return (before: rows.timestamp(0, "before"), audit: rows.timestamp(0, "audit_before"))
        }
        var pruning = Pruning(pool: pool, isDry: dryRun, before: moments.before)
        do {
            try await pruning.pruneRuns()
            try await pruning.pruneTables(auditBefore: moments.audit)
        } catch {
            try? await pruning.record(by: user, as: action)
            throw error
        }
        try await pruning.record(by: user, as: action)
        return pruning.report
    }
}

/// One call of `prune`.
private struct Pruning {
    private let pool: PostgresPool
    private let isDry: Bool
    private let before: PostgresValue
    private(set) var report: PruneReport

    /// Reminders of a transaction: twenty parts.
    private static let reminders = 20 * ClaimedPart.mostReminders
    /// Runs that are listed at a time, and rows of the small tables that a transaction takes.
    private static let rows = 1_000

    private struct OldRun: Sendable {
        let id: RunID
        let creditor: CreditorID
        let total: Int
        let left: Int
        var keys: StatementArguments { ["run": .id(id), "creditor": .id(creditor)] }
    }

    init(pool: PostgresPool, isDry: Bool, before: Timestamp) {
        self.pool = pool
        self.isDry = isDry
        self.before = .timestamp(before)
        report = PruneReport(before: before)
    }

    // MARK: Runs

    mutating func pruneRuns() async throws {
        var after: Int64 = 0
        while true {
            let runs = try await oldRuns(after: after)
            guard let last = runs.last else { return }
            for run in runs {
                let before = report.reminders
                defer {
                    let gone = report.reminders - before
                    report.runs += gone > 0 ? 1 : 0
                    report.kept += run.left - gone
                }
                if isDry { try await count(run) } else { try await remove(run) }
            }
            after = last.id.rawValue
        }
    }

    private func oldRuns(after: Int64) async throws -> [OldRun] {
        let before = before
        return try await pool.perform(.bulk) { session in
            let rows = try session.run(
                PruneStatement.oldRuns,
                ["after": .int(after), "before": before, "limit": .integer(Self.rows)])
            return (0..<rows.count).map { row in
                let total = Int(rows.int(row, "total"))
                return OldRun(
                    id: rows.id(row, "id"), creditor: rows.id(row, "creditor"), total: total,
                    left: total - Int(rows.int(row, "pruned")))
            }
        }
    }

    private mutating func count(_ run: OldRun) async throws {
        let arguments = run.keys + ["before": before]
        let (reminders, evidence) = try await pool.perform(.bulk) { session in
            let rows = try session.run(PruneStatement.countReminders, arguments)
            return (Int(rows.int(0, "reminders")), Int(rows.int(0, "evidence")))
        }
        report.reminders += reminders
        report.evidence += evidence
    }

    /// Each transaction is counted when it is done: the audit tells of it, whatever the next does.
    private mutating func remove(_ run: OldRun) async throws {
        for first in stride(from: 1, through: run.total, by: Self.reminders) {
            let arguments =
                run.keys + [
                    "before": before, "first": .integer(first),
                    "last": .integer(first + Self.reminders - 1),
                ]
            let page = try await pool.performToEnd(.bulk) { session in
                try LoaderLock.withLock(of: run.creditor, in: session) { session in
                    let rows = try session.run(PruneStatement.removeReminders, arguments)
                    let rest = try session.run(PruneStatement.removeEvidence, run.keys)
                    return (
                        reminders: Int(rows.int(0, "reminders")),
                        evidence: Int(rows.int(0, "evidence")) + rest.affected
                    )
                }
            }
            report.reminders += page.reminders
            report.evidence += page.evidence
        }
    }

    // MARK: Other tables

    mutating func pruneTables(auditBefore: Timestamp) async throws {
        report.rejects = try await rows(.removeRejects, .countRejects, before)
        report.audit = try await rows(.removeAudit, .countAudit, .timestamp(auditBefore))
        guard !isDry else { return }
        let before = before
        report.partitions = try await pool.performToEnd(.bulk) { session in
            try session.run(PruneStatement.dropPartitions, ["before": before])
                .string(0, "names").split(separator: " ").map(String.init)
        }
    }

    /// Removes or counts the old rows of a table.
    private func rows(
        _ removal: PruneStatement, _ count: PruneStatement, _ before: PostgresValue
    ) async throws -> Int {
        if isDry {
            return try await pool.perform(.bulk) { session in
                Int(try session.run(count, ["before": before]).int(0, "rows"))
            }
        }
        var sum = 0
        while true {
            let removed = try await pool.performToEnd(.bulk) { session in
                try session.run(
                    removal, ["before": before, "limit": .integer(Self.rows)]
                ).affected
            }
            sum += removed
            if removed < Self.rows { return sum }
        }
    }

    // MARK: The audit

    /// Records what was pruned, if anything was.
    func record(by user: String, as action: String) async throws {
        guard !isDry, report.reminders + report.evidence + report.rejects + report.audit > 0
        else { return }
        let facts =
            "before \(report.before): \(report.reminders) reminders of \(report.runs) runs,"
            + " \(report.audit) lines of the audit"
        try await pool.performToEnd { session in
            _ = try session.run(
                PruneStatement.audit,
                ["login": .text(user), "action": .text(action), "facts": .text(facts)])
        }
    }
}
