import Reminders

/// A result, with what it cost the one who asked: those who only waited paid nothing.
struct Grant: Sendable {
    var result: TokenResult
    var trace = CallTrace()
}
