import NIOConcurrencyHelpers
import Reminders

/// The gates that this process closes itself. Closing one voids this process's earlier slots at
/// once; those of other processes expire within their second.
final class LocalGates: Sendable {
    /// The letters that a gate stops.
    enum Scope: Hashable {
        case all
        case creditor(CreditorID)
        case run(RunID)
    }
    private struct State {
        /// The last closing of each gate.
        var pulledAt: [Scope: BootInstant] = [:]
        /// How many closings of each gate are on their way to the ledger.
        var held: [Scope: Int] = [:]
    }
    private let state = NIOLockedValueBox(State())

    /// Notes that the gate is about to be closed. Until that has reached the ledger it still gives
    /// slots, which are void too.
    func hold(_ scope: Scope) { state.withLockedValue { $0.held[scope, default: 0] += 1 } }

    /// Notes that the closing announced by `hold` is over. Slots asked for before `now` stay void.
    func isClosed(_ scope: Scope, at now: BootInstant) {
        state.withLockedValue { state in
            state.held[scope, default: 1] -= 1
            state.pulledAt[scope] = now
        }
    }

    /// Whether a call may still leave in a slot that was asked for at `reserved`.
    func allow(_ part: ClaimedPart, reserved: BootInstant) -> Bool {
        let scopes: [Scope] = [.all, .creditor(part.creditor), .run(part.claim.run)]
        return state.withLockedValue { state in
            scopes.allSatisfy { scope in
                state.held[scope, default: 0] == 0
                    && state.pulledAt[scope].map { $0 < reserved } ?? true
            }
        }
    }
}
