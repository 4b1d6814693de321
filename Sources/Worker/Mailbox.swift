import NIOConcurrencyHelpers

/// A queue that any thread puts elements into. One task takes them, all at once.
final class Mailbox<Element: Sendable>: Sendable {
    private struct State {
        var elements: [Element] = []
        var waiter: CheckedContinuation<Void, Never>?
    }
    private let state = NIOLockedValueBox(State())

    /// Adds elements. Callable from any thread; does not block.
    func put(_ elements: [Element]) {
        let waiter = state.withLockedValue { state in
            state.elements += elements
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }

    /// Waits until there is an element, and returns all there are. Ignores cancellation; one task
    /// at a time.
    func take() async -> [Element] {
        await withCheckedContinuation { continuation in
            let isThere = state.withLockedValue { state in
                precondition(state.waiter == nil, "one task at a time waits")
                guard state.elements.isEmpty else { return true }
                state.waiter = continuation
                return false
            }
            if isThere { continuation.resume() }
        }
        return state.withLockedValue { state in
            defer { state.elements = [] }
            return state.elements
        }
    }
}
