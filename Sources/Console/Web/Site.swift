import Logging
import Reminders
import Store

/// All pages behind one door: from a request to an answer, without a socket.
struct Site: Sendable {
    let store: Store
    let desk: Desk
    let settings: ConsoleSettings
    let routes: [Route]
    let log: Logger
    private let doorkeeper: Doorkeeper

    init(
        _ store: Store, _ settings: ConsoleSettings, routes: [Route] = WebConsole.routes,
        log: Logger
    ) {
        self.store = store
        desk = Desk(store)
        self.settings = settings
        self.routes = routes
        self.log = log
        doorkeeper = Doorkeeper(store: store, settings: settings)
    }

    /// - Parameter hosts: what the `Host` header may say.
    func answer(_ request: Incoming, hosts: Set<String>) async -> Reply {
        var reply: Reply
        do {
            reply = try await admit(request, hosts)
        } catch let refusal as Refusal {
            reply = Plain.refusal(refusal)
        } catch is CancellationError {
            reply = Plain.trouble(status: 503)
        } catch {
            // What went wrong, and never what it was about.
            let what = (error as? any LedgerTrouble)?.trouble ?? "\(type(of: error))"
            log.error("page failed", metadata: ["path": "\(request.path)", "why": "\(what)"])
            reply = Plain.trouble(status: 503)
        }
        dress(&reply)
        return reply
    }

    /// A body that we do not read to its end.
    var tooLarge: Reply {
        var reply = Plain.tooLarge
        dress(&reply)
        return reply
    }

    private func admit(_ request: Incoming, _ hosts: Set<String>) async throws -> Reply {
        // Another site's name that leads here is an attack on the browser within our walls.
        guard let host = request.host?.lowercased(), hosts.contains(host) else {
            return Plain.misdirected
        }
        guard ["GET", "HEAD", "POST"].contains(request.method) else { throw Refusal.badRequest }
        if request.method == "POST", !isOurs(request, host: host) { throw Refusal.staleForm }
        if let asset = Assets.reply(String(request.path.dropFirst())) { return asset }
        if request.path == "/" { return .seeOther("/kundfakturor") }
        if request.path == "/favicon.ico" { return .seeOther(Assets.url("icon.svg")) }
        if request.path == "/logga-in" {
            return try await SignInPage(doorkeeper: doorkeeper).answer(request)
        }
        let token = request.cookies[doorkeeper.sessionCookie]
        guard let token, let (session, hash) = try await doorkeeper.session(token) else {
            return toSignIn(request)
        }
        return try await serve(request, session, hash: hash, token: token)
    }

    private func serve(
        _ request: Incoming, _ session: ConsoleSession, hash: String, token: String
    ) async throws -> Reply {
        let method = request.method == "HEAD" ? "GET" : request.method
        for route in routes where route.method.rawValue == method {
            guard let parameters = route.parameters(request.path) else { continue }
            if route.access == .operator, session.role != .operator { throw Refusal.notAllowed }
            let visit = Visit(
                store: store, desk: desk, settings: settings, session: session, sessionHash: hash,
                formToken: Doorkeeper.formToken(token), path: request.path,
                parameters: parameters, query: request.query, form: request.form,
                isScript: request.isScript)
            if method == "POST" {
                let given = visit.form[Doorkeeper.formTokenName] ?? ""
                guard Random.areEqual(Array(given.utf8), Array(visit.formToken.utf8)) else {
                    throw Refusal.staleForm
                }
            }
            do {
                return try await desk.courtesy.serving { try await route.answer(visit) }
            } catch let refusal as Refusal {
                return RefusalPage(visit: visit).page(refusal)
            }
        }
        throw Refusal.notFound
    }

    /// A form that a page of ours sent, as far as the browser tells.
    private func isOurs(_ request: Incoming, host: String) -> Bool {
        if let site = request.fetchSite, site != "same-origin", site != "none" { return false }
        guard let origin = request.origin else { return true }
        return origin == (settings.isSecure ? "https://" : "http://") + host
            || (settings.publicURL.map { origin == $0.lowercased() } ?? false)
    }

    private func toSignIn(_ request: Incoming) -> Reply {
        if request.isScript || request.method == "POST" {
            return Plain.signedOut
        }
        let target = request.query.url(request.path)
        return .seeOther(
            target == "/kundfakturor" ? "/logga-in" : Fields([("till", target)]).url("/logga-in"))
    }

    /// The headers that every answer carries.
    private func dress(_ reply: inout Reply) {
        var headers = reply.headers
        func add(_ name: String, _ value: String) {
            if !headers.contains(where: { $0.name == name }) { headers.append((name, value)) }
        }
        add("Cache-Control", "no-store")
        add(
            "Content-Security-Policy",
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self';"
                + " connect-src 'self'; form-action 'self'; base-uri 'none';"
                + " frame-ancestors 'none'")
        add("X-Content-Type-Options", "nosniff")
        add("X-Frame-Options", "DENY")
        add("Referrer-Policy", "same-origin")
        add("Cross-Origin-Opener-Policy", "same-origin")
        add("Cross-Origin-Resource-Policy", "same-origin")
        add("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()")
        if settings.isSecure {
            add("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
        }
        reply.headers = headers
    }
}
