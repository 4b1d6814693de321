import HTTPClient
import Reminders

/// What asking for a token came to, cut by what becomes of the call that needed it.
enum TokenResult: Sendable, Equatable {
    case token(String)
    /// The call cannot be made now; trying later costs nothing.
    case notNow
    /// From that moment on a token may be had, or the one that there is tried again.
    case later(BootInstant)
    /// Key, API code, address or clock of this installation are wrong, or the key file is.
    case unauthorized
    case tooMany(retryAfter: Duration?)
}
