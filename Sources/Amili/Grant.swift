import Reminders

/// The result of asking for a token, with its cost to this caller. A caller that only waited for
/// another's token call has an empty trace.
struct Grant: Sendable {
    var result: TokenResult
    var trace = CallTrace()
}
