import Reminders

/// One token call, ended.
struct TokenExchange: Sendable {
    struct Token: Sendable, Equatable {
        let text: String
        let grantedAt: BootInstant
        let renewAt: BootInstant
        let endsAt: BootInstant
    }

    var result: TokenResult
    var token: Token?
    var trace = CallTrace()
    /// The moment to begin by had passed before the call left.
    var wasTooLate = false
    /// Amili's clock at the answer, seconds since 1970.
    var amiliNow: Int64?
}
