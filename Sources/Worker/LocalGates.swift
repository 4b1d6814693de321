import NIOConcurrencyHelpers
import Reminders

/// Gates that this process closes itself: its own slots from before are void at once, those of
/// others within their second.
final class LocalGates: Sendable {
    enum Scope: Hashable {
        case all
        case creditor(CreditorID)
        case run(RunID)
    }
    private struct State {
        var pulledAt: [Scope: BootInstant] = [:]
        /// How many are closing it at the moment.
        var held: [Scope: Int] = [:]
    }
    private let state = NIOLockedValueBox(State())

    /// The gate is about to be closed. While that is on its way the ledger still gives slots for
    /// it: they are void too.
    func hold(_ scope: Scope) { state.withLockedValue { $0.held[scope, default: 0] += 1 } }

    /// It is closed.
    func isClosed(_ scope: Scope, at now: BootInstant) {
        state.withLockedValue { state in
            state.held[scope, default: 1] -= 1
            state.pulledAt[scope] = now
        }
    }

    /// May a call still leave in a slot that was asked for at `reserved`?
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
