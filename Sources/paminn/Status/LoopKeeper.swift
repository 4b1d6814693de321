import Dispatch
import Logging
import Reminders
import Worker

/// Ends the process with 75 if the worker's main loop has stopped. It runs on a thread that no task
/// can take.
// Sendable: `timer` is written in `init` alone, and may be cancelled from any thread.
final class LoopKeeper: @unchecked Sendable {
    /// The least time that counts: a loaded machine may starve a process for some seconds.
    private static let leastPatience = Duration.seconds(30)
    private let timer: any DispatchSourceTimer

    init(_ watch: WorkerWatch, _ stop: Stop, patience: Duration) {
        let patience = max(patience, Self.leastPatience)
        var loop = LoopGuard(patience: patience)
        timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "loop keeper"))
        timer.schedule(deadline: .now() + 1, repeating: 1)
        timer.setEventHandler {
            // A worker that is told to stop ends by `Signals`.
            guard loop.look(watch.vitals), !stop.isStopping else { return }
            LineLog.say(
                "paminn work: the main loop has stood still for"
                    + " \(Durations.written(patience.seconds)); the process ends. Have the service"
                    + " manager start it again; the next worker asks Amili about what was on the"
                    + " wire", .critical)
            Ending.end(Failure.Code.tryAgain.rawValue)
        }
        timer.resume()
    }

    func end() { timer.cancel() }
}
