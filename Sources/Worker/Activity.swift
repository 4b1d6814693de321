import NIOConcurrencyHelpers
import Reminders

/// What one life of a worker does, and what its threads wait for: whether it stands still, and
/// where.
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
        /// When each part was last seen to do anything.
        var movedAt: [WorkerWait.PartKey: BootInstant] = [:]
        /// The last deed that the last pulse knew of, and the last pulse that was told.
        var pulseActedAt: BootInstant?
        var toldActedAt: BootInstant?
        var toldOfWaits = false
    }
    private let state: NIOLockedValueBox<State>
    private let time: any Timekeeper
    private let limits: WorkerLimits
    private let workCounts: WorkCounts

    /// More than a page shows.
    private static let mostWaits = 20

    init(_ time: any Timekeeper, _ limits: WorkerLimits, _ workCounts: WorkCounts) {
        self.time = time
        self.limits = limits
        self.workCounts = workCounts
        state = NIOLockedValueBox(State(actedAt: time.now()))
    }

    /// Waits for one thing, and is seen to.
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

    /// Something was sent, asked or settled.
    func acts(_ change: (inout WorkCounts.Counts) -> Void = { _ in }) {
        let now = time.now()
        state.withLockedValue { $0.actedAt = now }
        workCounts.note(change)
    }

    /// How long ago it last sent, asked or settled something. A call on the wire goes on until it
    /// must have ended.
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

    /// What has been waited for at least so long, the longest first.
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

    // MARK: Beside the beat

    /// - Returns: nil if nothing has changed since it was told.
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

    func told(_ pulse: Pulse) {
        state.withLockedValue { state in
            state.toldActedAt = state.pulseActedAt
            state.toldOfWaits = !pulse.waits.isEmpty
        }
    }
}
