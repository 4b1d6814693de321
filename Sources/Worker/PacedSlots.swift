import NIOConcurrencyHelpers
import Reminders

/// The slots of one question or letter. The first is in hand; further ones are reserved as calls
/// need them. Each call leaves when the pacer lets it, however late that is after its slot.
final class PacedSlots: CallSlots {
    /// A slot that the ledger has given.
    struct Slot: Sendable {
        /// The earliest moment of its call.
        let at: BootInstant
        /// A moment before it was asked for.
        let reserved: BootInstant
    }
    private struct State {
        var first: Slot?
        /// The pacer's entry of the call that was last let go.
        var departure: Pacer.Departure?
        var wasRefused = false
    }
    private let state: NIOLockedValueBox<State>
    private let context: WorkerContext
    private let startBy: BootInstant
    private let mayLeave: @Sendable (_ slot: Slot) -> Bool
    private let reserve: @Sendable () async throws -> Reservation

    /// - Parameters:
    ///   - first: the slot in hand; nil if there is none.
    ///   - startBy: no call leaves after this moment.
    ///   - mayLeave: the last check before a call leaves in that slot.
    ///   - reserve: asks the ledger for one more slot.
    init(
        _ context: WorkerContext, first: Slot?, startBy: BootInstant,
        mayLeave: @escaping @Sendable (_ slot: Slot) -> Bool,
        reserve: @escaping @Sendable () async throws -> Reservation
    ) {
        state = NIOLockedValueBox(State(first: first))
        self.context = context
        self.startBy = startBy
        self.mayLeave = mayLeave
        self.reserve = reserve
    }

    var wasRefused: Bool { state.withLockedValue { $0.wasRefused } }

    func take() async -> Bool {
        let first = state.withLockedValue { state in
            defer { state.first = nil }
            return state.first
        }
        var slot = first
        if slot == nil { slot = await furtherSlot() }
        if let slot {
            let departure = await context.waitToLeave(notBefore: slot.at, startBy: startBy)
            state.withLockedValue { $0.departure = departure }
            if context.time.now() < startBy, !Task.isCancelled, departure != nil, mayLeave(slot) {
                return true
            }
            if let departure { context.pacer.stays(departure) }
        }
        state.withLockedValue { $0.wasRefused = true }
        return false
    }

    func left(at moment: BootInstant) {
        guard let departure = state.withLockedValue({ $0.departure }) else { return }
        context.pacer.left(departure, at: moment)
    }

    /// Reserves one more slot, and asks again while the rate is used up.
    /// - Returns: nil if the ledger refuses, or no slot comes in time.
    private func furtherSlot() async -> Slot? {
        while context.maySend, !Task.isCancelled {
            let asked = context.time.now()
            guard asked < startBy else { return nil }
            switch try? await reserve() {
            case .slots(_, let firstIn, _, _)?:
                let now = context.time.now()
                if now + firstIn - asked < context.limits.sendWithin {
                    return Slot(at: now + firstIn, reserved: asked)
                }
            case .busy(let span)?:
                try? await context.time.sleep(for: min(max(span, .milliseconds(20)), .seconds(1)))
            case .closed?, .parked?, .stopped?, .dead?, .leaseLost?, nil:
                return nil
            }
        }
        return nil
    }
}
