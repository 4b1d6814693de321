import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOConcurrencyHelpers
import NIOCore
import NIOEmbedded
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
    func ask(_ url: String, headers: HTTPFields = [:], from address: String? = nil) async throws
        -> Page
    {
        try await page(of: answer(.get, url, headers: headers, from: address), url)
    }

    func send(
        _ url: String, _ fields: [(String, String)] = [], formToken: String? = nil,
        headers: HTTPFields = [:], from address: String? = nil
    ) async throws -> Page {
        let token = formToken ?? self.formToken
        let all = fields + (token.isEmpty ? [] : [(Authenticator.formTokenName, token)])
        var headers = headers
        headers[.contentType] = "application/x-www-form-urlencoded"
        let body = Fields(all.map { (name: $0.0, value: $0.1) }).encoded
        return try await page(
            of: answer(.post, url, headers: headers, body: body, from: address), url)
    }

    /// What a live page is sent until so many pieces have come: the ids, and what stands in them.
    func pieces(_ url: String, _ count: Int) async throws -> [String] {
        let left = NIOLockedValueBox(count)
        return try await pieces(url) { _ in
            left.withLockedValue { left in
                left -= 1
                return left == 0
            }
        }
    }

    /// The same until the one that is waited for has come.
    func pieces(
        _ url: String, until isLast: @escaping @Sendable (String) -> Bool
    ) async throws -> [String] {
        let response = try await answer(.get, url, headers: Self.script)
        guard response.headers[.contentType] == Self.events else { return [] }
        let found = NIOLockedValueBox<[String]>([])
        try await response.read { event in
            let event = String(buffer: event)
            guard event.hasPrefix("event: bit") else { return true }
            found.withLockedValue { $0.append(event) }
            return !isLast(event)
        }
        return found.withLockedValue { $0 }
    }

    /// By this our script is known.
    static let script: HTTPFields = {
        var headers = HTTPFields()
        headers.add("X-Requested-By", "paminn")
        return headers
    }()

    private static let events = "text/event-stream"

    /// By router and middleware, as from a socket.
    func answer(
        _ method: HTTPRequest.Method, _ url: String, headers: HTTPFields = [:], body: String = "",
        host: String = ConsoleHarness.host, from address: String? = nil
    ) async throws -> Response {
        var headers = headers
        if headers[.cookie] == nil, !cookies.isEmpty {
            headers[.cookie] = cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
        }
        // Where on the page to go is the browser's own business.
        let head = HTTPRequest(
            method: method, scheme: "http", authority: host,
            path: String(url.prefix { $0 != "#" }), headerFields: headers)
        let response = try await site.respond(
            to: Request(head: head, body: RequestBody(buffer: ByteBuffer(string: body))),
            context: Self.context(from: address))
        for cookie in response.headers[values: .setCookie] { keep(cookie) }
        return response
    }

    private static func context(from address: String?) throws -> ConsoleContext {
        let channel = EmbeddedChannel()
        channel.remoteAddress = try address.map { try SocketAddress(ipAddress: $0, port: 4_711) }
        let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        return ConsoleContext(
            source: ApplicationRequestContextSource(channel: channel, logger: log))
    }

    private func keep(_ cookie: String) {
        let parts = cookie.split(separator: ";").map(\.trimmed)
        let halves = parts[0].split(
            separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let isGone = parts.contains("Max-Age=0")
        cookies[String(halves[0])] = isGone ? nil : String(halves[1])
    }

    private func page(of response: Response, _ url: String) async throws -> Page {
        let isEndless = response.headers[.contentType] == Self.events
        return Page(
            url: url, status: response.status.code,
            headers: response.headers.map { (name: $0.name.rawName, value: $0.value) },
            text: isEndless ? "" : try await response.text())
    }
}
