import AccessStore

/// The user who makes a request, as its session cookie tells.
struct Visitor: Sendable {
    let session: ConsoleSession
    /// The token's digest, by which the database knows the session.
    let hash: String
    /// The cookie's value, which only the browser keeps.
    let token: String
}
