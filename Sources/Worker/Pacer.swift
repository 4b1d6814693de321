import NIOConcurrencyHelpers
import Reminders

/// When the calls of this worker leave. Slots are moments of the ledger's; a call that comes late
/// to its own must not be followed by the next at its nominal time, or a second would hold more
/// calls than the rate. Two rules, of rate R and margin m:
///
/// - Calls are spaced by R (1 − m/2) (GCRA, with a tolerance of (m/4) / (1 − m/2) seconds).
///   Slots come at R (1 − m): lateness is made up for at half the margin's pace.
/// - No R calls and one more leave within a second and half the margin, by the moments at
///   which they truly began to be written: a thread that wakes late, or a connection that has to
///   be opened first, moves its call. What is left is what happens between here and Amili's door.
final class Pacer: Sendable {
    /// A call that may leave.
    struct Departure: Sendable {
        fileprivate let number: UInt64
        /// The earliest moment.
        let planned: BootInstant
    }
    private struct State {
        /// Seconds between two calls; 0 until slots told of it.
        var interval = Duration.zero
        var next = BootInstant(nanoseconds: 0)
        var departures = DepartureLog()
        var lastNumber: UInt64 = 0
    }
    private let margin: Double
    private let state = NIOLockedValueBox(State())

    /// - Parameter margin: the share of the rate that slots leave unused, 0..<1.
    init(margin: Double) { self.margin = margin }

    /// - Parameter spacing: between two of the fleet's slots.
    func slotsCome(every spacing: Duration) {
        let interval = spacing * (1 - margin) / (1 - margin / 2)
        let atFullRate = spacing * (1 - margin)
        state.withLockedValue { state in
            state.interval = interval
            state.departures.bound(
                callsEvery: atFullRate, stretchedBy: 1 + margin / 2)
        }
    }

    /// One more call, at its earliest moment.
    func leave(notBefore slot: BootInstant, now: BootInstant) -> Departure {
        state.withLockedValue { state in
            let spaced = max(slot, now, state.next - tolerance(state.interval))
            state.lastNumber += 1
            let leaves = state.departures.add(state.lastNumber, notBefore: spaced)
            state.next = max(state.next, leaves) + state.interval
            return Departure(number: state.lastNumber, planned: leaves)
        }
    }

    /// Whether a call leaves now.
    enum Leave {
        case now(Departure)
        /// Not before that moment.
        case later(BootInstant)
    }

    /// One more call, if it may leave now.
    func leave(inSlot slot: BootInstant, now: BootInstant) -> Leave {
        state.withLockedValue { state in
            let spaced = max(slot, now, state.next - tolerance(state.interval))
            let leaves = state.departures.room(notBefore: spaced)
            guard leaves <= now else { return .later(leaves) }
            state.lastNumber += 1
            state.departures.add(state.lastNumber, now: now)
            state.next = max(state.next, now) + state.interval
            return .now(Departure(number: state.lastNumber, planned: now))
        }
    }

    /// Its moment has come, or passed.
    /// - Returns: when it may leave: `now`, or later.
    func leave(again departure: Departure, now: BootInstant) -> BootInstant {
        state.withLockedValue { state in
            state.departures.remove(departure.number)
            return state.departures.add(departure.number, notBefore: now)
        }
    }

    /// It does not leave after all: what it would have taken is the next one's. Else calls that
    /// come too late for their slots would push all that follow beyond theirs.
    func stays(_ departure: Departure) {
        state.withLockedValue { state in
            state.departures.remove(departure.number)
            state.next = state.next - state.interval
        }
    }

    /// It began to be written.
    func left(_ departure: Departure, at moment: BootInstant) {
        state.withLockedValue { $0.departures.move(departure.number, to: moment) }
    }

    /// Timers are no finer than a millisecond or two: calls that are closer may come in pairs.
    private func tolerance(_ interval: Duration) -> Duration {
        let ofMargin = Duration.seconds(margin / 4 / (1 - margin / 2))
        return max(ofMargin, .milliseconds(2) - interval, .zero)
    }
}

extension BootInstant {
    static func - (moment: BootInstant, span: Duration) -> BootInstant {
        BootInstant(nanoseconds: moment.nanoseconds - span.wholeNanoseconds)
    }
}
