import Postgres

/// Wakes idle workers when a run is released. Nothing depends on it: where NOTIFY cannot pass,
/// polling finds the work.
final class WorkNotifier: Sendable {
    private let notifications: Notifications
    private let conninfo: String
    private let applicationName: String
    private let inVain: @Sendable () -> Void

    /// - Parameter inVain: called if a pooler stands between: nothing is listened to then.
    init(
        _ conninfo: String, applicationName: String, inVain: @escaping @Sendable () -> Void
    ) {
        self.conninfo = conninfo
        self.applicationName = applicationName
        self.inVain = inVain
        notifications = Notifications()
    }

    /// Waits until it is notified, for as long as `longest`, or until the task is cancelled.
    /// - Returns: false if the time was over first.
    func wait(_ longest: Duration) async -> Bool {
        await notifications.listen(conninfo, applicationName, inVain)
        return await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                try? await Task.sleep(for: longest)
                return false
            }
            group.addTask {
                await self.notifications.next()
                return true
            }
            let isRung = await group.next() ?? false
            group.cancelAll()
            return isRung
        }
    }

    /// Ends listening, and every wait.
    func close() { Task { await notifications.close() } }
}

/// The one listener of a store, and the tasks that wait for it.
private actor Notifications {
    private var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
    /// A notification came while nobody waited: the next wait ends at once.
    private var isRung = false
    private var lastNumber = 0
    private var listening: Task<Void, Never>?

    /// Begins to listen, unless it does so already.
    func listen(
        _ conninfo: String, _ applicationName: String, _ inVain: @escaping @Sendable () -> Void
    ) {
        guard listening == nil else { return }
        // Lives as long as the store; cancelled, and so ended, by `close`.
        listening = Task {
            // Without a listener, polling finds the work.
            guard
                let listener = try? PostgresListener(
                    conninfo, applicationName: applicationName, channel: "paminn_work")
            else { return }
            for await _ in listener.payloads { self.notify() }
            if listener.isPooled { inVain() }
        }
    }

    func close() {
        listening?.cancel()
        notify()
    }

    /// Waits for the next notification, or until the task is cancelled.
    func next() async {
        lastNumber += 1
        let number = lastNumber
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if Task.isCancelled {
                    continuation.resume()
                } else if isRung {
                    isRung = false
                    continuation.resume()
                } else {
                    waiting[number] = continuation
                }
            }
        } onCancel: {
            Task { await self.leave(number) }
        }
    }

    private func leave(_ number: Int) { waiting.removeValue(forKey: number)?.resume() }

    private func notify() {
        isRung = waiting.isEmpty
        let all = waiting.values
        waiting = [:]
        for continuation in all { continuation.resume() }
    }
}
