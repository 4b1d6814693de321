import NIOConcurrencyHelpers

/// Tells a worker to stop, in three steps. First it claims nothing more (`draining`). Then it cuts
/// off the calls on the wire (`aborting`). One lease later it gives up what cannot be written back
/// (`WorkerContext.startWriteBackDeadline`).
package final class Stop: Sendable {
    /// How far stopping has come.
    package enum Stage: Int, Comparable, Sendable {
        case running, draining, aborting
        package static func < (left: Stage, right: Stage) -> Bool { left.rawValue < right.rawValue }
    }
    private struct State {
        var stage = Stage.running
        var waiting: [UInt64: (Stage, CheckedContinuation<Void, Never>)] = [:]
        var lastNumber: UInt64 = 0
    }
    private let state = NIOLockedValueBox(State())

    package init() {}

    package var stage: Stage { state.withLockedValue { $0.stage } }
    package var isStopping: Bool { stage > .running }

    /// Moves on to `stage`; never back.
    package func advance(to stage: Stage) {
        let reached = state.withLockedValue { state in
            state.stage = max(state.stage, stage)
            let reached = state.waiting.filter { $0.value.0 <= state.stage }
            for number in reached.keys { state.waiting[number] = nil }
            // In the order of their waits, so that a simulation runs the same way twice.
            return reached.sorted { $0.key < $1.key }.map(\.value.1)
        }
        for continuation in reached { continuation.resume() }
    }

    /// Returns when `stage` is reached, or the task is cancelled.
    package func reachedOrCancelled(_ stage: Stage) async {
        let number = state.withLockedValue { state in
            state.lastNumber += 1
            return state.lastNumber
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                // A task is marked as cancelled before `onCancel` runs, and both look under the
                // lock: no cancellation falls between them.
                let isOver = state.withLockedValue { state in
                    if state.stage >= stage || Task.isCancelled { return true }
                    state.waiting[number] = (stage, continuation)
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            state.withLockedValue { $0.waiting.removeValue(forKey: number) }?.1.resume()
        }
    }
}
