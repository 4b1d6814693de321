import Dispatch
import NIOConcurrencyHelpers

/// Hashes passwords one at a time, off the threads that serve pages: many sign-ins at once must
/// take neither those nor the machine's memory. If too many wait, the next one is refused at once.
final class HashingLane: Sendable {
    private let queue = DispatchQueue(label: "paminn.passwords")
    private let most: Int
    /// The hashes in the queue and under way.
    private let waiting = NIOLockedValueBox(0)

    /// - Parameter most: hashes in the queue and under way together.
    init(most: Int) { self.most = most }

    /// - Throws: `Full` if too many wait, without calling `body`; what `body` throws.
    func run<Value: Sendable>(
        _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        let isIn = waiting.withLockedValue { waiting in
            guard waiting < most else { return false }
            waiting += 1
            return true
        }
        guard isIn else { throw Full() }
        defer { waiting.withLockedValue { $0 -= 1 } }
        return try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try body() }) }
        }
    }

    /// Whether `run` would be refused at this moment.
    var isFull: Bool { waiting.withLockedValue { $0 >= most } }

    /// Too many hashes wait.
    struct Full: Error {}
}
