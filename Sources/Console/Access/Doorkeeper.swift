import Store

/// Decides who comes in: session cookies, form tokens, and the sign-in itself.
struct Doorkeeper: Sendable {
    static let formTokenName = "_formular"

    let store: Store
    let settings: ConsoleSettings
    let limits = SessionLimits()

    /// With the prefix `__Host-` no other host, and no other scheme, can set it.
    var sessionCookie: String { (settings.isSecure ? "__Host-" : "") + "paminn-session" }
    var doorCookie: String { (settings.isSecure ? "__Host-" : "") + "paminn-door" }

    /// - Parameter maxAge: seconds; nil: until the browser is closed; 0: deleted.
    func cookie(_ name: String, _ value: String, maxAge: Int? = nil) -> (String, String) {
        var text = "\(name)=\(value); Path=/; HttpOnly; SameSite=Lax"
        if settings.isSecure { text += "; Secure" }
        if let maxAge { text += "; Max-Age=\(maxAge)" }
        return ("Set-Cookie", text)
    }

    static func sessionHash(_ token: String) -> String { Random.digest("session", token) }

    /// Made of the session's own token: it ends with the session, and needs no table.
    static func formToken(_ token: String) -> String { Random.digest("form", token) }

    /// - Returns: nil if nobody is signed in with this cookie.
    func session(_ token: String?) async throws -> (ConsoleSession, hash: String)? {
        guard let token, token.utf8.count == 64 else { return nil }
        let hash = Self.sessionHash(token)
        return try await store.session(hash, limits: limits).map { ($0, hash) }
    }

    enum SignIn: Sendable, Equatable {
        case welcome(token: String)
        case wrong
        case tooMany
    }

    /// - Parameter language: of the page that the user signed in on.
    func signIn(_ login: String, _ password: String, language: String) async throws -> SignIn {
        // People type their password into the wrong field: kept is a hash of what was tried.
        let key = Random.digest("login", login)
        guard try await store.mayTry([key], limits: limits), Passwords.isRoom else {
            return .tooMany
        }
        let user = try await store.users(login).first { $0.login == login }
        let isRight = await Passwords.isRight(password, for: user?.password)
        guard let user, isRight, !user.isDisabled else {
            try await store.noteFailure([key], limits: limits)
            if let user { try await store.audit(user.login, "sign-in failed") }
            return .wrong
        }
        try await store.forgiveFailures(key)
        let token = Random.token()
        try await store.openSession(
            Self.sessionHash(token), user: user.id, language: language, limits: limits)
        try await store.audit(user.login, "signed in")
        return .welcome(token: token)
    }
}
