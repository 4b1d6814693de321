import Reminders
import Testing

@testable import Console

/// A browser without a screen: keeps cookies, follows redirections, fills in the forms of the page
/// that it shows. Two of one session are two tabs.
actor TestBrowser {
    private let site: Site
    private var cookies: [String: String]
    /// The session's, from which form tokens are made; nil before sign-in.
    private let token: String?
    /// The page that is shown.
    private(set) var page = Page(url: "", status: 0, headers: [], text: "")

    init(_ site: Site, cookies: [String: String], token: String?) {
        self.site = site
        self.cookies = cookies
        self.token = token
    }

    /// The same session in another tab.
    func tab() -> TestBrowser { TestBrowser(site, cookies: cookies, token: token) }

    /// The token that this session's forms carry.
    var formToken: String { token.map(Authenticator.formToken) ?? "" }

    // MARK: Going

    /// The page at the address, or where it leads.
    @discardableResult
    func get(_ url: String) async throws -> Page {
        try await follow(await ask(url))
    }

    /// Sends a form with this session's token, and goes where the answer leads.
    /// - Parameter formToken: another token; "" for none.
    @discardableResult
    func post(
        _ url: String, _ fields: [(String, String)] = [], formToken: String? = nil
    ) async throws -> Page {
        try await follow(await send(url, fields, formToken: formToken))
    }

    /// Fills in the one form of the shown page whose text has these words, and sends it.
    /// - Parameter fields: instead of, and beside, what stands in it.
    @discardableResult
    func submit(_ words: String, _ fields: [(String, String)] = []) async throws -> Page {
        let forms = page.forms.filter { $0.text.contains(words) }
        let form = try #require(
            forms.count == 1 ? forms[0] : nil, "\(forms.count) forms say “\(words)”")
        let names = Set(fields.map(\.0))
        let all = form.fields.filter { !names.contains($0.0) } + fields
        if form.method == "post" {
            return try await post(form.action, all.filter { $0.0 != "_formular" })
        }
        return try await get(Fields(all.map { (name: $0.0, value: $0.1) }).url(form.action))
    }

    /// Goes where the one link with these words leads.
    @discardableResult
    func click(_ words: String) async throws -> Page {
        let targets = Set(page.links.filter { $0.text.contains(words) }.map(\.target))
        let target = try #require(
            targets.count == 1 ? targets.first : nil, "\(targets.count) links say “\(words)”")
        return try await get(target)
    }

    private func follow(_ answer: Page) async throws -> Page {
        var answer = answer
        for _ in 0..<5 {
            guard (300..<400).contains(answer.status) else { break }
            answer = try await ask(try #require(answer.header("Location")))
        }
        page = answer
        return answer
    }

    // MARK: One request

    /// The answer itself, redirections and all.
    func ask(_ url: String, headers change: (inout PageRequest) -> Void = { _ in }) async throws
        -> Page
    {
        try await page(of: answer("GET", url, change), url)
    }

    func send(
        _ url: String, _ fields: [(String, String)] = [], formToken: String? = nil,
        headers change: (inout PageRequest) -> Void = { _ in }
    ) async throws -> Page {
        let token = formToken ?? self.formToken
        let all = fields + (token.isEmpty ? [] : [(Authenticator.formTokenName, token)])
        let body = Fields(all.map { (name: $0.0, value: $0.1) }).encoded
        return try await page(
            of: answer("POST", url) { request in
                request.contentType = "application/x-www-form-urlencoded"
                request.body = RequestBody(Array(body.utf8))
                change(&request)
            }, url)
    }

    /// What a live page is sent until so many pieces have come: the ids, and what stands in them.
    func pieces(_ url: String, _ count: Int) async throws -> [String] {
        var left = count
        return try await pieces(url) { _ in
            left -= 1
            return left == 0
        }
    }

    /// The same until the one that is waited for has come.
    func pieces(_ url: String, until isLast: (String) -> Bool) async throws -> [String] {
        let reply = await answer("GET", url) { $0.isScript = true }
        guard case .events(let events) = reply.body else { return [] }
        var found: [String] = []
        for await event in events where event.hasPrefix("event: bit") {
            found.append(event)
            if isLast(event) { break }
        }
        return found
    }

    private func answer(
        _ method: String, _ url: String, _ change: (inout PageRequest) -> Void
    ) async -> PageResponse {
        // Where on the page to go is the browser's own business.
        let halves = url.prefix { $0 != "#" }
            .split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var request = PageRequest(
            method: method, path: String(halves[0]),
            query: Fields(encoded: halves.count > 1 ? halves[1] : ""), host: ConsoleHarness.host,
            cookies: cookies, body: RequestBody(), isScript: false)
        change(&request)
        let reply = await site.answer(request, hosts: [ConsoleHarness.host])
        for header in reply.headers where header.name == "Set-Cookie" { keep(header.value) }
        return reply
    }

    private func keep(_ cookie: String) {
        let parts = cookie.split(separator: ";").map(\.trimmed)
        let halves = parts[0].split(
            separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let isGone = parts.contains("Max-Age=0")
        cookies[String(halves[0])] = isGone ? nil : String(halves[1])
    }

    private func page(of reply: PageResponse, _ url: String) async throws -> Page {
        var bytes: [UInt8] = []
        switch reply.body {
        case .whole(let whole): bytes = whole
        case .pieces(let pieces), .compressed(let pieces):
            for try await piece in pieces { bytes += piece }
        case .events: break
        }
        return Page(
            url: url, status: reply.status,
            headers: reply.headers + [(name: "Content-Type", value: reply.contentType)],
            text: String(decoding: bytes, as: UTF8.self))
    }
}
