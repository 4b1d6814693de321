import Dispatch
import Glibc

/// Hears of the signals that end a program, which others handle.
// Sendable: `sources` is written in `init` alone, and may be cancelled from any thread.
final class TerminationWatch: @unchecked Sendable {
    private let sources: [any DispatchSourceSignal]

    /// To be made once others handle the signals: before that, one that comes would be lost.
    /// - Parameter body: called at each signal.
    init(_ body: @escaping @Sendable () -> Void) {
        let queue = DispatchQueue(label: "termination")
        sources = [SIGTERM, SIGINT].map { number in
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler(handler: body)
            source.resume()
            return source
        }
    }

    func end() { for source in sources { source.cancel() } }
}
