import LogEvents
import Logging
import NIOConcurrencyHelpers
import NIOCore

/// The open connections. If there is no room for one more, the connection that has waited longest
/// is closed: first of those whose request has not come in full, then of the idle ones. A
/// connection that is being answered is never closed, and half a request is never worth more than a
/// whole one.
final class ConnectionRegistry: Sendable {
    /// The phase of a connection, by what the server waits for.
    enum Phase: Sendable {
        /// For the rest of a request: its header or its body has not come in full.
        case incomplete
        /// For the next request; the last one has been answered.
        case idle
        /// For nothing: a request is being answered.
        case answering
    }

    /// One open connection.
    private struct Entry {
        let channel: any Channel
        let address: String
        var phase = Phase.incomplete
        /// Grows with each change of phase, over all connections: the lowest has waited longest.
        var stamp: UInt64
    }

    /// Connections closed since the last log line, by cause.
    private struct Told {
        var forRoom = 0
        var refused = 0
        var late = 0
        /// The earliest time of the next line.
        var due = ContinuousClock.now
    }

    /// Everything that changes, under one lock.
    private struct State {
        var entries: [ObjectIdentifier: Entry] = [:]
        var ofAddress: [String: Int] = [:]
        /// The connections that wait for a request, in the order of their stamps. An element whose
        /// stamp is outdated has changed phase since.
        var incomplete = StampedQueue()
        var idle = StampedQueue()
        var lastStamp: UInt64 = 0
        var told = Told()

        mutating func stamp() -> UInt64 {
            lastStamp += 1
            return lastStamp
        }

        /// - Returns: nil if the connection is not, or no longer, registered.
        mutating func remove(_ id: ObjectIdentifier) -> Entry? {
            guard let entry = entries.removeValue(forKey: id) else { return nil }
            let left = (ofAddress[entry.address] ?? 1) - 1
            ofAddress[entry.address] = left > 0 ? left : nil
            return entry
        }

        /// Removes the connection that has waited longest.
        /// - Parameter address: only of this one; nil: of all.
        /// - Returns: nil if all of them are being answered.
        mutating func popLongestWaiting(of address: String?) -> Entry? {
            let found =
                Self.pop(&incomplete, entries, address) ?? Self.pop(&idle, entries, address)
            return found.flatMap { remove($0) }
        }

        /// - Returns: the first of a queue that still waits there; of that address, or of any.
        private static func pop(
            _ queue: inout StampedQueue, _ entries: [ObjectIdentifier: Entry],
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

    /// The shortest time between two log lines.
    private static let tellEvery = Duration.seconds(60)
    /// So many late connections, within one such time, are worth a line.
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

    /// The number of open connections.
    var count: Int { state.withLockedValue { $0.entries.count } }

    /// Registers a connection, and closes up to two others for it: one of the same address if that
    /// has too many, and one of all if there are too many in all. Both are closed outside the lock.
    /// - Parameter address: the other end's. A trusted proxy's has no limit of its own.
    /// - Returns: false if there is no room, because all others are being answered.
    func open(_ channel: any Channel, from address: String) -> Bool {
        let (isIn, victims) = state.withLockedValue { state -> (Bool, [Entry]) in
            var victims: [Entry] = []
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
            let entry = Entry(channel: channel, address: address, stamp: state.stamp())
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

    /// Notes the phase that a connection is in now; does nothing for one that is not registered.
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

    /// Forgets a connection that has ended; twice is once.
    func close(_ channel: any Channel) {
        state.withLockedValue { _ = $0.remove(ObjectIdentifier(channel)) }
    }

    /// Counts a connection that was closed because it kept the server waiting too long.
    func noteLate() { tell { $0.late += 1 } }

    /// Counts, and logs the counts once a minute: a flood of connections must not fill the log as
    /// well.
    private func tell(_ change: (inout Told) -> Void) {
        let due = state.withLockedValue { state -> Told? in
            change(&state.told)
            let told = state.told
            // Browsers open a few connections that they never use.
            let isMuch = told.forRoom + told.refused > 0 || told.late >= Self.manyLate
            guard isMuch, told.due <= .now else { return nil }
            state.told = Told(due: .now + Self.tellEvery)
            return told
        }
        guard let due else { return }
        log.tell(
            .connectionsClosed,
            [
                "open": "\(count)", "limit": "\(limits.total)", "too_slow": "\(due.late)",
                "oldest_half_request": "\(due.forRoom)", "refused": "\(due.refused)",
            ])
    }
}
