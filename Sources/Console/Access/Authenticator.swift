import AccessStore

/// Decides who comes in: session cookies, form tokens, and the sign-in itself.
struct Authenticator: Sendable {
    static let formTokenName = "_formular"

    /// A browser that signed in once is known for so long.
    private static let browserLives = 180 * 86_400

    let access: AccessStore
    let settings: ConsoleSettings
    let signIns: SignInGuard
    let limits = SessionLimits()

    init(_ access: AccessStore, settings: ConsoleSettings, signIns: SignInGuard = SignInGuard()) {
        self.access = access
        self.settings = settings
        self.signIns = signIns
    }

    /// With the prefix `__Host-` no other host, and no other scheme, can set it.
    var sessionCookie: String { (settings.isSecure ? "__Host-" : "") + "paminn-session" }
    var doorCookie: String { (settings.isSecure ? "__Host-" : "") + "paminn-door" }
    /// Says that somebody signed in here before, and gives no rights.
    var browserCookie: String { (settings.isSecure ? "__Host-" : "") + "paminn-browser" }

    /// - Parameter maxAge: seconds; nil: until the browser is closed; 0: deleted.
    func cookie(_ name: String, _ value: String, maxAge: Int? = nil) -> (String, String) {
        var text = "\(name)=\(value); Path=/; HttpOnly; SameSite=Lax"
        if settings.isSecure { text += "; Secure" }
        if let maxAge { text += "; Max-Age=\(maxAge)" }
        return ("Set-Cookie", text)
    }

    static func sessionHash(_ token: String) -> String { Random.digest("session", token) }

    /// Made of the session's own token: it ends with the session, and needs no table. Another text
    /// each time, so that the length of a compressed page tells nothing of it.
    static func formToken(_ token: String) -> String {
        Random.masked(Random.digest("form", token))
    }

    /// - Parameter given: what a form carries.
    static func isFormToken(_ given: String, of token: String) -> Bool {
        guard given.utf8.count == formTokenLength, given.utf8.allSatisfy({ $0 < 0x80 }) else {
            return false
        }
        return Random.areEqual(
            Array(Random.unmasked(given).utf8), Array(Random.digest("form", token).utf8))
    }

    /// A mask and a digest of 256 bits each, in hexadecimal digits.
    private static let formTokenLength = 128

    /// - Returns: nil if nobody is signed in with this cookie.
    /// - Parameter isSeen: a page that looks for news by itself keeps no session alive.
    func session(
        _ token: String?, isSeen: Bool = true
    ) async throws -> (ConsoleSession, hash: String)? {
        guard let token, token.utf8.count == 64 else { return nil }
        let hash = Self.sessionHash(token)
        return try await access.session(hash, limits: limits, isSeen: isSeen).map { ($0, hash) }
    }

    enum SignIn: Sendable, Equatable {
        /// With the cookies to set.
        case welcome(token: String, browser: String)
        case wrong
        /// Too many failed; nothing is looked at before that.
        case wait(Duration)
        /// Too many sign in at the same time.
        case busy
    }

    /// A request to sign in.
    struct Applicant {
        let login: String
        let password: String
        /// The sign-in page's language, `sv` or `en`.
        let language: String
        /// nil if it cannot be told.
        let address: String?
        /// Two cookies: the token that this browser got at an earlier sign-in, and its session.
        let browser: String?
        let session: String?
    }

    /// Counts first and checks then: of many tries at once no more are checked than are free.
    func signIn(_ who: Applicant) async throws -> SignIn {
        // People type their password into the wrong field: kept is a hash of what was tried.
        let browser = who.browser.map { Random.digest("browser", $0) }
        var isKnown = false
        if let browser { isKnown = try await access.isKnownBrowser(browser, of: who.login) }
        let pair = Random.digest("pair", "\(who.address ?? "")\n\(who.login)")
        let tries = tries(who, pair: pair, knownBrowser: isKnown ? browser : nil)
        let name = isKnown ? browser ?? pair : pair
        if let wait = signIns.wait(name) {
            signIns.noteRefusal(who.address, wait)
            return .wait(wait)
        }
        let lane = isKnown ? signIns.known : signIns.strangers
        guard !lane.isFull else {
            signIns.noteRefusal(who.address, nil)
            return .busy
        }
        if let wait = try await access.beginTry(tries) {
            signIns.remember(name, wait)
            signIns.noteRefusal(who.address, wait)
            return .wait(wait)
        }
        let user = try await access.users(who.login).first { $0.login == who.login }
        let (rounds, sealed, password) = (settings.passwordRounds, user?.password, who.password)
        let isRight: Bool
        do {
            isRight = try await lane.run {
                Passwords.isRightNow(password, for: sealed, rounds: rounds)
            }
        } catch is HashingLane.Full {
            // It was not looked at, and is no failure.
            try await access.forgiveTries(tries)
            signIns.noteRefusal(who.address, nil)
            return .busy
        }
        guard let user, isRight, !user.isDisabled else {
            signIns.noteFailure(who.address)
            if let user {
                try await access.audit(user.login, .signInFailed, address: who.address)
            }
            return .wrong
        }
        try await access.forgiveTries(tries)
        return try await letIn(user, who, lane)
    }

    private func tries(
        _ who: Applicant, pair: String, knownBrowser: String?
    ) -> [SignInTry] {
        if let knownBrowser { return [SignInTry(.browser, knownBrowser)] }
        let found = [
            SignInTry(.login, Random.digest("login", who.login)), SignInTry(.pair, pair),
        ]
        return found + (who.address.map { [SignInTry(.address, $0)] } ?? [])
    }

    private func letIn(
        _ user: ConsoleUser, _ who: Applicant, _ lane: HashingLane
    ) async throws -> SignIn {
        let (rounds, password) = (settings.passwordRounds, who.password)
        if Passwords.isWeak(user.password, rounds: rounds),
            let sealed = try? await lane.run({
                try Passwords.sealedNow(password, rounds: rounds)
            })
        {
            try await access.resealPassword(of: user.id, from: user.password, to: sealed)
        }
        let (token, browser) = (Random.token(), Random.token())
        try await access.openSession(
            Self.sessionHash(token), user: user.id, language: who.language, limits: limits,
            insteadOf: who.session.map(Self.sessionHash))
        try await access.knowBrowser(Random.digest("browser", browser), of: user.id)
        try await access.audit(user.login, .signedIn, address: who.address)
        return .welcome(token: token, browser: browser)
    }

    func browserCookie(_ token: String) -> (String, String) {
        cookie(browserCookie, token, maxAge: Self.browserLives)
    }
}
