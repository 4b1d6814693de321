import AccessStore

/// The forms that end a session (`/logga-ut`) and change its language (`/sprak`).
enum SessionForms {
    static let routes: [Route] = [
        .post("/logga-ut") { context in
            try await context.access.endSession(context.sessionHash)
            try await context.audit(.signedOut)
            let authenticator = Authenticator(context.access, settings: context.settings)
            var reply = PageResponse.seeOther("/logga-in")
            reply.setCookie(authenticator.cookie(authenticator.sessionCookie, "", maxAge: 0))
            return reply
        },
        .post("/sprak") { context in
            let language = context.form["sprak"] == "en" ? "en" : "sv"
            try await context.access.setLanguage(language, session: context.sessionHash)
            return .seeOther(SignInPage.local(context.form["till"]))
        },
    ]
}
