package import EnqueueStore
import Foundation

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
/// `@unchecked Sendable`: all that changes is reached with `condition` locked; the source belongs
/// to the reading thread until that has handed it over and ended.
private final class Reading<Source: LoadSource & SendableMetatype>: @unchecked Sendable {
    private let condition = NSCondition()
    private let patience: Duration
    private var portion: [LoadLine]?
    private var failure: (any Error)?
    private var source: Source?
    /// Nobody wants more.
    private var isAbandoned = false
    /// The last wait was in vain.
    private var isStalled = false
    private var hasEnded = false

    init(
        _ limit: Int, _ patience: Duration, _ make: @escaping @Sendable () throws -> Source
    ) {
        self.patience = patience
        let thread = Thread { [self] in read(limit, make) }
        thread.name = "read-ahead"
        thread.start()
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
        condition.lock()
        defer { condition.unlock() }
        while portion != nil, !isAbandoned { condition.wait() }
        portion = lines
        condition.broadcast()
        return !isAbandoned
    }

    /// Notes the thread's end, with the source if all of it was read.
    private func end(_ source: Source?, _ error: (any Error)?) {
        condition.lock()
        defer { condition.unlock() }
        (self.source, failure, hasEnded) = (source, error, true)
        condition.broadcast()
    }

    // MARK: The loading thread

    /// Waits for the next portion.
    /// - Returns: the next portion; empty at the end.
    /// - Throws: what the source has thrown, or `BatchFile.Problem.unreadable` if nothing comes in
    ///   time.
    func next() throws -> [LoadLine] {
        condition.lock()
        defer { condition.unlock() }
        guard waitInTime(until: { portion != nil || hasEnded }) else {
            throw BatchFile.Problem.unreadable(
                "its next lines have not come for \(patience.components.seconds) seconds")
        }
        if let lines = portion {
            portion = nil
            condition.broadcast()
            return lines
        }
        if let failure { throw failure }
        return []
    }

    /// The source, once all of it was read.
    var ended: Source? {
        condition.lock()
        defer { condition.unlock() }
        return source
    }

    /// Tells the thread that nobody wants more, and waits for its end. The thread still reads its
    /// portion to the end; if that does not come in time, the thread is left behind.
    func abandon() {
        condition.lock()
        defer { condition.unlock() }
        isAbandoned = true
        condition.broadcast()
        _ = waitInTime(until: { hasEnded })
    }

    /// Waits with `condition` locked. After one wait in vain it does not wait any more.
    ///
    /// Time in which the whole process stood still does not count, because the reading thread could
    /// not read either.
    /// - Returns: false if `isTrue` has not come true in time.
    private func waitInTime(until isTrue: () -> Bool) -> Bool {
        var left = isStalled ? Duration.zero : patience
        while !isTrue() {
            isStalled = left <= .zero
            if isStalled { return false }
            // The condition waits by a clock that may be set, so each wait is short and measured
            // anew.
            let slice = min(left, .seconds(1))
            let start = ContinuousClock.now
            _ = condition.wait(until: Date(timeIntervalSinceNow: slice / .seconds(1)))
            left -= min(ContinuousClock.now - start, slice)
        }
        return true
    }
}
