import NIOConcurrencyHelpers
import Reminders

/// Records what one life of a worker does and what its tasks wait for. `Watchdog` and the heartbeat
/// learn from it whether the worker stands still, and where.
final class Activity: Sendable {
    private struct Wait {
        let kind: WorkerWait.Kind
        let part: WorkerWait.PartKey?
        let since: BootInstant
    }
    private struct State {
        var actedAt: BootInstant
        var lastNumber: UInt64 = 0
        var waits: [UInt64: Wait] = [:]
        /// The moment at which each part in hand was last seen to do anything.
        var movedAt: [WorkerWait.PartKey: BootInstant] = [:]
        /// `actedAt` as of the last pulse that was made.
        var pulseActedAt: BootInstant?
        /// `actedAt` as of the last pulse that the ledger took.
        var toldActedAt: BootInstant?
        /// Whether the last pulse that the ledger took named any waits.
        var toldOfWaits = false
    }
    private let state: NIOLockedValueBox<State>
    private let time: any Timekeeper
    private let limits: WorkerLimits
    private let workCounts: WorkCounts

    /// The most waits that are reported; no page shows more.
    private static let mostWaits = 20

    init(_ time: any Timekeeper, _ limits: WorkerLimits, _ workCounts: WorkCounts) {
        self.time = time
        self.limits = limits
        self.workCounts = workCounts
        state = NIOLockedValueBox(State(actedAt: time.now()))
    }

    /// Runs `body`, and lists it as a wait until it ends.
    /// - Parameter part: nil if the wait concerns no part.
    func waiting<Value>(
        for kind: WorkerWait.Kind, _ part: WorkerWait.PartKey?, _ body: () async throws -> Value
    ) async rethrows -> Value {
        let number = begin(kind, part)
        defer { end(number) }
        return try await body()
    }

    private func begin(_ kind: WorkerWait.Kind, _ part: WorkerWait.PartKey?) -> UInt64 {
        let now = time.now()
        return state.withLockedValue { state in
            state.lastNumber += 1
            state.waits[state.lastNumber] = Wait(kind: kind, part: part, since: now)
            return state.lastNumber
        }
    }

    private func end(_ number: UInt64) {
        let now = time.now()
        state.withLockedValue { state in
            if let part = state.waits.removeValue(forKey: number)?.part {
                state.movedAt[part] = now
            }
        }
    }

    /// Notes that something was sent, asked or settled.
    /// - Parameter change: counts it for the log.
    func acts(_ change: (inout WorkCounts.Counts) -> Void = { _ in }) {
        let now = time.now()
        state.withLockedValue { $0.actedAt = now }
        workCounts.note(change)
    }

    /// Returns how long ago the worker last sent, asked or settled something. It is zero while a
    /// call on the wire may still be running: for two call deadlines after a batch of letters was
    /// handed over, and for `PartFreshness.lookUpLife` and one deadline after a look-up began.
    func idle(at now: BootInstant) -> Duration {
        let letter = limits.callDeadline * 2
        let lookUp = limits.callDeadline + PartFreshness.lookUpLife
        return state.withLockedValue { state in
            let isOnWire = state.waits.values.contains { wait in
                switch wait.kind {
                case .letter: now - wait.since < letter
                case .lookUp: now - wait.since < lookUp
                default: false
                }
            }
            return isOnWire ? .zero : max(now - state.actedAt, .zero)
        }
    }

    /// Lists the waits that have lasted at least `span`, the longest first, at most `mostWaits`. A
    /// part in hand that waits for nothing listed counts as a wait of kind `.hand` since it last
    /// moved.
    func waits(
        longerThan span: Duration, holding parts: Set<PartClaim>, at now: BootInstant
    ) -> [WorkerWait] {
        let hand = Set(parts.map { WorkerWait.PartKey(run: $0.run, first: $0.first) })
        let found = state.withLockedValue { state -> [Wait] in
            for part in state.movedAt.keys where !hand.contains(part) {
                state.movedAt[part] = nil
            }
            let busy = Set(state.waits.values.compactMap(\.part))
            for part in hand where state.movedAt[part] == nil { state.movedAt[part] = now }
            return Array(state.waits.values)
                + hand.subtracting(busy).map { part in
                    Wait(kind: .hand, part: part, since: state.movedAt[part] ?? now)
                }
        }
        return found.filter { now - $0.since >= span }.sorted { $0.since < $1.since }
            .prefix(Self.mostWaits).map { wait in
                WorkerWait(wait.kind, part: wait.part, seconds: Int64((now - wait.since).seconds))
            }
    }

    // MARK: Pulses

    /// Makes the pulse that goes to the ledger beside a beat. It names waits only after nothing has
    /// happened for half of `WorkerLimits.standStill`.
    /// - Returns: nil if nothing has changed since the last pulse that the ledger took.
    func pulse(holding parts: Set<PartClaim>) -> Pulse? {
        let now = time.now()
        let idle = idle(at: now)
        let waits =
            idle >= limits.standStill / 2
            ? waits(longerThan: limits.standStill / 4, holding: parts, at: now) : []
        let isNews = state.withLockedValue { state in
            state.pulseActedAt = state.actedAt
            return idle == .zero || state.toldActedAt != state.actedAt
                || state.toldOfWaits != !waits.isEmpty || !waits.isEmpty
        }
        return isNews ? Pulse(lease: limits.lease, idle: idle, waits: waits) : nil
    }

    /// Notes that the ledger has taken the pulse.
    func told(_ pulse: Pulse) {
        state.withLockedValue { state in
            state.toldActedAt = state.pulseActedAt
            state.toldOfWaits = !pulse.waits.isEmpty
        }
    }
}
