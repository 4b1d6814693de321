/// A rate of calls in words.
enum RateText {
    /// - Parameter rate: calls a second.
    /// - Returns: nil without a limit.
    static func limit(_ rate: Double) -> String? {
        rate.isFinite ? "at most \(rate) calls a second" : nil
    }

    /// The rate as the audit record names it.
    static func recorded(_ rate: Double) -> String { rate.isFinite ? "\(rate)/s" : "none" }
}
