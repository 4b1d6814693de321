/// Handles that carry no call, each with its connection: they rest after an answer, and end when
/// they have been idle for too long. Times are nanoseconds of CLOCK_BOOTTIME.
struct IdleHandles {
    private struct Idle {
        let handle: EasyHandle
        /// When it came back.
        let since: Int64
        /// When it will have rested.
        let restedAt: Int64
        /// The call whose answer is told then.
        let held: HeldAnswer?
    }

    /// Those that came back first come first.
    private var idle: [Idle] = []
    private let rest: Int64

    init(rest: Duration) { self.rest = Int64(rest.milliseconds(within: 0...10_000)) * 1_000_000 }

    var count: Int { idle.count }

    /// - Parameter held: an answer that is told when the handle has rested; nil if there is none.
    mutating func append(_ handle: EasyHandle, at now: Int64, holding held: HeldAnswer? = nil) {
        // Without a connection there is nothing that could speak unasked.
        let rests = handle.sockets.isKept || held != nil
        idle.append(
            Idle(handle: handle, since: now, restedAt: rests ? now + rest : now, held: held))
    }

    /// Takes the rested handle that came back last, so that handles which are not needed grow old.
    /// Ends handles whose connection spoke unasked or was closed.
    /// - Parameters:
    ///   - unrested: whether one that has not rested will do: the one that came back last.
    ///   - reserve: how many rested ones are left alone while an unrested one will do.
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

    /// Whether `next` has one to give, unless it has spoken or been closed.
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

    /// When the first of them will have rested; nil if there is none.
    var nextRested: Int64? { idle.lazy.map(\.restedAt).min() }

    /// When the first answer that is held will be told; nil if none is held.
    var nextHeld: Int64? { idle.lazy.filter { $0.held != nil }.map(\.restedAt).min() }

    /// Takes out the answers whose connections have rested. A connection that spoke or was closed
    /// meanwhile is ended.
    /// - Returns: each with whether its connection kept quiet.
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

    /// Ends the connection of an answer that is held, and with it the wait.
    mutating func drop(_ transfer: Transfer) {
        guard let index = idle.firstIndex(where: { $0.held?.transfer === transfer }) else { return }
        idle.remove(at: index).handle.destroy()
    }

    /// Ends those that have been idle for so long that their connections are not used again.
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
