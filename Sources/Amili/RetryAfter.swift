/// The header `Retry-After`: whole seconds, or a date.
enum RetryAfter {
    /// No wait is longer than this (about 31 years), so that nobody's sums overflow; whoever waits
    /// has a far lower bound.
    static let longest: Int64 = 999_999_999

    /// - Parameters:
    ///   - text: the header's value; nil if there was none.
    ///   - now: seconds since 1970 by the clock that a date in it was written by.
    /// - Returns: nil if there is none, or none that makes sense (a date that has passed does not).
    static func span(_ text: String?, now: Int64) -> Duration? {
        guard let text, !text.isEmpty else { return nil }
        if text.utf8.allSatisfy({ (48...57).contains($0) }) {
            return .seconds(min(Int64(text) ?? longest, longest))
        }
        guard let moment = HTTPDate.seconds(text), moment >= now else { return nil }
        return .seconds(min(moment - now, longest))
    }
}
