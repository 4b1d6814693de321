import Dispatch
import Glibc
import Reminders
import Worker

/// Signals as messages: the first drains, the second or the deadline cuts off. SIGHUP is one of
/// them: there are no settings to be read anew, and a terminal that goes away is no reason to lose
/// what is on the wire. Whoever started the process with SIGHUP ignored (nohup) meant it so.
// Sendable: `sources` is written in `init` alone.
final class Signals: @unchecked Sendable {
    private var sources: [any DispatchSourceSignal] = []
    private let queue = DispatchQueue(label: "signals")
    /// Ends the process when nothing else does.
    private let lastResort: LastResort

    // Sendable: a work item may be begun and cancelled from any thread.
    private final class LastResort: @unchecked Sendable {
        let item: DispatchWorkItem
        init(_ body: @escaping @Sendable () -> Void) { item = DispatchWorkItem(block: body) }
    }

    /// - Parameters:
    ///   - drain: between the first stage of stopping and the second.
    ///   - cut: between the second, which has bounds of its own, and the end of the process.
    init(_ stop: Stop, drain: Duration, cut: Duration) {
        let lastResort = LastResort {
            LineLog.say(
                "paminn work: did not end by itself; what was on the wire is uncertain, and the"
                    + " next worker asks Amili about it")
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

    func end() {
        lastResort.item.cancel()
        for source in sources { source.cancel() }
    }

    /// For a program that ends in good order on SIGTERM: a hang-up is the same.
    /// - Returns: what to cancel at the end; nil if a hang-up leaves the process alone.
    static func hangupAsTermination() -> (any DispatchSourceSignal)? {
        guard !isHangupIgnored else { return nil }
        signal(SIGHUP, SIG_IGN)
        let source = DispatchSource.makeSignalSource(
            signal: SIGHUP, queue: DispatchQueue(label: "hang-up"))
        source.setEventHandler { kill(getpid(), SIGTERM) }
        source.resume()
        return source
    }

    /// Was the process started so that a hang-up leaves it alone?
    static var isHangupIgnored: Bool {
        var action = sigaction()
        guard sigaction(SIGHUP, nil, &action) == 0 else { return false }
        return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
            == unsafeBitCast(SIG_IGN, to: Int.self)
    }
}
