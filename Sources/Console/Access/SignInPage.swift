import AccessStore
import Hummingbird

/// The page `/logga-in` and its form, in Swedish or English.
struct SignInPage {
    /// Bytes, checked before anything is made of them. The longest address of a mailbox has 254.
    ///
    /// - SeeAlso: RFC 3696, erratum 1690.
    private static let (longestLogin, longestPassword) = (254, 1_024)

    /// The most bytes that a stranger may send.
    static let largestForm = 4_096

    let authenticator: Authenticator
    let request: Request
    let context: ConsoleContext
    let form: Fields

    /// - Throws: `Refusal.badRequest` if the login or the password is too long; `PostgresError`;
    ///   `Deadline.Passed`.
    func answer() async throws -> PageResponse {
        guard request.method == .post else { return page(status: 200, problem: nil) }
        // May wait for its turn among those who sign in.
        return try await Deadline.within(authenticator.settings.pageDeadline * 2) {
            try await signIn()
        }
    }

    /// The language that the form or the address names; Swedish if neither does.
    private var isEnglish: Bool { (form["sprak"] ?? context.query["sprak"]) == "en" }

    /// Checks the form, then tries the sign-in. A form without a valid token gets the page again,
    /// with status 403.
    private func signIn() async throws -> PageResponse {
        // Without the cookie that came with the page, another site could sign the user in as
        // somebody else.
        guard let door = request.cookie(authenticator.doorCookie),
            let given = form[Authenticator.formTokenName],
            Authenticator.isFormToken(given, of: door)
        else {
            return page(
                status: 403,
                problem: isEnglish
                    ? "The form was out of date. Please try again; cookies must be allowed."
                    : "Formuläret var för gammalt. Försök igen; kakor måste vara tillåtna.")
        }
        let (login, password) = (form["anvandare"] ?? "", form["losenord"] ?? "")
        guard login.utf8.count <= Self.longestLogin,
            password.utf8.count <= Self.longestPassword
        else { throw Refusal.badRequest }
        let outcome = try await authenticator.signIn(
            Authenticator.Applicant(
                login: login.trimmed.lowercased(), password: password,
                language: isEnglish ? "en" : "sv", address: context.address,
                browser: request.cookie(authenticator.browserCookie),
                session: request.cookie(authenticator.sessionCookie)))
        return reply(outcome)
    }

    /// The answer to each outcome: a redirection with cookies (303), or the page with a problem
    /// (401, 429).
    private func reply(_ outcome: Authenticator.SignIn) -> PageResponse {
        switch outcome {
        case .welcome(let token, let browser):
            var reply = PageResponse.seeOther(Self.local(form["till"]))
            reply.setCookie(authenticator.cookie(authenticator.sessionCookie, token))
            reply.setCookie(authenticator.cookie(authenticator.doorCookie, "", maxAge: 0))
            reply.setCookie(authenticator.browserCookie(browser))
            return reply
        case .wrong:
            return page(
                status: 401,
                problem: isEnglish
                    ? "The user name or the password is wrong."
                    : "Användarnamnet eller lösenordet stämmer inte.")
        case .wait(let wait):
            let seconds = Int(wait.components.seconds) + 1
            return later(
                seconds,
                isEnglish
                    ? "Too many attempts have failed. Wait "
                        + Self.span(seconds, "second", "seconds", "minutes")
                        + " and try again. The password was not looked at."
                    : "För många försök har misslyckats. Vänta "
                        + Self.span(seconds, "sekund", "sekunder", "minuter")
                        + " och försök igen. Lösenordet provades inte.")
        case .busy:
            return later(
                5,
                isEnglish
                    ? "Many are signing in at this moment. Wait a few seconds and try again."
                    : "Många loggar in just nu. Vänta några sekunder och försök igen.")
        }
    }

    /// The page with status 429 (RFC 6585) and `Retry-After`.
    /// - Parameter seconds: until another try makes sense.
    private func later(_ seconds: Int, _ words: String) -> PageResponse {
        page(status: 429, problem: words).retried(after: seconds)
    }

    /// The time in seconds, or from two minutes on in whole minutes, rounded up.
    private static func span(
        _ seconds: Int, _ second: String, _ more: String, _ minutes: String
    ) -> String {
        if seconds < 120 { return "\(seconds) \(seconds == 1 ? second : more)" }
        return "\((seconds + 59) / 60) \(minutes)"
    }

    /// A target within the console that a form or address names, for the redirection.
    /// - Returns: the start page for anything that could lead to another site, or back to signing
    ///   in or out.
    static func local(_ target: String?) -> String {
        guard let target, target.hasPrefix("/"), !target.hasPrefix("//"),
            !target.hasPrefix("/logga-"),
            target.utf8.allSatisfy({ $0 > 32 && $0 < 127 && $0 != UInt8(ascii: "\\") })
        else { return "/kundfakturor" }
        return target
    }

    /// The sign-in page, with a new door cookie and the form token made of it.
    /// - Parameter problem: a sentence above the form; nil if there is none.
    private func page(status: Int, problem: String?) -> PageResponse {
        func say(_ swedish: String, _ english: String) -> String { isEnglish ? english : swedish }
        let door = Random.token()
        let warning = problem.map { text -> HTML in
            "<div class=\"notice bad\" role=\"alert\"><p>\(text)</p></div>"
        }
        let target = Self.local(form["till"] ?? context.query["till"])
        let other = context.query.with("sprak", isEnglish ? "sv" : "en").url("/logga-in")
        var reply = ErrorPage.page(
            say("Logga in", "Sign in"), language: isEnglish ? "en" : "sv", status: status,
            """
            <h1>\(say("Logga in", "Sign in"))</h1>\(warning)
            <form method="post" action="/logga-in" class="stack">
            <input type="hidden" name="\(Authenticator.formTokenName)" \
            value="\(Authenticator.formToken(door))">
            <input type="hidden" name="till" value="\(target)">
            <input type="hidden" name="sprak" value="\(isEnglish ? "en" : "sv")">
            <label for="anvandare">\(say("Användarnamn", "User name"))</label>
            <input id="anvandare" name="anvandare" autocomplete="username" required autofocus \
            autocapitalize="none" spellcheck="false" maxlength="64">
            <label for="losenord">\(say("Lösenord", "Password"))</label>
            <input id="losenord" name="losenord" type="password" \
            autocomplete="current-password" required maxlength="256">
            <button class="primary">\(say("Logga in", "Sign in"))</button>
            </form>
            <p><a href="\(other)" lang="\(isEnglish ? "sv" : "en")">\
            \(isEnglish ? "Svenska" : "English")</a></p>
            """)
        reply.setCookie(authenticator.cookie(authenticator.doorCookie, door))
        return reply
    }
}
