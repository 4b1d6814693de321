/// Whether a call begins.
package enum CallBeginning: Sendable, Equatable {
    case now
    /// It is to be asked again at that moment, or later.
    case later(Int64)
    /// It ends as not sent, held back (`HTTPFault.isHeldBack`).
    case never
}
