import NIOConcurrencyHelpers
import Reminders

/// Tells whether this worker may still send, by its own deadline, and which parts it believes it
/// holds. The deadline counts from a moment before the last good beat was sent.
final class LeaseState: Sendable {
    private struct State {
        var sendBy: BootInstant
        var isDead = false
        var held: Set<PartClaim> = []
        /// Claims that the last beat found without a holder here.
        var suspects: Set<PartClaim> = []
        /// Claims given up as nobody's. They can no longer be taken.
        var disowned: Set<PartClaim> = []
    }
    private let span: Duration
    private let state: NIOLockedValueBox<State>

    /// - Parameters:
    ///   - span: how long a good beat lets the worker send.
    ///   - now: a moment before the registration was sent.
    init(span: Duration, now: BootInstant) {
        self.span = span
        state = NIOLockedValueBox(State(sendBy: now + span))
    }

    /// No letter may begin to be written after this moment, which has passed if the worker is dead.
    var sendBy: BootInstant {
        state.withLockedValue { $0.isDead ? BootInstant(nanoseconds: 0) : $0.sendBy }
    }
    var isDead: Bool { state.withLockedValue { $0.isDead } }

    /// Forbids all sends until a beat gets through again.
    func suspend() { state.withLockedValue { $0.sendBy = BootInstant(nanoseconds: 0) } }

    func die() { state.withLockedValue { $0.isDead = true } }

    /// Takes a claim in hand.
    /// - Returns: false if a beat has meanwhile given the claim up as nobody's. Another worker has
    ///   it by now, or soon will.
    func take(_ claim: PartClaim) -> Bool {
        state.withLockedValue { state in
            guard !state.disowned.contains(claim) else { return false }
            state.held.insert(claim)
            return true
        }
    }

    /// The parts that this worker believes to hold.
    var inHand: Set<PartClaim> { state.withLockedValue { $0.held } }

    func drop(_ claim: PartClaim) { state.withLockedValue { _ = $0.held.remove(claim) } }

    /// Extends the deadline, and compares the ledger's claims with the parts in hand.
    /// - Parameters:
    ///   - sent: a moment before the beat was sent.
    ///   - held: the claims that the ledger counts as this worker's.
    /// - Returns: claims that two beats in a row found without a holder here, to be given back.
    ///   Their COMMIT was in doubt, or their giving back was lost. Nothing of them was sent, and
    ///   nothing can be any more: they cannot be taken.
    func beat(sent: BootInstant, held: [PartClaim]) -> [PartClaim] {
        state.withLockedValue { state in
            state.sendBy = max(state.sendBy, sent + span)
            let strangers = Set(held).subtracting(state.held)
            let orphans = strangers.intersection(state.suspects)
            state.suspects = strangers.subtracting(orphans)
            state.disowned.formUnion(orphans)
            return orphans.sorted { ($0.run, $0.first) < ($1.run, $1.first) }
        }
    }
}
