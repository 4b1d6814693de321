/// Reads the header `Retry-After`: whole seconds, or a date.
enum RetryAfter {
    /// The longest wait in seconds, about 31 years: sums with it do not overflow. Callers have far
    /// lower bounds of their own.
    static let longest: Int64 = 999_999_999

    /// - Parameters:
    ///   - text: the header's value; nil if there was none.
    ///   - now: seconds since 1970, by the clock of the machine that wrote the header.
    /// - Returns: nil if there is no wait, or none that makes sense, such as a date that has
    ///   passed.
    static func span(_ text: String?, now: Int64) -> Duration? {
        guard let text, !text.isEmpty else { return nil }
        if text.utf8.allSatisfy({ (48...57).contains($0) }) {
            return .seconds(min(Int64(text) ?? longest, longest))
        }
        guard let moment = HTTPDate.seconds(text), moment >= now else { return nil }
        return .seconds(min(moment - now, longest))
    }
}
