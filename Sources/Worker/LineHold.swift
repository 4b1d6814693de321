import NIOConcurrencyHelpers

/// Keeps a part's letters that stand in line from beginning: for good, or until what became of
/// others has been looked at.
final class LineHold: Sendable {
    private struct State {
        var isForGood = false
        var unheeded = 0
    }
    /// Letters that were not accepted and that nobody has looked at yet. The line is fast: without
    /// a bound, many more would go after the one that is to stop them.
    private static let mostUnheeded = 4

    private let state = NIOLockedValueBox(State())

    func holdForGood() { state.withLockedValue { $0.isForGood = true } }

    var isForGood: Bool { state.withLockedValue { $0.isForGood } }

    /// So many letters ended, and were not accepted.
    func ended(unaccepted letters: Int) {
        if letters > 0 { state.withLockedValue { $0.unheeded += letters } }
    }

    /// So many of them have been looked at.
    func heeded(_ letters: Int) {
        if letters > 0 { state.withLockedValue { $0.unheeded -= letters } }
    }

    var isWaitingForHeed: Bool { state.withLockedValue { $0.unheeded >= Self.mostUnheeded } }
}
