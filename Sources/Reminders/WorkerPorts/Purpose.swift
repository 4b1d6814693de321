/// The purpose of slots. Only look-ups are still allowed for a cancelled or paused run, about its
/// reminders in doubt.
package enum Purpose: Sendable { case send, lookUp }

extension Ledger {
    /// Claims the next part, whether there are letters to send or only doubts to ask about.
    package func claim(_ worker: WorkerID) async throws -> Claim {
        try await claim(worker, to: .send)
    }
}
