import HTTPTypes
import Hummingbird
import Logging

/// The whole web page without a socket: the router, and the middleware that a request passes on its
/// way to a page, in their order.
struct Site: HTTPResponder {
    let settings: ConsoleSettings
    let hosts: Bound
    let services: ConsoleServices
    let looks: LookBook
    let streams: OpenStreams
    private let metrics: ConsoleMetrics
    private let headers: SecurityHeaders
    private let router: RouterResponder<ConsoleContext>

    init(
        _ stores: ConsoleStores, _ settings: ConsoleSettings, routes: [Route] = WebConsole.routes,
        log: Logger, metrics: ConsoleMetrics = ConsoleMetrics()
    ) {
        let hosts = Bound(settings.hosts(port: settings.port))
        let services = ConsoleServices(stores.console)
        let authenticator = Authenticator(
            stores.access, settings: settings,
            signIns: SignInGuard(log: log, memory: settings.refusalMemory))
        let sessions = SessionCheck(authenticator: authenticator)
        self.settings = settings
        self.hosts = hosts
        self.services = services
        looks = LookBook(stores.access, log: log)
        self.metrics = metrics
        streams = OpenStreams(most: settings.streamsPerUser) { metrics.streamsOpen($0) }
        headers = SecurityHeaders(isSecure: settings.isSecure)
        let pages = PageHandler(
            stores: stores, services: services, authenticator: authenticator, looks: looks,
            streams: streams,
            downloads: DownloadShare(services.priority, looksEvery: settings.downloadLooks))
        let router = Router(context: ConsoleContext.self, options: .autoGenerateHeadEndpoints)
        router.addMiddleware {
            ErrorPages(deadline: settings.pageDeadline, log: log)
            HostCheck(hosts: hosts)
            RequestCheck(proxies: TrustedProxies(settings))
            OriginCheck(settings: settings)
            PathCheck(sessions: sessions)
        }
        Self.addOpen(to: router, authenticator)
        // Applies to unknown paths too: a stranger does not learn which ones exist.
        router.add(middleware: sessions)
        Self.add(routes, to: router, pages)
        self.router = router.buildResponder()
    }

    /// Adds the paths that need no session.
    private static func addOpen(to router: Router<ConsoleContext>, _ authenticator: Authenticator) {
        for method in [HTTPRequest.Method.get, .post] {
            for name in Assets.all.keys {
                router.on("/\(name)", method: method) { _, _ in Assets.reply(name) }
            }
            router.on("/", method: method) { _, _ in PageResponse.seeOther("/kundfakturor") }
            router.on("/favicon.ico", method: method) { _, _ in
                PageResponse.seeOther(Assets.url("icon.svg"))
            }
            router.on("/logga-in", method: method) { request, context in
                let form = try await request.form(upTo: SignInPage.largestForm)
                return try await SignInPage(
                    authenticator: authenticator, request: request, context: context, form: form
                ).answer()
            }
        }
    }

    /// Adds the pages, each behind the checks of its access.
    private static func add(
        _ routes: [Route], to router: Router<ConsoleContext>, _ pages: PageHandler
    ) {
        let everybody = router.group().add(middleware: FormCheck())
        let operators = router.group().add(middleware: RoleCheck()).add(middleware: FormCheck())
        for route in routes {
            let group = route.access == .operator ? operators : everybody
            group.on(RouterPath(route.path), method: route.method) { request, context in
                try await pages.answer(request, context, by: route)
            }
        }
    }

    func respond(to request: Request, context: ConsoleContext) async throws -> Response {
        let began = ContinuousClock.now
        do {
            let response = try await answer(request, context)
            metrics.answered(response.status.code, after: .now - began)
            return response
        } catch {
            // Hummingbird makes its own answer of it.
            metrics.answered(500, after: .now - began)
            throw error
        }
    }

    private func answer(_ request: Request, _ context: ConsoleContext) async throws -> Response {
        try await headers.handle(request, context: context) { request, context in
            // Checked before the router compares the path with those of pages.
            guard request.isBounded else {
                return ErrorPage.refusal(.badRequest).response(from: request, context: context)
            }
            return try await router.respond(to: request, context: context)
        }
    }
}
