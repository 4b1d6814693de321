import Logging
import Reminders

/// Looking after what others left: dead workers' parts, due parts, held runs, finished runs.
struct Maintenance {
    private let context: WorkerContext
    init(_ context: WorkerContext) { self.context = context }

    /// What no look asks about is due so often, and everything else as well.
    private static let tendAllEvery = Duration.seconds(600)

    func run() async {
        var tendedAllAt: BootInstant?
        var isPartDue = false
        while !Task.isCancelled, !context.lease.isDead {
            let now = context.time.now()
            let isTimeForAll = tendedAllAt.map { now - $0 >= Self.tendAllEvery } ?? true
            var due = isTimeForAll ? .everything : context.lastLook.due(at: now)
            // No look may have been made since.
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
                context.log.error(
                    "stuck parts are tried again, each alone",
                    metadata: [
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
