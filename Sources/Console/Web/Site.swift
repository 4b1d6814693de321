import AccessStore
import Logging
import Reminders

/// All pages: from a request to an answer, without a socket.
struct Site: Sendable {
    /// Bytes of a form: ten thousand ticked rows fit.
    private static let largestForm = 1 << 20
    /// Bytes of what a stranger may send.
    private static let largestSignIn = 4_096

    let stores: ConsoleStores
    let services: ConsoleServices
    let settings: ConsoleSettings
    let routes: [Route]
    let log: Logger
    let looks: LookBook
    private let authenticator: Authenticator
    let streams: OpenStreams
    private let downloads: DownloadShare

    init(
        _ stores: ConsoleStores, _ settings: ConsoleSettings, routes: [Route] = WebConsole.routes,
        log: Logger
    ) {
        self.stores = stores
        services = ConsoleServices(stores.console)
        self.settings = settings
        self.routes = routes
        self.log = log
        looks = LookBook(stores.access, log: log)
        authenticator = Authenticator(
            stores.access, settings: settings,
            signIns: SignInGuard(log: log, memory: settings.refusalMemory))
        streams = OpenStreams(most: settings.streamsPerUser)
        downloads = DownloadShare(services.priority, looksEvery: settings.downloadLooks)
    }

    /// - Parameter hosts: what the `Host` header may say.
    func answer(_ request: PageRequest, hosts: Set<String>) async -> PageResponse {
        var reply: PageResponse
        do {
            reply = try await admit(request, hosts)
        } catch let refusal as Refusal {
            reply = ErrorPage.refusal(refusal)
        } catch is CancellationError {
            reply = ErrorPage.trouble(status: 503)
        } catch is Deadline.Passed {
            log.error(
                "page not answered in time",
                metadata: [
                    "path": "\(request.path)",
                    "seconds": "\(settings.pageDeadline.components.seconds)",
                    "remedy": "see paminn doctor; the database does not answer",
                ])
            reply = request.method == "POST" ? ErrorPage.unanswered : ErrorPage.trouble(status: 503)
        } catch {
            // What went wrong, and never what it was about.
            let what = (error as? any LedgerTrouble)?.trouble ?? "\(type(of: error))"
            log.error("page failed", metadata: ["path": "\(request.path)", "why": "\(what)"])
            reply = ErrorPage.trouble(status: 503)
        }
        dress(&reply)
        return reply
    }

    /// A request that is not even looked at.
    var unreadable: PageResponse {
        var reply = ErrorPage.refusal(.badRequest)
        dress(&reply)
        return reply
    }

    private func admit(_ request: PageRequest, _ hosts: Set<String>) async throws -> PageResponse {
        // Another site's name that leads here is an attack on the browser within our walls.
        guard let host = request.host?.lowercased(), hosts.contains(host) else {
            return ErrorPage.misdirected
        }
        guard ["GET", "HEAD", "POST"].contains(request.method) else { throw Refusal.badRequest }
        guard request.query.leftOut == 0 else { throw Refusal.badRequest }
        if request.method == "POST", !isOurs(request, host: host) { throw Refusal.staleForm }
        if let asset = Assets.reply(String(request.path.dropFirst())) { return asset }
        if request.path == "/" { return .seeOther("/kundfakturor") }
        if request.path == "/favicon.ico" { return .seeOther(Assets.url("icon.svg")) }
        if request.path == "/logga-in" {
            let form = try await request.form(upTo: Self.largestSignIn)
            // May wait for its turn among those who sign in.
            return try await Deadline.within(settings.pageDeadline * 2) { [authenticator] in
                try await SignInPage(authenticator: authenticator, request: request, form: form)
                    .answer()
            }
        }
        let token = request.cookies[authenticator.sessionCookie]
        let found = try await Deadline.within(settings.pageDeadline) { [authenticator] in
            try await authenticator.session(token, isSeen: !request.isStream)
        }
        guard let token, let (session, hash) = found else { return toSignIn(request) }
        return try await serve(request, session, hash: hash, token: token)
    }

