import Reminders

/// Gates that one worker has begun to close, and when it asked for the slots that it has: what it
/// may still send, seen from outside.
final class KnownBrakes: Sendable {
    enum Scope: Hashable {
        case all
        case creditor(CreditorID)
        case run(RunID)
    }
    private struct State {
        /// Virtual nanoseconds.
        var pulledAt: [Scope: Int64] = [:]
        /// Not in the ledger yet: whoever tries again does not pull the brake a second time.
        var unwritten: Set<Scope> = []
        /// When each part (by run and first position) was last given slots: when it asked for them.
        var slots: [RunID: [Int: (last: Int, askedAt: Int64)]] = [:]
    }
    private let state = Single(State())

    func pulled(_ scope: Scope, at now: Int64) {
        state.with { state in
            if state.unwritten.insert(scope).inserted { state.pulledAt[scope] = now }
        }
    }

    func isWritten(_ scope: Scope) { state.with { _ = $0.unwritten.remove(scope) } }

    func gotSlots(_ part: ClaimedPart, asked: Int64) {
        state.with { $0.slots[part.claim.run, default: [:]][part.claim.first] = (part.last, asked) }
    }

    /// Is the last slot of this reminder's part from before a gate was closed?
    func hold(_ run: RunID, _ position: Int, of creditor: CreditorID?) -> Bool {
        let scopes = [.all, .run(run)] + (creditor.map { [Scope.creditor($0)] } ?? [])
        return state.with { state in
            guard
                let asked = state.slots[run]?.first(where: {
                    ($0.key...$0.value.last).contains(position)
                })?.value.askedAt
            else { return false }
            return scopes.contains { state.pulledAt[$0].map { $0 >= asked } ?? false }
        }
    }
}
