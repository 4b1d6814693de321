/// The purpose of slots: a cancelled run may still ask about what is in doubt, and a paused
/// one too.
package enum Purpose: Sendable { case send, lookUp }

extension Ledger {
    /// Claims what comes first.
    package func claim(_ worker: WorkerID) async throws -> Claim {
        try await claim(worker, to: .send)
    }
}
