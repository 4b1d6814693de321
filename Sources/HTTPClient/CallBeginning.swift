/// The answer of `CallPacing.begin`.
package enum CallBeginning: Sendable, Equatable {
    case now
    /// To be asked again at this moment or later, nanoseconds of CLOCK_BOOTTIME.
    case later(Int64)
    /// The call ends as not sent, held back (`HTTPFault.isHeldBack`).
    case never
}
