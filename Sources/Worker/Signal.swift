import NIOConcurrencyHelpers

/// A signal that wakes tasks. A stroke ends all waits; after a stroke that found none, the next
/// wait ends at once.
final class Signal: Sendable {
    private struct State {
        var isStruck = false
        var waiting: [UInt64: CheckedContinuation<Void, Never>] = [:]
        var lastNumber: UInt64 = 0
    }
    private let state = NIOLockedValueBox(State())

    func strike() {
        let waiting = state.withLockedValue { state in
            state.isStruck = state.waiting.isEmpty
            defer { state.waiting = [:] }
            return state.waiting
        }
        for number in waiting.keys.sorted() { waiting[number]?.resume() }
    }

    /// Returns at the next stroke, or when the task is cancelled.
    func struck() async {
        let number = state.withLockedValue { state in
            state.lastNumber += 1
            return state.lastNumber
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLockedValue { state in
                    if state.isStruck || Task.isCancelled {
                        state.isStruck = false
                        return true
                    }
                    state.waiting[number] = continuation
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            state.withLockedValue { $0.waiting.removeValue(forKey: number) }?.resume()
        }
    }
}
