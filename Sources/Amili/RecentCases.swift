import NIOConcurrencyHelpers

/// The cases that Amili named in its last answers to letters. Two letters never have the same case:
/// an answer that names another letter's case does not belong to this letter.
final class RecentCases: Sendable {
    private struct State {
        /// Idempotency keys of letters, by the ids of their cases.
        var letters: [String: String] = [:]
        /// A ring of the case ids; once it is full, the oldest stands at `next`.
        var order: [String] = []
        var next = 0
    }

    /// Cases remembered: more than any installation has letters on the wire.
    private static let most = 8_192
    private let state = NIOLockedValueBox(State())

    /// Notes the case of a letter.
    /// - Parameter letter: its idempotency key.
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
