import NIOConcurrencyHelpers
import Reminders

/// Counts the letters that are handed over and have not ended, and those that ended lately. From
/// these it derives how many slots are worth taking.
final class LettersInFlight: Sendable {
    private struct State {
        /// Letters that are handed over and have not ended.
        var out = 0
        /// Letters that ended in this window and used up their slots.
        var ended = 0
        /// The same for the window before; 0 if that one lasted half a second or more.
        var endedBefore = 0
        var windowBegan: BootInstant?

        /// Begins a new window once this one is 250 ms old.
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

    /// - Parameter width: the most letters on the wire, 1 or more.
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

    /// Returns how many slots are worth taking: as many letters as the wire carries, plus those
    /// that ended in the last quarter to half second, less those handed over. A slot expires after
    /// a second, so that more would be wasted. 0: ask again when some have ended.
    func appetite(at now: BootInstant) -> Int {
        state.withLockedValue { state in
            state.turnWindow(now)
            return max(0, width + state.ended + state.endedBefore - state.out)
        }
    }
}
