import Postgres

extension Store {
    /// Makes this month's and the next month's partitions of the evidence, unless they are there.
    /// Never fails: without them, or without the right to make them, the default partition takes
    /// everything.
    static func makePartitions(in session: borrowing PostgresSession) throws {
        let missing = try session.run(SettleStatement.missingPartitions)
        for row in 0..<missing.count {
            let statement = missing.string(row, 0)
            do {
                try session.transaction { session in
                    try session.script("set local lock_timeout = '200ms'; \(statement)")
                }
            } catch let error as PostgresError where error.kind == .server {
                continue
            }
        }
    }
}

/// When to look after the partitions: at the first of every six hundred rounds of tending, that is
/// at the start and then every ten minutes or so.
actor PartitionTurns {
    private var rounds = 0

    func next() -> Bool {
        defer { rounds += 1 }
        return rounds.isMultiple(of: 600)
    }
}
