import Reminders

/// A fixed number of places, taken in the order of asking: what bounds the parts in hand.
package actor ConcurrencyLimiter {
    let width: Int
    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    package init(_ width: Int) {
        precondition(width >= 1)
        self.width = width
        free = width
    }

    package func enter() async {
        if free > 0 {
            free -= 1
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
    }

    package func leave() {
        if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
    }
}
