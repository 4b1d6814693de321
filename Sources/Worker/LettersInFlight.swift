import NIOConcurrencyHelpers
import Reminders

/// How many letters are handed over and have not ended, and how many ended lately: how many slots
/// it makes sense to take.
final class LettersInFlight: Sendable {
    private struct State {
        var out = 0
        var ended = 0
        var endedBefore = 0
        var windowBegan: BootInstant?

        mutating func turnWindow(_ now: BootInstant) {
            guard let began = windowBegan else {
                windowBegan = now
                return
            }
            let age = now - began
            guard age >= .milliseconds(250) else { return }
            endedBefore = age < .milliseconds(500) ? ended : 0
            ended = 0
            windowBegan = now
        }
    }
    private let width: Int
    private let state = NIOLockedValueBox(State())

    /// - Parameter width: how many are on the wire at most.
    init(_ width: Int) {
        precondition(width >= 1)
        self.width = width
    }

    func handedOver(_ letters: Int) { state.withLockedValue { $0.out += letters } }

    /// - Parameter called: how many of them used up their slots.
    func ended(_ letters: Int, called: Int, at now: BootInstant) {
        state.withLockedValue { state in
            state.turnWindow(now)
            state.out -= letters
            state.ended += called
        }
    }

    /// A slot dies after a second: more than the wire carries, and than ended in the last quarter
    /// to half second, would only be wasted. 0: come again when some have ended.
    func appetite(at now: BootInstant) -> Int {
        state.withLockedValue { state in
            state.turnWindow(now)
            return max(0, width + state.ended + state.endedBefore - state.out)
        }
    }
}