    private func serve(
        _ request: PageRequest, _ session: ConsoleSession, hash: String, token: String
    ) async throws -> PageResponse {
        let method = request.method == "HEAD" ? "GET" : request.method
        for route in routes where route.method.rawValue == method {
            guard let parameters = route.parameters(request.path) else { continue }
            if route.access == .operator, session.role != .operator { throw Refusal.notAllowed }
            let context = PageContext(
                stores: stores, services: services, settings: settings, session: session,
                sessionHash: hash,
                formToken: Authenticator.formToken(token), path: request.path,
                parameters: parameters,
                query: Flash.heeded(request.query, path: request.path, token: token),
                form: try await request.form(upTo: Self.largestForm),
                isScript: request.isScript, address: request.address, streams: streams,
                lastCreditor: request.cookies[lastCreditorCookie])
            if method == "POST" {
                let given = context.form[Authenticator.formTokenName] ?? ""
                guard Authenticator.isFormToken(given, of: token) else {
                    throw Refusal.staleForm
                }
            }
            do {
                let reply = remembering(context, try await answer(context, by: route))
                return finished(reply, context, token: token)
            } catch let refusal as Refusal {
                if refusal == .notFound, let way = try await otherCompany(context, route) {
                    return way
                }
                return RefusalPage(context: context).page(refusal)
            }
        }
        throw Refusal.notFound
    }

    private func answer(_ context: PageContext, by route: Route) async throws -> PageResponse {
        try await Deadline.within(settings.pageDeadline) {
            try await context.priority.serving { try await route.answer(context) }
        }
    }

    /// What goes for every page: who looked is written down, files are made in their turn, and what
    /// the next page is to tell is signed.
    private func finished(_ reply: PageResponse, _ context: PageContext, token: String)
        -> PageResponse
    {
        var reply = reply
        switch reply.body {
        case .events, .compressed: return reply
        case .pieces(let pieces): reply.body = .pieces(downloads.sharing(pieces, context))
        case .whole: Flash.sign(&reply, context, token: token)
        }
        if reply.status == 200 { looks.note(context) }
        return reply
    }

    // MARK: Several companies

    /// Companies that are tried for an address that names none.
    private static let mostTried = 20

    private var lastCreditorCookie: String {
        (settings.isSecure ? "__Host-" : "") + "paminn-foretag"
    }

    /// The browser keeps which company was looked at, so that the next sign-in begins there.
    private func remembering(_ context: PageContext, _ reply: PageResponse) -> PageResponse {
        guard context.session.creditors.count > 1, !context.isScript,
            let handle = context.query["foretag"], handle != context.lastCreditor,
            handle.utf8.allSatisfy({ $0 > 32 && $0 < 127 && $0 != UInt8(ascii: ";") })
        else { return reply }
        var reply = reply
        reply.headers.append(
            authenticator.cookie(lastCreditorCookie, handle, maxAge: 180 * 86_400))
        return reply
    }

    /// An address that names no company, as a colleague sends it, is of whichever has that run or
    /// invoice.
    private func otherCompany(_ context: PageContext, _ route: Route) async throws -> PageResponse?
    {
        guard route.method == .get, !context.isScript, !context.query.has("foretag") else {
            return nil
        }
        for creditor in context.session.creditors.prefix(Self.mostTried) {
            var other = context
            other.query = Fields([("foretag", creditor.handle)] + context.query.pairs)
            do {
                _ = try await answer(other, by: route)
                return .seeOther(other.query.url(context.path))
            } catch is Refusal {
                continue
            }
        }
        return nil
    }

    /// A form that a page of ours sent, as far as the browser tells.
    private func isOurs(_ request: PageRequest, host: String) -> Bool {
        if let site = request.fetchSite, site != "same-origin", site != "none" { return false }
        guard let origin = request.origin else { return true }
        // A proxy that sets `Referrer-Policy: no-referrer` makes browsers hide the origin of their
        // own site too. They still say that it is the same, which no page can make them say.
        if origin == "null" { return request.fetchSite == "same-origin" }
        return origin == (settings.isSecure ? "https://" : "http://") + host
            || (settings.publicURL.map { origin == $0.lowercased() } ?? false)
    }

    private func toSignIn(_ request: PageRequest) -> PageResponse {
        if request.isScript || request.method == "POST" {
            // A form's page is found at its address without the last word.
            let parts = request.path.split(separator: "/").dropLast()
            let page = "/" + parts.joined(separator: "/")
            return ErrorPage.signedOut(from: parts.isEmpty ? nil : request.query.url(page))
        }
        let target = request.query.url(request.path)
        return .seeOther(
            target == "/kundfakturor" ? "/logga-in" : Fields([("till", target)]).url("/logga-in"))
    }

    /// The headers that every answer carries.
    private func dress(_ reply: inout PageResponse) {
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
