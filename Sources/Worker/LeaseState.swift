import NIOConcurrencyHelpers
import Reminders

/// Whether this worker may still send: its own deadline, counted from before the last good beat
/// was sent, and the parts it believes to hold.
final class LeaseState: Sendable {
    private struct State {
        var sendBy: BootInstant
        var isDead = false
        var held: Set<PartClaim> = []
        var suspects: Set<PartClaim> = []
        var disowned: Set<PartClaim> = []
    }
    private let span: Duration
    private let state: NIOLockedValueBox<State>

    /// - Parameter now: a moment before the registration was sent.
    init(span: Duration, now: BootInstant) {
        self.span = span
        state = NIOLockedValueBox(State(sendBy: now + span))
    }

    /// No letter may begin to be written after this moment.
    var sendBy: BootInstant {
        state.withLockedValue { $0.isDead ? BootInstant(nanoseconds: 0) : $0.sendBy }
    }
    var isDead: Bool { state.withLockedValue { $0.isDead } }

    /// Nothing more is sent until a beat gets through again.
    func suspend() { state.withLockedValue { $0.sendBy = BootInstant(nanoseconds: 0) } }

    func die() { state.withLockedValue { $0.isDead = true } }

    /// - Returns: false if a beat has meanwhile given the claim up as nobody's: it is another's
    ///   by now, or about to be.
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

    /// - Parameters:
    ///   - sent: a moment before the beat was sent.
    ///   - held: what the ledger says this worker holds.
    /// - Returns: claims that two beats running found with nobody: their COMMIT was in doubt, or
    ///   their giving back was lost. Nothing of them was sent, and nothing of them can be any
    ///   more: they cannot be taken.
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
