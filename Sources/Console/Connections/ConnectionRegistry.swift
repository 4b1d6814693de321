import Logging
import NIOConcurrencyHelpers
import NIOCore

/// The connections that are open. Where there is no room for one more, the one goes that has kept
/// us waiting longest for a request: half a request is never worth more than a whole one.
final class ConnectionRegistry: Sendable {
    /// The phase of a connection.
    enum Phase: Sendable {
        /// Its first request, or the body of one, has not come whole.
        case incomplete
        /// Has been answered, and may ask again.
        case idle
        /// Is being answered.
        case answering
    }

    private struct FormField {
        let channel: any Channel
        let address: String
        var phase = Phase.incomplete
        /// Grows with each change of a phase: the lowest has waited longest.
        var stamp: UInt64
    }

    /// Connections that were let go since the last log line.
    private struct Told {
        var forRoom = 0
        var refused = 0
        var late = 0
        var due = ContinuousClock.now
    }

    private struct State {
        var entries: [ObjectIdentifier: FormField] = [:]
        var ofAddress: [String: Int] = [:]
        /// Those that wait for a request, in the order of their stamps; some have moved on since.
        var incomplete = StampedQueue()
        var idle = StampedQueue()
        var lastStamp: UInt64 = 0
        var told = Told()

        mutating func stamp() -> UInt64 {
            lastStamp += 1
            return lastStamp
        }

        mutating func remove(_ id: ObjectIdentifier) -> FormField? {
            guard let entry = entries.removeValue(forKey: id) else { return nil }
            let left = (ofAddress[entry.address] ?? 1) - 1
            ofAddress[entry.address] = left > 0 ? left : nil
            return entry
        }

        /// Takes out the one that has waited longest, of that address or of all.
        mutating func popLongestWaiting(of address: String?) -> FormField? {
            let found =
                Self.pop(&incomplete, entries, address) ?? Self.pop(&idle, entries, address)
            return found.flatMap { remove($0) }
        }

        private static func pop(
            _ queue: inout StampedQueue, _ entries: [ObjectIdentifier: FormField],
            _ address: String?
        ) -> ObjectIdentifier? {
            queue.pop { element in
                guard let entry = entries[element.id], entry.stamp == element.stamp else {
                    return .gone
                }
                return address == nil || entry.address == address ? .wanted : .other
            }?.id
        }
    }

    private static let tellEvery = Duration.seconds(60)
    private static let manyLate = 20

    private let limits: ConnectionLimits
    private let proxies: TrustedProxies
    private let log: Logger
    private let state = NIOLockedValueBox(State())

    init(_ limits: ConnectionLimits, _ proxies: TrustedProxies, log: Logger) {
        self.limits = limits
        self.proxies = proxies
        self.log = log
    }

    var count: Int { state.withLockedValue { $0.entries.count } }

    /// - Returns: whether there is room for it.
    func open(_ channel: any Channel, from address: String) -> Bool {
        let (isIn, victims) = state.withLockedValue { state -> (Bool, [FormField]) in
            var victims: [FormField] = []
            if !proxies.contains(address), (state.ofAddress[address] ?? 0) >= limits.perAddress {
                guard let victim = state.popLongestWaiting(of: address) else {
                    return (false, victims)
                }
                victims.append(victim)
            }
            if state.entries.count >= limits.total {
                guard let victim = state.popLongestWaiting(of: nil) else {
                    return (false, victims)
                }
                victims.append(victim)
            }
            let entry = FormField(channel: channel, address: address, stamp: state.stamp())
            state.entries[ObjectIdentifier(channel)] = entry
            state.ofAddress[address, default: 0] += 1
            state.incomplete.append(ObjectIdentifier(channel), entry.stamp)
            return (true, victims)
        }
        for victim in victims { victim.channel.close(promise: nil) }
        tell { told in
            told.forRoom += victims.count
            if !isIn { told.refused += 1 }
        }
        return isIn
    }

    func enter(_ phase: Phase, _ channel: any Channel) {
        let id = ObjectIdentifier(channel)
        state.withLockedValue { state in
            let stamp = state.stamp()
            guard state.entries[id] != nil else { return }
            state.entries[id]?.phase = phase
            state.entries[id]?.stamp = stamp
            let entries = state.entries
            switch phase {
            case .incomplete: state.incomplete.append(id, stamp)
            case .idle: state.idle.append(id, stamp)
            case .answering: break
            }
            state.incomplete.tidy(live: entries.count) { entries[$0.id]?.stamp == $0.stamp }
            state.idle.tidy(live: entries.count) { entries[$0.id]?.stamp == $0.stamp }
        }
    }

    func close(_ channel: any Channel) {
        state.withLockedValue { _ = $0.remove(ObjectIdentifier(channel)) }
    }

    /// One was closed because it kept us waiting for too long.
    func noteLate() { tell { $0.late += 1 } }

    /// Counts, and says so once a minute: who floods us must not fill the log as well.
    private func tell(_ change: (inout Told) -> Void) {
        let due = state.withLockedValue { state -> Told? in
            change(&state.told)
            let told = state.told
            // Browsers open a few that they never use.
            let isMuch = told.forRoom + told.refused > 0 || told.late >= Self.manyLate
            guard isMuch, told.due <= .now else { return nil }
            state.told = Told(due: .now + Self.tellEvery)
            return told
        }
        guard let due else { return }
        log.warning(
            "connections let go",
            metadata: [
                "open": "\(count)", "limit": "\(limits.total)", "too-slow": "\(due.late)",
                "oldest-half-request": "\(due.forRoom)", "refused": "\(due.refused)",
            ])
    }
}
