/// The latest reading of something that is dear to read. It is read only when somebody asks and the
/// last reading is too old, once for all who ask, and nobody waits for it longer than the deadline.
package actor LatestValue<Value: Sendable> {
    /// What came of a reading.
    package enum Reading: Sendable {
        case value(Value)
        case failed(any Error)
        /// The reading had not ended by the deadline. It goes on.
        case late
    }

    private let life: Duration
    private let deadline: Duration
    private let read: @Sendable () async throws -> Value
    private var last: (reading: Reading, at: ContinuousClock.Instant)?
    private var isReading = false
    private var waiting: [Int: CheckedContinuation<Reading, Never>] = [:]
    private var lastNumber = 0

    /// - Parameters:
    ///   - life: how long a reading is good, and a failure, too.
    ///   - deadline: the longest wait.
    ///   - read: has to end by itself; no other reading begins before.
    package init(
        life: Duration, deadline: Duration, read: @escaping @Sendable () async throws -> Value
    ) {
        self.life = life
        self.deadline = deadline
        self.read = read
    }

    /// The last reading, if it is young enough, or a new one.
    package func value() async -> Reading {
        if let last, ContinuousClock.now - last.at < life { return last.reading }
        if !isReading {
            isReading = true
            // A task of its own: the one who asked may go away.
            Task { finish(await reading()) }
        }
        lastNumber += 1
        let number = lastNumber
        let alarm = Task { [deadline] in
            try? await Task.sleep(for: deadline)
            if !Task.isCancelled { waiting.removeValue(forKey: number)?.resume(returning: .late) }
        }
        defer { alarm.cancel() }
        return await withCheckedContinuation { waiting[number] = $0 }
    }

    private func reading() async -> Reading {
        do {
            return .value(try await read())
        } catch {
            return .failed(error)
        }
    }

    private func finish(_ reading: Reading) {
        isReading = false
        last = (reading, .now)
        let all = waiting.values
        waiting = [:]
        for one in all { one.resume(returning: reading) }
    }
}
