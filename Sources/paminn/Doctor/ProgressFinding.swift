import Reminders
import Texts

/// The findings of `doctor` on the workers, and on whether due work goes on.
enum ProgressFinding {
    /// Bad if something is due and no worker lives; a warning if a worker is silent but not
    /// declared dead.
    /// - Parameter patience: how long nothing may be done while something is due.
    static func workers(_ progress: WorkProgress, _ patience: Duration) -> DoctorFinding {
        let name = "workers"
        switch progress.verdict(after: patience) {
        case .noWorker(let since):
            let runs = progress.overdueRuns
            let what = [
                progress.dueParts == 0 ? nil : "\(progress.dueParts) parts",
                runs == 0 ? nil : "\(runs) held runs",
            ].compactMap { $0 }.joined(separator: " and ")
            return DoctorFinding(
                name, .bad,
                "none is alive, and \(what) wait, the first for"
                    + " \(Durations.written(since.seconds)) (since \(since.at))",
                "Start `paminn work`.")
        case .moves, .standsStill:
            guard let silent = progress.silentSince else {
                return DoctorFinding(name, .ok, "\(progress.alive) alive")
            }
            return DoctorFinding(
                name, .warning,
                "\(progress.alive) alive; \(progress.silent) silent, the first for"
                    + " \(Durations.written(silent.seconds)), and not declared dead",
                "See whether it lives on its machine; another `paminn work` takes over its"
                    + " parts.")
        }
    }

    /// Whether due work goes on. Held runs that should have been
    /// released come first, whatever else moves.
    /// - Parameter waits: what each worker's threads wait for, to be named if work stands still.
    static func stillness(
        _ progress: WorkProgress, _ waits: [(worker: String, wait: WorkerWait)],
        _ patience: Duration
    ) -> DoctorFinding {
        if let since = progress.forgottenRuns {
            return DoctorFinding(
                "work", .bad,
                "\(progress.overdueRuns) held runs should have been released, the first"
                    + " \(Durations.written(since.seconds)) ago (\(since.at))",
                progress.alive == 0
                    ? "Start `paminn work`."
                    : "Look for ‘tend’ in the workers' log, and restart them.")
        }
        guard case .standsStill(let since) = progress.verdict(after: patience) else {
            return DoctorFinding(
                "work", .ok, progress.due == nil ? "nothing is due" : "what is due goes on")
        }
        let list = waits.map { worker, wait in
            let part = wait.part.map { " (run \($0.run), part \($0.first))" } ?? ""
            return ". \(worker) waits for \(wait.kind.english)\(part) for"
                + " \(Durations.written(Double(wait.seconds)))"
        }.joined()
        return DoctorFinding(
            "work", .bad,
            "\(progress.dueParts) parts are due, workers live, and nothing was sent, asked or"
                + " settled for \(Durations.written(since.seconds)) (since \(since.at))\(list)",
            "See the workers' log, and restart them.")
    }
}
