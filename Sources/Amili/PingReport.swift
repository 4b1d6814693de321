package import Reminders

/// Can we speak with Amili? For `doctor`.
package struct PingReport: Sendable, Equatable {
    package enum Verdict: Sendable, Equatable {
        case tokenGranted
        /// Key file, API code, address or clock are wrong; `trace.message` says which if it can.
        case unauthorized
        case tooMany(retryAfter: Duration?)
        /// Not reached, or no sensible answer.
        case unreachable
    }
    package let verdict: Verdict
    /// Our wall clock minus Amili's, exact to about a second; nil if Amili did not tell the time.
    /// Some minutes of it make every token call fail.
    package let clockSkew: Duration?
    package let trace: CallTrace
}
