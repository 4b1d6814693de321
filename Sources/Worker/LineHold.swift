import NIOConcurrencyHelpers

/// Keeps the letters of a part that still stand in line from beginning: for good, or until the part
/// has handled other letters' ends.
final class LineHold: Sendable {
    private struct State {
        var isForGood = false
        var unheeded = 0
    }
    /// The number of ends without acceptance, not handled yet, that stops the line. The line is
    /// fast: without this bound many more letters would follow the one that is to stop them.
    private static let mostUnheeded = 4

    private let state = NIOLockedValueBox(State())

    func holdForGood() { state.withLockedValue { $0.isForGood = true } }

    var isForGood: Bool { state.withLockedValue { $0.isForGood } }

    /// Counts letters that ended and were not accepted.
    func ended(unaccepted letters: Int) {
        if letters > 0 { state.withLockedValue { $0.unheeded += letters } }
    }

    /// Notes that the part has handled so many of them.
    func heeded(_ letters: Int) {
        if letters > 0 { state.withLockedValue { $0.unheeded -= letters } }
    }

    /// Whether the line waits until the part has handled more ends.
    var isWaitingForHeed: Bool { state.withLockedValue { $0.unheeded >= Self.mostUnheeded } }
}
