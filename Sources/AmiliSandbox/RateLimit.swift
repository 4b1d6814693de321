/// At most `calls` calls in any `seconds` seconds, per creditor and endpoint.
package struct RateLimit: Equatable, Sendable {
    package let calls: Int
    package let seconds: Int

    /// - Parameter text: `CALLS/SECONDS`, as in `600/60`; both 1…1,000,000.
    /// - Returns: nil for any other text.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2, let calls = parts[0], let seconds = parts[1],
            (1...1_000_000).contains(calls), (1...1_000_000).contains(seconds)
        else { return nil }
        self.calls = calls
        self.seconds = seconds
    }
}
