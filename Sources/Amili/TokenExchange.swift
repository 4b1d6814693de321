import Reminders

/// The end of one token call.
struct TokenExchange: Sendable {
    /// A token, with moments of this machine's boot clock.
    struct Token: Sendable, Equatable {
        let text: String
        let grantedAt: BootInstant
        /// From this moment on a new token is asked for; this one is good until `endsAt`.
        let renewAt: BootInstant
        let endsAt: BootInstant
    }

    var result: TokenResult
    /// nil unless the result is a token.
    var token: Token?
    var trace = CallTrace()
    /// The call got no slot, or `startBy` passed before it left: its result says nothing about
    /// Amili.
    var wasTooLate = false
    /// Amili's clock at the answer, seconds since 1970; nil if there is no readable `Date`.
    var amiliNow: Int64?
}
