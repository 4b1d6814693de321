import Database
import Schema

/// A planned migration, as `paminn migrate --plan` shows it.
enum MigrationPlanText {
    /// The last lines of a plan, which hold for all its migrations.
    static let closing = """
        Each migration is one transaction and holds its locks until its end. It waits for each of \
        them \(PlannedMigration.lockTimeout / 1000) s at most, and others wait behind it for as \
        long; then it ends with 75 and has changed nothing, and those before it stay. Run it again.
        """

    static func lines(_ planned: PlannedMigration) -> [String] {
        let breaking =
            planned.isBreaking
            ? "; breaking: earlier workers and consoles stop when it has run" : ""
        return ["\(planned.name)  not applied; \(summary(planned))\(breaking)"]
            + planned.tables.map { "  \($0.fact.table): \(lock($0)); \(work($0))" }
    }

    private static func summary(_ planned: PlannedMigration) -> String {
        switch planned.work {
        case .none: "instant"
        case .reads: "reads \(size(planned.size))"
        case .changes: "changes as much as \(size(planned.size))"
        case .rewrites: "rewrites as much as \(size(planned.size))"
        }
    }

    private static func lock(_ table: PlannedTable) -> String {
        guard let lock = table.fact.lock else { return "no lock that others wait for" }
        let waiting =
            lock.readsWait
            ? "reads and writes wait" : lock.writesWait ? "writes wait" : "autovacuum waits"
        return "\(lock.rawValue), \(waiting)"
    }

    private static func work(_ table: PlannedTable) -> String {
        switch table.fact.work {
        case .none: "no row is read"
        case .reads: "reads \(size(table.size))"
        case .changes: "changes as much as \(size(table.size))"
        case .rewrites: "rewrites \(size(table.size))"
        }
    }

    private static func size(_ size: TableSize?) -> String {
        guard let size else { return "nothing: it is made by an earlier migration" }
        let rows = size.rows.map { "\($0) rows" } ?? "rows that nobody has counted yet"
        let megabytes = (size.bytes + 1_048_575) >> 20
        return "\(rows) (\(megabytes) MiB at most)"
    }

    static func json(_ planned: PlannedMigration) -> JSONLine {
        var line = JSONLine()
        line.add("migration", planned.name)
        line.add("applied_at", nil as String?)
        line.add("number", planned.number)
        line.add("breaking", .bool(planned.isBreaking))
        line.add("does", planned.work.rawValue)
        line.add("rows", .integer(planned.size.rows))
        line.add("bytes", .integer(planned.size.bytes))
        line.add("lock_timeout_ms", PlannedMigration.lockTimeout)
        line.add("tables", .objects(planned.tables.map(json)))
        return line
    }

    private static func json(_ table: PlannedTable) -> JSONLine {
        var line = JSONLine()
        line.add("table", table.fact.table)
        line.add("lock", table.fact.lock?.rawValue)
        line.add("reads_wait", .bool(table.fact.lock?.readsWait == true))
        line.add("writes_wait", .bool(table.fact.lock?.writesWait == true))
        line.add("does", table.fact.work.rawValue)
        line.add("rows", .integer(table.size?.rows))
        line.add("bytes", .integer(table.size?.bytes))
        return line
    }
}
