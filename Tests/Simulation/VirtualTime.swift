import Reminders

/// One thread, one clock: runs every task of a simulation on the thread of the test that drives
/// it, and moves the clock on only when nobody can run. Nothing waits in real time, the same seed
/// gives the same interleaving, and a system in which everybody waits for everybody is found out.
final class VirtualTime: TaskExecutor, Timekeeper {
    private struct Sleeper {
        let wakesAt: Int64
        let number: UInt64
    }
    private struct State {
        var jobs: [UnownedJob] = []
        var now = VirtualTime.beginning
        var sleepers: [Sleeper] = []
        var continuations: [UInt64: UnsafeContinuation<Bool, Never>] = [:]
        var lastNumber: UInt64 = 0
        var chance: Chance?
    }
    private let state: Single<State>
    /// Nanoseconds; late enough that everything has a past.
    static let beginning: Int64 = 1_000_000_000_000
    /// Has anybody run and run while the clock stood still?
    let hasSpun = Single(false)
    private static let mostJobsAtOnce = 100_000

    /// - Parameter seed: which of those that can run does so next is drawn from it; nil: the one
    ///   that has waited longest.
    init(seed: UInt64? = nil) {
        state = Single(State(chance: seed.map { Chance(seed: $0) }))
    }

    // MARK: The executor

    func enqueue(_ job: consuming ExecutorJob) {
        let unowned = UnownedJob(job)
        state.with { $0.jobs.append(unowned) }
    }

    private func nextJob() -> UnownedJob? {
        state.with { state in
            guard !state.jobs.isEmpty else { return nil }
            guard state.chance != nil else { return state.jobs.removeFirst() }
            let index = state.chance?.below(state.jobs.count) ?? 0
            state.jobs.swapAt(index, state.jobs.count - 1)
            return state.jobs.removeLast()
        }
    }

    /// Runs everybody until `isOver`, looked at whenever the clock is about to move.
    /// - Returns: false if it never came true: `limit` passed on the virtual clock, nobody is left
    ///   who could move, or somebody runs and runs while the clock stands still.
    func run(within limit: Duration, until isOver: () -> Bool) -> Bool {
        let end = now() + limit
        while true {
            var jobs = 0
            while let job = nextJob() {
                job.runSynchronously(on: asUnownedTaskExecutor())
                jobs += 1
                if jobs > Self.mostJobsAtOnce {
                    hasSpun.with { $0 = true }
                    return false
                }
            }
            if isOver() { return true }
            guard moveClock(notBeyond: end) else { return isOver() }
        }
    }

    private func moveClock(notBeyond end: BootInstant) -> Bool {
        let woken: UnsafeContinuation<Bool, Never>? = state.with { state in
            while let next = state.sleepers.first {
                guard next.wakesAt <= end.nanoseconds else { return nil }
                popSleeper(&state.sleepers)
                guard let continuation = state.continuations.removeValue(forKey: next.number)
                else { continue }
                state.now = max(state.now, next.wakesAt)
                return continuation
            }
            return nil
        }
        if woken == nil { state.with { $0.now = max($0.now, end.nanoseconds) } }
        woken?.resume(returning: true)
        return woken != nil
    }

    // MARK: The clock

    func now() -> BootInstant { BootInstant(nanoseconds: state.with { $0.now }) }

    func sleep(for span: Duration) async throws {
        let number = nextNumber()
        let sleptOut = await withTaskCancellationHandler {
            await wait(span, number)
        } onCancel: {
            state.with { $0.continuations.removeValue(forKey: number) }?.resume(returning: false)
        }
        if !sleptOut { throw CancellationError() }
    }

    func rest(for span: Duration) async { _ = await wait(span, nextNumber(), isDeaf: true) }

    private func nextNumber() -> UInt64 {
        state.with { state in
            state.lastNumber += 1
            return state.lastNumber
        }
    }

    private func wait(_ span: Duration, _ number: UInt64, isDeaf: Bool = false) async -> Bool {
        await withUnsafeContinuation { continuation in
            let isOver = state.with { state in
                if Task.isCancelled, !isDeaf { return true }
                state.continuations[number] = continuation
                let wakesAt = state.now + max(span, .zero).wholeNanoseconds
                pushSleeper(Sleeper(wakesAt: wakesAt, number: number), &state.sleepers)
                return false
            }
            if isOver { continuation.resume(returning: false) }
        }
    }

    // MARK: A binary heap: who wakes first, and of those who fell asleep first

    private func comesBefore(_ left: Sleeper, _ right: Sleeper) -> Bool {
        (left.wakesAt, left.number) < (right.wakesAt, right.number)
    }

    private func pushSleeper(_ sleeper: Sleeper, _ heap: inout [Sleeper]) {
        heap.append(sleeper)
        var child = heap.count - 1
        while child > 0, comesBefore(heap[child], heap[(child - 1) / 2]) {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    private func popSleeper(_ heap: inout [Sleeper]) {
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
                if comesBefore(heap[child], heap[least]) { least = child }
            }
            if least == parent { return }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}
