import AccessStore
import Hummingbird

/// Makes the page of a request that was let in, and does what all pages need: files are made in
/// their turn, the message of the next page is signed, and who looked is written down.
struct PageHandler: Sendable {
    let stores: ConsoleStores
    let services: ConsoleServices
    let authenticator: Authenticator
    let looks: LookBook
    let streams: OpenStreams
    let downloads: DownloadShare

    /// The page, or in its place the one that says why it is refused.
    func answer(
        _ request: Request, _ context: ConsoleContext, by route: Route
    ) async throws -> PageResponse {
        guard let visitor = context.visitor else { throw Refusal.notFound }
        let path = request.uri.path
        let page = PageContext(
            stores: stores, services: services, settings: authenticator.settings,
            session: visitor.session, sessionHash: visitor.hash,
            formToken: Authenticator.formToken(visitor.token), path: path,
            parameters: context.parameters.reduce(into: [:]) { found, part in
                found[String(part.key)] = String(part.value)
            },
            query: Flash.heeded(context.query, path: path, token: visitor.token),
            form: context.form, isScript: request.isScript, address: context.address,
            streams: streams, lastCreditor: request.cookie(authenticator.creditorCookie))
        do {
            let reply = remembering(page, try await answer(page, by: route))
            return finished(reply, page, token: visitor.token)
        } catch let refusal as Refusal {
            if refusal == .notFound, let way = try await otherCompany(page, route) { return way }
            return RefusalPage(context: page).page(refusal)
        }
    }

    private func answer(_ page: PageContext, by route: Route) async throws -> PageResponse {
        try await Deadline.within(page.settings.pageDeadline) {
            try await page.priority.serving { try await route.answer(page) }
        }
    }

    /// The answer as the browser gets it, after who looked was noted.
    private func finished(
        _ reply: PageResponse, _ page: PageContext, token: String
    ) -> PageResponse {
        var reply = reply
        switch reply.body {
        case .events, .compressed: return reply
        case .pieces(let pieces): reply.body = .pieces(downloads.sharing(pieces, page))
        case .whole: Flash.sign(&reply, page, token: token)
        }
        if reply.status == 200 { looks.note(page) }
        return reply
    }

    // MARK: Several companies

    /// The most companies that are tried for an address that names none.
    private static let mostTried = 20

    /// Makes the browser keep which company was looked at.
    private func remembering(_ page: PageContext, _ reply: PageResponse) -> PageResponse {
        guard page.session.creditors.count > 1, !page.isScript,
            let handle = page.query["foretag"], handle != page.lastCreditor,
            page.session.creditors.contains(where: { $0.handle == handle })
        else { return reply }
        var reply = reply
        reply.setCookie(authenticator.creditorCookie(handle))
        return reply
    }

    /// A redirection to the first company that has the page, for an address that names none, as a
    /// colleague sends it; nil if none has.
    private func otherCompany(_ page: PageContext, _ route: Route) async throws -> PageResponse? {
        guard route.method == .get, !page.isScript, !page.query.has("foretag") else { return nil }
        for creditor in page.session.creditors.prefix(Self.mostTried) {
            var other = page
            other.query = Fields([("foretag", creditor.handle)] + page.query.pairs)
            do {
                _ = try await answer(other, by: route)
                return .seeOther(other.query.url(page.path))
            } catch is Refusal {
                continue
            }
        }
        return nil
    }
}
