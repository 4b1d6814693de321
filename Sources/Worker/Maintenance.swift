import LogEvents
import Logging
import Reminders

/// Does the fleet's housekeeping: rescues dead workers' parts, retries stuck ones, wakes due ones,
/// releases held runs and ends finished ones.
struct Maintenance {
    private let context: WorkerContext
    init(_ context: WorkerContext) { self.context = context }

    /// How often everything is done, whatever the last look said: no look asks about all of it.
    private static let tendAllEvery = Duration.seconds(600)

    func run() async {
        var tendedAllAt: BootInstant?
        var isPartDue = false
        while !Task.isCancelled, !context.lease.isDead {
            let now = context.time.now()
            let isTimeForAll = tendedAllAt.map { now - $0 >= Self.tendAllEvery } ?? true
            var due = isTimeForAll ? .everything : context.lastLook.due(at: now)
            // A part that this worker gave back; no look may have seen it.
            if isPartDue { due.insert(.sweep) }
            do {
                try await tend(due)
                if due == .everything { tendedAllAt = now }
            } catch {
                if Task.isCancelled { return }
                context.troubles.note(error, "tend", at: context.time.now())
            }
            let ended = context.time.now()
            let next = context.dueParts.next(after: ended).map { $0 - ended + .milliseconds(5) }
            let longest = min(.seconds(1), context.limits.heartbeat)
            isPartDue = next.map { $0 <= longest } ?? false
            await rest(min(next ?? longest, longest))
        }
    }

    /// Waits, at most until a look finds something to do.
    private func rest(_ span: Duration) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { try? await context.time.sleep(for: span) }
            group.addTask { await context.chores.struck() }
            _ = await group.next()
            group.cancelAll()
        }
    }

    private func tend(_ due: WorkDue) async throws {
        if due.contains(.rescue) { try await context.rescue() }
        if due.contains(.stuck) {
            let retried = try await context.ledger.retryStuck()
            if retried > 0 {
                context.log.tell(
                    .partsRetried,
                    [
                        "parts": "\(retried)",
                        "remedy": "See `paminn stuck` and the logs of the workers that died.",
                    ])
            }
        }
        if due.contains(.sweep) {
            let step = try await context.ledger.tend(settleDelay: context.limits.settleDelay)
            context.tellClockSetBack(by: step)
        }
    }
}
