/// Counts equal rejections in a row, so that a changed contract does not get a whole run rejected.
package struct RejectionStreak: Sendable {
    /// The number of equal rejections in a row from which on the run must be paused.
    package static let limit = 20
    private var message = ""
    private var count = 0

    package init() {}

    /// Ends the streak.
    package mutating func accepted() { count = 0 }

    /// Counts a rejection.
    /// - Parameter message: Amili's words; another message starts a new streak.
    /// - Returns: whether the run must be paused and a human asked.
    package mutating func rejected(_ message: String) -> Bool {
        count = message == self.message ? count + 1 : 1
        self.message = message
        return count >= Self.limit
    }
}
