import Dispatch
import Glibc
import Logging
import Reminders
import Worker

/// Turns signals into the stages of `Stop`. The first signal drains; a second one, or the end of
/// the drain time, cuts off the calls under way.
///
/// SIGHUP counts as such a signal: there are no settings to reload, and a terminal that goes away
/// is no reason to lose what is on the wire. A process that was started with SIGHUP ignored (by
/// nohup) goes on ignoring it.
// Sendable: `sources` is written in `init` alone.
final class Signals: @unchecked Sendable {
    private var sources: [any DispatchSourceSignal] = []
    private let queue = DispatchQueue(label: "signals")
    /// Ends the process when nothing else does.
    private let lastResort: LastResort

    /// The work item that ends the process.
    // Sendable: a work item may be begun and cancelled from any thread.
    private final class LastResort: @unchecked Sendable {
        let item: DispatchWorkItem
        init(_ body: @escaping @Sendable () -> Void) { item = DispatchWorkItem(block: body) }
    }

    /// Takes over SIGTERM, SIGINT and SIGHUP until `end`.
    /// - Parameters:
    ///   - drain: the time from the first stage of stopping to the second.
    ///   - cut: the time from the second stage, which has bounds of its own, until the process is
    ///     ended with exit code 75.
    init(_ stop: Stop, drain: Duration, cut: Duration) {
        let lastResort = LastResort {
            LineLog.say(
                "paminn work: did not end by itself"
                    + "; what was on the wire is uncertain, and the next worker asks Amili about it",
                .error)
            Ending.end(Failure.Code.tryAgain.rawValue)
        }
        self.lastResort = lastResort
        for number in [SIGTERM, SIGINT, SIGHUP] where number != SIGHUP || !Self.isHangupIgnored {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler { [queue] in
                let abort: @Sendable () -> Void = {
                    guard stop.stage < .aborting else { return }
                    stop.advance(to: .aborting)
                    queue.asyncAfter(deadline: .now() + cut.seconds, execute: lastResort.item)
                }
                if stop.isStopping {
                    abort()
                } else {
                    stop.advance(to: .draining)
                    queue.asyncAfter(deadline: .now() + drain.seconds, execute: abort)
                }
            }
            source.resume()
            sources.append(source)
        }
    }

    /// Stops listening and disarms the last resort. The signals stay ignored.
    func end() {
        lastResort.item.cancel()
        for source in sources { source.cancel() }
    }

    /// Makes a hang-up end a program that ends in good order on SIGTERM.
    /// - Returns: the source to cancel at the end; nil if SIGHUP is ignored and stays so.
    static func hangupAsTermination() -> (any DispatchSourceSignal)? {
        guard !isHangupIgnored else { return nil }
        signal(SIGHUP, SIG_IGN)
        let source = DispatchSource.makeSignalSource(
            signal: SIGHUP, queue: DispatchQueue(label: "hang-up"))
        source.setEventHandler { kill(getpid(), SIGTERM) }
        source.resume()
        return source
    }

    /// Whether the process was started with SIGHUP ignored.
    static var isHangupIgnored: Bool {
        var action = sigaction()
        guard sigaction(SIGHUP, nil, &action) == 0 else { return false }
        return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
            == unsafeBitCast(SIG_IGN, to: Int.self)
    }
}
