import NIOConcurrencyHelpers
import Reminders

/// Decides when the calls of this worker leave. Slots are moments given by the ledger. A call that
/// is late to its own must not be followed by the next at its nominal time, or a second would hold
/// more calls than the rate. Two rules hold, for the rate R and the margin m:
///
/// - Calls are spaced by R (1 − m/2) (GCRA, with a tolerance of (m/4) / (1 − m/2) seconds). Slots
///   come at R (1 − m), so lateness is made up for at half the margin's pace.
/// - At most R calls leave within a second and half the margin, by the moments at which they truly
///   began to be written. A thread that wakes late, or a connection that must be opened first,
///   moves its call. Only delays on the way to Amili are not counted.
final class Pacer: Sendable {
    /// A call that may leave.
    struct Departure: Sendable {
        fileprivate let number: UInt64
        /// The earliest moment at which it may leave.
        let planned: BootInstant
    }
    private struct State {
        /// The time between two calls; zero until a reservation tells the rate.
        var interval = Duration.zero
        /// The moment from which on the next call is on time.
        var next = BootInstant(nanoseconds: 0)
        var departures = DepartureLog()
        var lastNumber: UInt64 = 0
    }
    private let margin: Double
    private let state = NIOLockedValueBox(State())

    /// - Parameter margin: the share of the rate that slots leave unused, 0..<1.
    init(margin: Double) { self.margin = margin }

    /// Takes the fleet's rate from a reservation.
    /// - Parameter spacing: the time between two of the fleet's slots; zero if there is no rate.
    func slotsCome(every spacing: Duration) {
        let interval = spacing * (1 - margin) / (1 - margin / 2)
        let atFullRate = spacing * (1 - margin)
        state.withLockedValue { state in
            state.interval = interval
            state.departures.bound(
                callsEvery: atFullRate, stretchedBy: 1 + margin / 2)
        }
    }

    /// Enters one more call at its earliest moment, which may lie ahead.
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
        /// Not before this moment.
        case later(BootInstant)
    }

    /// Enters one more call if it may leave now.
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

    /// Enters a call anew whose moment has come or passed.
    /// - Returns: when it may leave: `now`, or later.
    func leave(again departure: Departure, now: BootInstant) -> BootInstant {
        state.withLockedValue { state in
            state.departures.remove(departure.number)
            return state.departures.add(departure.number, notBefore: now)
        }
    }

    /// Takes back a call that does not leave after all; the next call gets its place. Otherwise
    /// calls that come too late for their slots would push all later ones beyond theirs.
    func stays(_ departure: Departure) {
        state.withLockedValue { state in
            state.departures.remove(departure.number)
            state.next = state.next - state.interval
        }
    }

    /// Notes the moment at which the call began to be written.
    func left(_ departure: Departure, at moment: BootInstant) {
        state.withLockedValue { $0.departures.move(departure.number, to: moment) }
    }

    /// Returns how far a call may leave ahead of its spacing. Timers are no finer than a
    /// millisecond or two, so calls that are closer than that may leave in pairs.
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
