package import EnqueueStore
import Threads

/// Reads the next lines of a source on a thread of its own while the last ones are written. Reading
/// a file takes a fifth of the time of a load, and PostgreSQL the rest.
package final class ReadAheadSource<Source: LoadSource & SendableMetatype>: LoadSource {
    private let make: @Sendable () throws -> Source
    private let patience: Duration
    private var reading: Reading<Source>?

    /// Starts nothing yet: the thread begins with the first `next`.
    /// - Parameters:
    ///   - patience: how long the next lines may take; a file on a server that is gone never comes.
    ///   - make: opens the source. Called on the reading thread, as is the source until its end.
    package init(
        patience: Duration = .seconds(60), _ make: @escaping @Sendable () throws -> Source
    ) {
        self.patience = patience
        self.make = make
    }

    deinit { reading?.abandon() }

    /// Returns the next lines; none at the end.
    /// - Parameter limit: the most lines. The first call's limit holds for all.
    /// - Throws: what the source throws, or `BatchFile.Problem.unreadable` if nothing comes in
    ///   time.
    package func next(_ limit: Int) throws -> [LoadLine] {
        let reading = self.reading ?? Reading(limit, patience, make)
        self.reading = reading
        return try reading.next()
    }

    /// Lines refused; 0 until all was read.
    package var refused: Int { reading?.ended?.refused ?? 0 }

    /// Finishes the source, if all of it was read.
    /// - Throws: what the source throws.
    package func finish() throws { try reading?.ended?.finish() }
}

/// Hands lines from the reading thread to the loading one, one portion at a time, and the source
/// itself at the end.
///
/// `@unchecked Sendable`: the source belongs to the reading thread until that has handed it over
/// and ended; all else is in `state`.
private final class Reading<Source: LoadSource & SendableMetatype>: @unchecked Sendable {
    private struct State {
        var portion: [LoadLine]?
        var failure: (any Error)?
        var source: Source?
        /// Nobody wants more.
        var isAbandoned = false
        /// The last wait was in vain.
        var isStalled = false
        var hasEnded = false
    }

    private let state = Monitor(State())
    private let patience: Duration

    init(
        _ limit: Int, _ patience: Duration, _ make: @escaping @Sendable () throws -> Source
    ) {
        self.patience = patience
        let isRunning = OperatingSystemThread.run("read-ahead") { [self] in read(limit, make) }
        if !isRunning {
            end(nil, BatchFile.Problem.unreadable("the system gives no more threads"))
        }
    }

    // MARK: The reading thread

    /// Makes the source and reads it to its end, or until nobody wants more.
    private func read(_ limit: Int, _ make: () throws -> Source) {
        do {
            let source = try make()
            while true {
                let lines = try source.next(limit)
                guard !lines.isEmpty else { return end(source, nil) }
                guard handOver(lines) else { return end(nil, nil) }
            }
        } catch {
            end(nil, error)
        }
    }

    /// Waits until the last portion was taken, and offers the next.
    /// - Returns: false if nobody wants more.
    private func handOver(_ lines: [LoadLine]) -> Bool {
        state.wait { $0.portion == nil || $0.isAbandoned ? () : nil }
        return state.with {
            $0.portion = lines
            return !$0.isAbandoned
        }
    }

    /// Notes the thread's end, with the source if all of it was read.
    private func end(_ source: Source?, _ error: (any Error)?) {
        state.with { ($0.source, $0.failure, $0.hasEnded) = (source, error, true) }
    }

    // MARK: The loading thread

    /// Waits for the next portion.
    /// - Returns: the next portion; empty at the end.
    /// - Throws: what the source has thrown, or `BatchFile.Problem.unreadable` if nothing comes in
    ///   time.
    func next() throws -> [LoadLine] {
        guard waitInTime(until: { $0.portion != nil || $0.hasEnded }) else {
            throw BatchFile.Problem.unreadable(
                "its next lines have not come for \(patience.components.seconds) seconds")
        }
        let (lines, failure) = state.with { state in
            defer { state.portion = nil }
            return (state.portion, state.failure)
        }
        if let lines { return lines }
        if let failure { throw failure }
        return []
    }

    /// The source, once all of it was read.
    var ended: Source? { state.with { $0.source } }

    /// Tells the thread that nobody wants more, and waits for its end. The thread still reads its
    /// portion to the end; if that does not come in time, the thread is left behind.
    func abandon() {
        state.with { $0.isAbandoned = true }
        _ = waitInTime(until: { $0.hasEnded })
    }

    /// After one wait in vain it does not wait any more.
    ///
    /// Time in which the whole process stood still does not count, because the reading thread could
    /// not read either: each wait is short and measured anew.
    /// - Returns: false if `isTrue` has not come true in time.
    private func waitInTime(until isTrue: (State) -> Bool) -> Bool {
        var left = state.with { $0.isStalled ? Duration.zero : patience }
        while !state.with({ isTrue($0) }) {
            guard left > .zero else {
                state.with { $0.isStalled = true }
                return false
            }
            let slice = min(left, .seconds(1))
            let start = ContinuousClock.now
            let milliseconds = Int64((slice / .milliseconds(1)).rounded(.up))
            state.wait(deadline: monotonicMilliseconds() + milliseconds, until: isTrue)
            left -= min(ContinuousClock.now - start, slice)
        }
        state.with { $0.isStalled = false }
        return true
    }
}
