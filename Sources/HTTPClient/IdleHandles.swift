/// The handles without a call, each with its connection. They rest after an answer, and are
/// destroyed after having been idle for too long. Times are nanoseconds of CLOCK_BOOTTIME.
struct IdleHandles {
    private struct Idle {
        let handle: EasyHandle
        /// When it became idle.
        let since: Int64
        /// When its rest ends.
        let restedAt: Int64
        /// The call whose answer is told at the end of the rest, if there is one.
        let held: HeldAnswer?
    }

    /// Ordered by `since`.
    private var idle: [Idle] = []
    private let rest: Int64

    init(rest: Duration) { self.rest = Int64(rest.milliseconds(within: 0...10_000)) * 1_000_000 }

    var count: Int { idle.count }

    /// Adds a handle whose call has ended.
    /// - Parameter held: an answer to tell at the end of the rest.
    mutating func append(_ handle: EasyHandle, at now: Int64, holding held: HeldAnswer? = nil) {
        // A handle without a connection need not rest: nothing can come on it.
        let rests = handle.sockets.isKept || held != nil
        idle.append(
            Idle(handle: handle, since: now, restedAt: rests ? now + rest : now, held: held))
    }

    /// Takes the rested handle that became idle last, so that handles which are not needed grow
    /// old. Destroys handles whose connection spoke unasked or was closed.
    /// - Parameters:
    ///   - unrested: whether a handle that has not rested may be taken; that is the one that became
    ///     idle last.
    ///   - reserve: the number of rested handles to leave alone if an unrested one may be taken.
    /// - Returns: the handle, and whether it has rested; nil if there is none.
    mutating func next(
        at now: Int64, unrested: Bool, reserve: Int
    ) -> (handle: EasyHandle, isRested: Bool)? {
        while let index = index(at: now, unrested: unrested, reserve: reserve) {
            let one = idle.remove(at: index)
            if one.handle.sockets.areQuiet { return (one.handle, one.restedAt <= now) }
            one.handle.destroy()
        }
        return nil
    }

    /// Whether `next` has a handle to give, unless its connection spoke or was closed.
    func hasNext(at now: Int64, unrested: Bool, reserve: Int) -> Bool {
        index(at: now, unrested: unrested, reserve: reserve) != nil
    }

    private func index(at now: Int64, unrested: Bool, reserve: Int) -> Int? {
        var (lastRested, lastYoung): (Int?, Int?) = (nil, nil)
        var rested = 0
        for place in idle.indices where idle[place].held == nil {
            if idle[place].restedAt <= now {
                lastRested = place
                rested += 1
            } else {
                lastYoung = place
            }
        }
        return unrested && rested <= reserve ? lastYoung ?? lastRested : lastRested
    }

    /// When the first rest ends; nil if there is no handle.
    var nextRested: Int64? { idle.lazy.map(\.restedAt).min() }

    /// When the first held answer is to be told; nil if none is held.
    var nextHeld: Int64? { idle.lazy.filter { $0.held != nil }.map(\.restedAt).min() }

    /// Takes the held answers whose connections have rested. A connection that spoke or was closed
    /// during the rest is ended.
    /// - Returns: each answer, and whether its connection was silent.
    mutating func ripe(at now: Int64) -> [(held: HeldAnswer, isQuiet: Bool)] {
        guard let next = nextHeld, next <= now else { return [] }
        var told: [(held: HeldAnswer, isQuiet: Bool)] = []
        var kept: [Idle] = []
        for one in idle {
            guard let held = one.held, one.restedAt <= now else {
                kept.append(one)
                continue
            }
            let isQuiet = one.handle.sockets.isKept && one.handle.sockets.areQuiet
            told.append((held, isQuiet))
            if isQuiet {
                kept.append(
                    Idle(handle: one.handle, since: one.since, restedAt: one.restedAt, held: nil))
            } else {
                one.handle.destroy()
            }
        }
        idle = kept
        return told
    }

    /// Ends the connection of a held answer, and drops the answer.
    mutating func drop(_ transfer: Transfer) {
        guard let index = idle.firstIndex(where: { $0.held?.transfer === transfer }) else { return }
        idle.remove(at: index).handle.destroy()
    }

    /// Destroys the handles that have been idle for `EasyHandle.longestIdle`.
    mutating func endOld(at now: Int64) {
        let bound = now - Int64(EasyHandle.longestIdle) * 1_000_000_000
        while let oldest = idle.first, oldest.since < bound, oldest.held == nil {
            idle.removeFirst().handle.destroy()
        }
    }

    mutating func endAll() {
        for one in idle { one.handle.destroy() }
        idle = []
    }
}
