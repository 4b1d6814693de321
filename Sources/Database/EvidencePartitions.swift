package import Postgres

/// The monthly partitions of the evidence.
package enum EvidencePartitions {
    /// Makes the partitions of this and the next month, unless they exist. If the server refuses,
    /// the default partition takes the rows.
    /// - Throws: `PostgresError` if the connection is lost.
    package static func make(in session: borrowing PostgresSession) throws {
        do {
            try session.run(SchemaStatement.makePartitions)
        } catch {
            guard error.kind == .server else { throw error }
        }
    }
}
