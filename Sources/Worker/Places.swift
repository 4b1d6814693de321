import Reminders

/// A fixed number of places, taken in the order of asking: what bounds the calls on the wire and
/// the parts in hand.
actor Places {
    let width: Int
    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []
    private var left = 0
    private var leftBefore = 0
    private var windowBegan: BootInstant?

    init(_ width: Int) {
        precondition(width >= 1)
        self.width = width
        free = width
    }

    func enter() async {
        if free > 0 {
            free -= 1
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
    }

    func leave(at now: BootInstant) {
        turnWindow(now)
        left += 1
        if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
    }

    func leave() {
        if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
    }

    /// How many calls it makes sense to take slots for: what is free now, or what was done in the
    /// last quarter to half second, less those who wait already. A slot dies after a second, so
    /// more would only be wasted. 0: come again when somebody has left.
    func appetite(at now: BootInstant) -> Int {
        turnWindow(now)
        return max(0, free, left + leftBefore - waiting.count)
    }

    private func turnWindow(_ now: BootInstant) {
        guard let began = windowBegan else {
            windowBegan = now
            return
        }
        let age = now - began
        guard age >= .milliseconds(250) else { return }
        leftBefore = age < .milliseconds(500) ? left : 0
        left = 0
        windowBegan = now
    }
}
