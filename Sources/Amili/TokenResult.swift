import HTTPClient
import Reminders

/// The result of asking for a token, by what follows for the call that needs it.
enum TokenResult: Sendable, Equatable {
    case token(String)
    /// The call cannot be made now; trying later costs nothing.
    case notNow
    /// From this moment on a token may be asked for, or the present one tried again.
    case later(BootInstant)
    /// The key file, its key, the API code, the address or the clock of this installation is wrong.
    case unauthorized
    /// The token call was answered 429; nil: Amili named no wait.
    case tooMany(retryAfter: Duration?)
}
