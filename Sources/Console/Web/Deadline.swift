import NIOConcurrencyHelpers

/// An answer in time, or none: what does not come is not waited for.
enum Deadline {
    struct Passed: Error {}

    /// Runs `body`, and cancels it when its time is over. It may go on then, for nobody: what hangs
    /// on a silent connection may ignore that it was cancelled.
    /// - Throws: `Passed`, or what `body` throws.
    static func within<Value: Sendable>(
        _ limit: Duration, _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let answer = NIOLockedValueBox<CheckedContinuation<Value, any Error>?>(nil)
        @Sendable func end(_ result: Result<Value, any Error>) {
            let waiting = answer.withLockedValue { waiting in
                defer { waiting = nil }
                return waiting
            }
            waiting?.resume(with: result)
        }
        let work = NIOLockedValueBox<[Task<Void, Never>]>([])
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                answer.withLockedValue { $0 = continuation }
                let task = Task {
                    do { end(.success(try await body())) } catch { end(.failure(error)) }
                    work.withLockedValue { $0.last?.cancel() }
                }
                let clock = Task {
                    guard (try? await Task.sleep(for: limit)) != nil else { return }
                    task.cancel()
                    end(.failure(Passed()))
                }
                let isOver = work.withLockedValue { tasks in
                    tasks = [task, clock]
                    return answer.withLockedValue { $0 == nil }
                }
                if isOver { clock.cancel() }
                if Task.isCancelled { task.cancel() }
            }
        } onCancel: {
            work.withLockedValue { $0.first?.cancel() }
        }
    }
}
