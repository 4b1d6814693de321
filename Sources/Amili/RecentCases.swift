import NIOConcurrencyHelpers

/// The cases that the last letters were answered with. One case cannot be two letters': an answer
/// that names another letter's case is not this letter's answer.
final class RecentCases: Sendable {
    private struct State {
        /// Case ids, and the idempotency keys of their letters.
        var letters: [String: String] = [:]
        var order: [String] = []
        var next = 0
    }

    /// More than are on the wire at once in any installation.
    private static let most = 8_192
    private let state = NIOLockedValueBox(State())

    /// - Returns: false if the case is another letter's; then nothing is noted.
    func note(_ caseID: String, of letter: String) -> Bool {
        state.withLockedValue { state in
            if let known = state.letters[caseID] { return known == letter }
            if state.order.count < Self.most {
                state.order.append(caseID)
            } else {
                state.letters[state.order[state.next]] = nil
                state.order[state.next] = caseID
                state.next = (state.next + 1) % Self.most
            }
            state.letters[caseID] = letter
            return true
        }
    }
}
