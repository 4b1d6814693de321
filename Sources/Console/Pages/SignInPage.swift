import Store

/// `/logga-in`.
struct SignInPage {
    let doorkeeper: Doorkeeper

    func answer(_ request: Incoming) async throws -> Reply {
        if request.method == "POST" { return try await signIn(request) }
        return form(request, status: 200, problem: nil)
    }

    private func isEnglish(_ request: Incoming) -> Bool {
        (request.form["sprak"] ?? request.query["sprak"]) == "en"
    }

    private func signIn(_ request: Incoming) async throws -> Reply {
        let form = request.form
        let isEnglish = isEnglish(request)
        // Without the cookie that came with the page, another site could sign the user in as
        // somebody else.
        guard let door = request.cookies[doorkeeper.doorCookie],
            let given = form[Doorkeeper.formTokenName],
            Random.areEqual(Array(given.utf8), Array(Doorkeeper.formToken(door).utf8))
        else {
            return self.form(
                request, status: 403,
                problem: isEnglish
                    ? "The form was out of date. Please try again; cookies must be allowed."
                    : "Formuläret var för gammalt. Försök igen; kakor måste vara tillåtna.")
        }
        let login = (form["anvandare"] ?? "").trimmed.lowercased()
        let outcome = try await doorkeeper.signIn(
            login, form["losenord"] ?? "", language: isEnglish ? "en" : "sv")
        switch outcome {
        case .welcome(let token):
            var reply = Reply.seeOther(Self.local(form["till"]))
            reply.headers.append(doorkeeper.cookie(doorkeeper.sessionCookie, token))
            reply.headers.append(doorkeeper.cookie(doorkeeper.doorCookie, "", maxAge: 0))
            return reply
        case .wrong:
            return self.form(
                request, status: 401,
                problem: isEnglish
                    ? "The user name or the password is wrong."
                    : "Användarnamnet eller lösenordet stämmer inte.")
        case .tooMany:
            var reply = self.form(
                request, status: 429,
                problem: isEnglish
                    ? "Too many attempts. Wait a quarter of an hour and try again."
                    : "För många försök. Vänta en kvart och försök igen.")
            reply.headers.append(("Retry-After", "900"))
            return reply
        }
    }

    /// A path of ours, never another site's address.
    static func local(_ target: String?) -> String {
        guard let target, target.hasPrefix("/"), !target.hasPrefix("//"),
            !target.hasPrefix("/logga-"),
            target.utf8.allSatisfy({ $0 > 32 && $0 < 127 && $0 != UInt8(ascii: "\\") })
        else { return "/kundfakturor" }
        return target
    }

    private func form(_ request: Incoming, status: Int, problem: String?) -> Reply {
        let isEnglish = isEnglish(request)
        func say(_ swedish: String, _ english: String) -> String { isEnglish ? english : swedish }
        let door = Random.token()
        let warning = problem.map { text -> HTML in
            "<div class=\"notice bad\" role=\"alert\"><p>\(text)</p></div>"
        }
        let target = Self.local(request.form["till"] ?? request.query["till"])
        let other = request.query.with("sprak", isEnglish ? "sv" : "en").url("/logga-in")
        var reply = Plain.page(
            say("Logga in", "Sign in"), language: isEnglish ? "en" : "sv", status: status,
            """
            <h1>\(say("Logga in", "Sign in"))</h1>\(warning)
            <form method="post" action="/logga-in" class="stack">
            <input type="hidden" name="\(Doorkeeper.formTokenName)" \
            value="\(Doorkeeper.formToken(door))">
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
        reply.headers.append(doorkeeper.cookie(doorkeeper.doorCookie, door))
        return reply
    }
}

/// `/logga-ut` and `/sprak`.
enum SessionForms {
    static let routes: [Route] = [
        .post("/logga-ut") { visit in
            try await visit.store.endSession(visit.sessionHash)
            try await visit.audit("signed out")
            let doorkeeper = Doorkeeper(store: visit.store, settings: visit.settings)
            var reply = Reply.seeOther("/logga-in")
            reply.headers.append(doorkeeper.cookie(doorkeeper.sessionCookie, "", maxAge: 0))
            return reply
        },
        .post("/sprak") { visit in
            let language = visit.form["sprak"] == "en" ? "en" : "sv"
            try await visit.store.setLanguage(language, session: visit.sessionHash)
            return .seeOther(SignInPage.local(visit.form["till"]))
        },
    ]
}
