import Reminders

/// What is due, looked at and not done.
extension InMemoryLedger {
    mutating func look(_ worker: WorkerID, settleDelay: Duration, _ now: Int64) -> WorkLook {
        let second: Int64 = 1_000_000_000
        // A step of the clock is left to the sweep.
        let isSetBack = clockSeen > now + second
        if !isSetBack { clockSeen = max(clockSeen, now) }
        var due: WorkDue = []
        for part in parts {
            switch part.state {
            case .ready:
                if !part.stopped || part.counts[.uncertain] > 0 { due.insert(.parts) }
            case .claimed:
                if let holder = part.worker, !isAlive(holder) { due.insert(.rescue) }
            case .stuck:
                if let until = part.stuckUntil, until <= now { due.insert(.stuck) }
            case .waiting:
                if isDue(part, now) { due.insert(.sweep) }
            case .done: break
            }
            if part.stopped, part.counts[.queued] > 0, part.state != .claimed {
                due.insert(.sweep)
            }
        }
        let isFinished = runs.contains { !$0.value.done && isDone($0.key) }
        let isCanaryDue = creditors.values.contains {
            $0.nextCanary.map { $0.since < now - settleDelay.wholeNanoseconds } ?? false
        }
        if isSetBack || isFinished || isCanaryDue { due.insert(.sweep) }
        let next = parts.filter { $0.state == .waiting }.compactMap(\.dueAt) + [amili.closedUntil]
        let nextIn = next.filter { $0 > now && $0 < .max }.min().map { $0 - now }
        var copy = self
        if copy.takeTurn(now) != nil { due.insert(.turns) }
        return WorkLook(
            isDead: !isAlive(worker), isDatabaseMoved: era != (system, timeline),
            history: HistoryPoint(system: system, timeline: timeline, position: position),
            due: due, others: workers.count { $0.key != worker && !$0.value.isDead },
            nextIn: nextIn.map { .nanoseconds($0) })
    }
}
