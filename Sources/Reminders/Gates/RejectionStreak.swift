/// Counts equal rejections running: a changed contract must not reject a whole run.
package struct RejectionStreak: Sendable {
    package static let limit = 20
    private var message = ""
    private var count = 0

    package init() {}

    package mutating func accepted() { count = 0 }

    /// - Returns: whether the run must be paused and a human asked.
    package mutating func rejected(_ message: String) -> Bool {
        count = message == self.message ? count + 1 : 1
        self.message = message
        return count >= Self.limit
    }
}
