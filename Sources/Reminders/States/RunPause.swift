/// Why a run has paused, until a human lets it go on.
package struct RunPause: Sendable, Equatable {
    package enum Cause: String, CaseIterable, Sendable {
        /// Amili rejected letter after letter with the same words.
        case rejections
    }
    package let cause: Cause
    /// How many letters running.
    package let count: Int
    /// Amili's words, without personal data.
    package let words: String

    package init(_ cause: Cause, count: Int, words: String) {
        self.cause = cause
        self.count = count
        self.words = words
    }
}
