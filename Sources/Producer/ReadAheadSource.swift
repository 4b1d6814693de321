package import EnqueueStore
import Foundation

/// Reads the next lines of a source on a thread of its own while the last ones are written: reading
/// a file takes a fifth of the time that a load takes, and PostgreSQL has the rest.
package final class ReadAheadSource<Source: LoadSource & SendableMetatype>: LoadSource {
    private let make: @Sendable () throws -> Source
    private let patience: Duration
    private var reading: Reading<Source>?

    /// - Parameters:
    ///   - patience: how long the next lines may take; a file on a server that is gone never comes.
    ///   - make: called on the reading thread, as is all of the source until its end.
    package init(
        patience: Duration = .seconds(60), _ make: @escaping @Sendable () throws -> Source
    ) {
        self.patience = patience
        self.make = make
    }

    deinit { reading?.abandon() }

    /// - Throws: what the source does, or `BatchFile.Problem.unreadable` if nothing comes.
    package func next(_ limit: Int) throws -> [LoadLine] {
        let reading = self.reading ?? Reading(limit, patience, make)
        self.reading = reading
        return try reading.next()
    }

    /// Known when all was read.
    package var refused: Int { reading?.ended?.refused ?? 0 }

    package func finish() throws { try reading?.ended?.finish() }
}

/// The hand-over between the two threads: one portion of lines at a time, in the end the source.
///
/// `@unchecked Sendable`: all that changes is reached with `condition` locked; the source belongs
/// to the reading thread until that has handed it over and ended.
private final class Reading<Source: LoadSource & SendableMetatype>: @unchecked Sendable {
    private let condition = NSCondition()
    private let patience: Duration
    private var portion: [LoadLine]?
    private var failure: (any Error)?
    private var source: Source?
    private var isAbandoned = false
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

    /// Waits until the last portion was taken.
    /// - Returns: false if nobody wants more.
    private func handOver(_ lines: [LoadLine]) -> Bool {
        condition.lock()
        defer { condition.unlock() }
        while portion != nil, !isAbandoned { condition.wait() }
        portion = lines
        condition.broadcast()
        return !isAbandoned
    }

    private func end(_ source: Source?, _ error: (any Error)?) {
        condition.lock()
        defer { condition.unlock() }
        (self.source, failure, hasEnded) = (source, error, true)
        condition.broadcast()
    }

    // MARK: The other one

    /// - Returns: the next portion; empty at the end.
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

    /// Nobody wants more. Waits for the thread, which ends with the portion that it reads; if that
    /// does not come, it is left behind.
    func abandon() {
        condition.lock()
        defer { condition.unlock() }
        isAbandoned = true
        condition.broadcast()
        _ = waitInTime(until: { hasEnded })
    }

    /// With `condition` locked. Once a wait was in vain, no other is made.
    ///
    /// The time in which the whole process stood still does not count: the reading thread could
    /// not read either.
    /// - Returns: false if it has not come true in time.
    private func waitInTime(until isTrue: () -> Bool) -> Bool {
        var left = isStalled ? Duration.zero : patience
        while !isTrue() {
            isStalled = left <= .zero
            if isStalled { return false }
            // The condition waits by a clock that may be set.
            let slice = min(left, .seconds(1))
            let start = ContinuousClock.now
            _ = condition.wait(until: Date(timeIntervalSinceNow: slice / .seconds(1)))
            left -= min(ContinuousClock.now - start, slice)
        }
        return true
    }
}
