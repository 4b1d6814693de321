import Dispatch
import NIOConcurrencyHelpers

/// Passwords are hashed one at a time in a lane: sign-ins together must take neither the machine's
/// memory nor the threads that serve pages. Whoever finds the line too long is told so at once.
final class HashingLane: Sendable {
    private let queue = DispatchQueue(label: "paminn.passwords")
    private let most: Int
    private let waiting = NIOLockedValueBox(0)

    /// - Parameter most: in the line and at its head.
    init(most: Int) { self.most = most }

    /// - Throws: `Full` if the line is too long, and what `body` throws.
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

    var isFull: Bool { waiting.withLockedValue { $0 >= most } }

    struct Full: Error {}
}
