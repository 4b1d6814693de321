/// The reason why a run was paused, until a human resumes it.
package struct RunPause: Sendable, Equatable {
    /// The database stores the raw value.
    package enum Cause: String, CaseIterable, Sendable {
        /// Amili rejected many letters in a row with the same words.
        case rejections
    }
    package let cause: Cause
    /// The number of rejections in a row.
    package let count: Int
    /// Amili's words, without personal data.
    package let words: String

    package init(_ cause: Cause, count: Int, words: String) {
        self.cause = cause
        self.count = count
        self.words = words
    }
}
