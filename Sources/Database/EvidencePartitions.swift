package import Postgres

/// The monthly partitions of the evidence.
package enum EvidencePartitions {
    /// Makes the partitions of this and the next month, unless they exist. If the server refuses to
    /// make one, the default partition takes the rows.
    /// - Throws: `PostgresError` if the missing ones cannot be listed, or the connection is lost.
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
