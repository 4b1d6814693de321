import Reminders

/// A fixed number of places, given in the order of asking. It limits the parts in hand.
package actor ConcurrencyLimiter {
    let width: Int
    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    /// - Precondition: `width` is 1 or more.
    package init(_ width: Int) {
        precondition(width >= 1)
        self.width = width
        free = width
    }

    /// Takes a place, waiting for one if none is free. Ignores cancellation.
    package func enter() async {
        if free > 0 {
            free -= 1
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
    }

    /// Gives a place back; the task that has waited longest gets it.
    package func leave() {
        if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
    }
}
