package import Reminders

/// Whether Amili answers this installation; for `doctor`.
package struct PingReport: Sendable, Equatable {
    /// The result of the token call.
    package enum Verdict: Sendable, Equatable {
        case tokenGranted
        /// The key file, API code, address or clock is wrong; `trace.message` says which, if known.
        case unauthorized
        /// 429; nil: Amili named no wait.
        case tooMany(retryAfter: Duration?)
        /// Amili was not reached, or gave no sensible answer.
        case unreachable
    }
    package let verdict: Verdict
    /// Our wall clock minus Amili's, exact to about a second; nil if Amili did not tell the time. A
    /// token call bridges it up to `AmiliBounds.longestSkew`; beyond that every token call fails.
    package let clockSkew: Duration?
    /// The cost of the token call and, if it failed, the reason in blanked words.
    package let trace: CallTrace
}
