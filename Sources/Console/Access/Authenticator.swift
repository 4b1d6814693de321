import AccessStore
import Hummingbird

/// Decides who may enter: session cookies, form tokens, and the sign-in itself. The database gets
/// digests of tokens alone, so that nobody who reads it can sign in.
struct Authenticator: Sendable {
    /// The name of the hidden field that every form carries.
    static let formTokenName = "_formular"

    /// How long, in seconds, a browser is known after a sign-in: 180 days.
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

    /// The name of the cookie with the session's token. With the prefix `__Host-` no other host,
    /// and no other scheme, can set it.
    var sessionCookie: String { (settings.isSecure ? "__Host-" : "") + "paminn-session" }
    /// The name of the cookie that comes with the sign-in page, whose form token is made of it.
    var doorCookie: String { (settings.isSecure ? "__Host-" : "") + "paminn-door" }
    /// The name of the cookie that says that somebody has signed in here before. It gives no
    /// rights.
    var browserCookie: String { (settings.isSecure ? "__Host-" : "") + "paminn-browser" }
    /// The name of the cookie with the handle of the company that was looked at last, where the
    /// next sign-in begins.
    var creditorCookie: String { (settings.isSecure ? "__Host-" : "") + "paminn-foretag" }

    /// A cookie to set, out of reach of scripts and of other sites' forms.
    /// - Parameters:
    ///   - value: letters, digits and hyphens.
    ///   - maxAge: seconds; nil: until the browser is closed; 0: delete it.
    func cookie(_ name: String, _ value: String, maxAge: Int? = nil) -> Cookie {
        Cookie(
            name: name, value: value, maxAge: maxAge, path: "/", secure: settings.isSecure,
            sameSite: .lax)
    }

    /// The digest by which the database knows the session of a token.
    static func sessionHash(_ token: String) -> String { Random.digest("session", token) }

    /// A form token made of the session's own: it ends with the session, and needs no table. It is
    /// another text each time, so that the length of a compressed page reveals nothing of it.
    static func formToken(_ token: String) -> String {
        Random.masked(Random.digest("form", token))
    }

    /// Whether a form token belongs to the session of a token. Takes the same time wherever the two
    /// differ.
    /// - Parameter given: the form's field, of any length and content.
    static func isFormToken(_ given: String, of token: String) -> Bool {
        guard given.utf8.count == formTokenLength, given.utf8.allSatisfy({ $0 < 0x80 }) else {
            return false
        }
        return Random.areEqual(
            Array(Random.unmasked(given).utf8), Array(Random.digest("form", token).utf8))
    }

    /// A mask and a digest of 256 bits each, in hexadecimal digits.
    private static let formTokenLength = 128

    /// The session of a cookie.
    /// - Parameter isSeen: false for a page that looks for news by itself, which keeps no session
    ///   alive.
    /// - Returns: nil if nobody is signed in with this cookie.
    func session(
        _ token: String?, isSeen: Bool
    ) async throws -> Visitor? {
        guard let token, token.utf8.count == 64 else { return nil }
        let hash = Self.sessionHash(token)
        return try await access.session(hash, limits: limits, isSeen: isSeen)
            .map { Visitor(session: $0, hash: hash, token: token) }
    }

    /// The outcome of a sign-in.
    enum SignIn: Sendable, Equatable {
        /// Signed in; both are values of cookies to set.
        case welcome(token: String, browser: String)
        /// The login, the password, or both are wrong, or the user is disabled: which, is not told.
        case wrong
        /// Too many tries have failed. The password was not looked at.
        case wait(Duration)
        /// Too many sign in at the same moment. The password was not looked at.
        case busy
    }

    /// A request to sign in.
    struct Applicant {
        let login: String
        let password: String
        /// The sign-in page's language, `sv` or `en`.
        let language: String
        /// The client's address; nil if it cannot be told.
        let address: String?
        /// The token that this browser got at an earlier sign-in; nil if it has none.
        let browser: String?
        /// The token of the session that this browser has, which the sign-in replaces.
        let session: String?
    }

    /// Tries a sign-in. The try is counted before the password is checked: of many at once, no more
    /// are checked than the budgets allow. A user who does not exist takes as long to refuse as one
    /// who does.
    /// - Throws: `PostgresError`.
    func signIn(_ who: Applicant) async throws -> SignIn {
        // The tries are counted by digests: people type their password into the wrong field.
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
            try await access.returnTries(tries)
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

    /// The budgets that a try is counted against: for a known browser its own alone, so that
    /// guesses of strangers cannot lock it out; otherwise those of the login, of the pair of
    /// address and login, and of the address if it is known.
    private func tries(
        _ who: Applicant, pair: String, knownBrowser: String?
    ) -> [SignInTry] {
        if let knownBrowser { return [SignInTry(.browser, knownBrowser)] }
        let found = [
            SignInTry(.login, Random.digest("login", who.login)), SignInTry(.pair, pair),
        ]
        return found + (who.address.map { [SignInTry(.address, $0)] } ?? [])
    }

    /// Opens a session, and remembers the browser. A password that was sealed at a lower cost is
    /// sealed anew, unless the lane is full.
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

    /// The cookie that keeps the token of this sign-in.
    func browserCookie(_ token: String) -> Cookie {
        cookie(browserCookie, token, maxAge: Self.browserLives)
    }

    /// The cookie that keeps the company that was looked at last.
    func creditorCookie(_ handle: String) -> Cookie {
        cookie(creditorCookie, handle, maxAge: Self.browserLives)
    }
}
