import Reminders

/// A process that can be stopped for a while, or for good, wherever it waits.
final class Hold: Sendable {
    private enum State {
        case running
        case paused(until: BootInstant)
        case killed
        /// The simulation is over: whoever waits goes on, to its end.
        case over
    }
    private let state = Single(State.running)
    private let dead = Single<[UnsafeContinuation<Void, Never>]>([])
    private let time: VirtualTime
    private let script = Single(Script())

    /// In a struct: a bare function under a generic cell is wrapped anew at each look.
    private struct Script { var pause: (String) -> Duration? = { _ in nil } }

    init(_ time: VirtualTime) { self.time = time }

    /// For how long the process stops at the place of that name; nil: it goes on.
    func onPass(_ pause: @escaping (String) -> Duration?) { script.with { $0.pause = pause } }

    func pause(_ span: Duration) {
        guard !isKilled else { return }
        let until = time.now() + span
        state.with { $0 = .paused(until: until) }
    }
    func kill() { state.with { $0 = .killed } }
    var isKilled: Bool { state.with { if case .killed = $0 { true } else { false } } }
    var isOver: Bool { state.with { if case .over = $0 { true } else { false } } }

    /// Lets the memory of a process go that will never run again.
    func end() {
        state.with { $0 = .over }
        let waiting = dead.with { dead in
            defer { dead = [] }
            return dead
        }
        for continuation in waiting { continuation.resume() }
    }

    /// - Parameter place: where in its work the process is.
    func pass(_ place: String) async {
        if case .running = state.with({ $0 }), let span = script.with({ $0.pause })(place) {
            pause(span)
        }
        while true {
            switch state.with({ $0 }) {
            case .running, .over: return
            case .killed:
                await withUnsafeContinuation { continuation in
                    dead.with { $0.append(continuation) }
                }
            case .paused(let until):
                let left = until - time.now()
                if left <= .zero {
                    state.with { $0 = .running }
                } else {
                    await time.rest(for: left)
                }
            }
        }
    }
}

/// The clock of a process that can be held.
struct HeldTime: Timekeeper {
    let time: VirtualTime
    let hold: Hold
    func now() -> BootInstant { time.now() }
    func sleep(for span: Duration) async throws {
        try await time.sleep(for: span)
        await hold.pass("sleep")
    }
    func rest(for span: Duration) async {
        await time.rest(for: span)
        await hold.pass("rest")
    }
}
