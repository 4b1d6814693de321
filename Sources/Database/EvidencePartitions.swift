package import Postgres

/// The monthly partitions of the evidence.
package enum EvidencePartitions {
    /// Makes this month's and the next month's partitions of the evidence, unless they are there.
    /// Never fails: without them, or without the right to make them, the default partition takes
    /// everything.
    package static func make(in session: borrowing PostgresSession) throws {
        let missing = try session.run(SchemaStatement.missingPartitions)
        for row in 0..<missing.count {
            let statement = missing.string(row, "statement")
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
