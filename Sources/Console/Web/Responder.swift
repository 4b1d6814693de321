import HTTPTypes
import Hummingbird
import NIOConcurrencyHelpers
import NIOCore
import ServiceLifecycle

/// Between Hummingbird's requests and ours.
struct Responder: HTTPResponder {
    typealias Context = ConsoleContext

    /// Bytes of the cookies, of any other header that is looked at, of the path, and of the query.
    private static let (longestCookies, longestHeader) = (4_096, 512)
    private static let (longestPath, longestQuery) = (1_024, 16_384)

    let bound: Bound
    let site: Site
    let proxies: TrustedProxies

    func respond(to request: Request, context: Context) async throws -> Response {
        var reply =
            if let incoming = incoming(request, peer: context.peer) {
                await site.answer(incoming, hosts: bound.names)
            } else {
                site.unreadable
            }
        ContentCoding.apply(
            &reply, accepted: Self.header("Accept-Encoding", of: request),
            site: Self.header("Sec-Fetch-Site", of: request))
        let response = Self.response(reply)
        return request.method == .head ? response.createHeadResponse() : response
    }

    /// - Returns: nil for what no browser sends to a page of ours.
    private func incoming(_ request: Request, peer: String?) -> PageRequest? {
        func plain(_ text: String, _ limit: Int) -> String? { Self.plain(text, limit) }
        func header(_ name: String) -> String? { Self.header(name, of: request) }
        let query = request.uri.query ?? ""
        let cookies = request.headers[.cookie] ?? ""
        guard let path = plain(request.uri.path, Self.longestPath),
            query.utf8.count <= Self.longestQuery, cookies.utf8.count <= Self.longestCookies
        else { return nil }
        let body = request.body
        let isStream = header("Accept") == "text/event-stream"
        return PageRequest(
            method: request.method.rawValue, path: path, query: Fields(encoded: query),
            host: request.head.authority.flatMap { plain($0, Self.longestHeader) },
            origin: header("Origin"),
            fetchSite: header("Sec-Fetch-Site"),
            cookies: PageRequest.cookies(Array(cookies.utf8)),
            contentType: header("Content-Type"),
            body: RequestBody { limit in
                do {
                    return Array(try await body.collect(upTo: limit).readableBytesView)
                } catch is NIOTooManyBytesError {
                    throw Refusal.tooLarge
                } catch {
                    // Cut off: by its sender, or because it took too long.
                    throw Refusal.badRequest
                }
            },
            isScript: header("X-Requested-By") == "paminn" || isStream,
            isStream: isStream,
            address: peer.flatMap {
                proxies.client(
                    peer: $0, forwarded: header("X-Forwarded-For"))
            })
    }

    private static func header(_ name: String, of request: Request) -> String? {
        HTTPField.Name(name).flatMap { request.headers[$0] }.flatMap { plain($0, longestHeader) }
    }

    /// The text, if it is ASCII and no longer than that: what a stranger sent is neither compared
    /// nor changed before.
    private static func plain(_ text: String, _ limit: Int) -> String? {
        let bytes = text.utf8
        return bytes.count <= limit && bytes.allSatisfy { $0 < 0x80 } ? text : nil
    }

    private static func response(_ reply: PageResponse) -> Response {
        var headers = HTTPFields()
        headers[.contentType] = reply.contentType
        for (name, value) in reply.headers {
            guard let name = HTTPField.Name(name) else { continue }
            headers.append(HTTPField(name: name, value: value))
        }
        let status = HTTPResponse.Status(code: reply.status)
        switch reply.body {
        case .whole(let bytes):
            return Response(
                status: status, headers: headers,
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
        case .pieces(let pieces):
            return Response(
                status: status, headers: headers,
                body: ResponseBody { writer in
                    for try await piece in pieces {
                        try await writer.write(ByteBuffer(bytes: piece))
                    }
                    try await writer.finish(nil)
                })
        case .compressed(let pieces):
            return Response(
                status: status, headers: headers,
                body: ResponseBody { writer in
                    let gzip = Gzip(hidesLength: true)
                    for try await piece in pieces {
                        let made = gzip.compress(piece, isLast: false)
                        if !made.isEmpty { try await writer.write(ByteBuffer(bytes: made)) }
                    }
                    try await writer.write(ByteBuffer(bytes: gzip.compress([], isLast: true)))
                    try await writer.finish(nil)
                })
        case .events(let events):
            return Response(
                status: status, headers: headers,
                body: ResponseBody { writer in
                    for await event in events.cancelOnGracefulShutdown() {
                        try await writer.write(ByteBuffer(string: event))
                    }
                    try await writer.finish(nil)
                })
        }
    }
}
