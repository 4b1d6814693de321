import HTTPTypes
import Hummingbird
import NIOCore
import ServiceLifecycle

/// What a page answers, before it becomes HTTP.
struct PageResponse: Sendable {
    enum Body: Sendable {
        case whole([UInt8])
        /// A file made while it is sent.
        case pieces(AsyncThrowingStream<[UInt8], any Error>)
        /// The same, as gzip.
        case compressed(AsyncThrowingStream<[UInt8], any Error>)
        /// Server-sent events, until the reader goes away or the console stops.
        case events(AsyncStream<String>)
    }
    var status: Int
    var contentType: String
    var headers: HTTPFields = [:]
    var body: Body

    static func page(_ html: HTML, status: Int = 200) -> PageResponse {
        PageResponse(
            status: status, contentType: "text/html; charset=utf-8",
            body: .whole(Array(html.text.utf8)))
    }

    /// A piece of a page, for the script.
    static func piece(_ html: HTML) -> PageResponse { page(html) }

    static func json(_ text: String) -> PageResponse {
        PageResponse(status: 200, contentType: "application/json", body: .whole(Array(text.utf8)))
    }

    /// After a form was taken in: go and look. Reloading that page sends nothing again.
    static func seeOther(_ location: String) -> PageResponse {
        PageResponse(
            status: 303, contentType: "text/plain; charset=utf-8",
            headers: [.location: location], body: .whole([]))
    }

    static func file(
        _ name: String, type: String, _ pieces: AsyncThrowingStream<[UInt8], any Error>
    ) -> PageResponse {
        PageResponse(
            status: 200, contentType: type,
            headers: [.contentDisposition: "attachment; filename=\"\(name)\""],
            body: .pieces(pieces))
    }

    static func events(_ stream: AsyncStream<String>) -> PageResponse {
        var reply = PageResponse(
            status: 200, contentType: "text/event-stream", body: .events(stream))
        // A proxy that gathers an answer before it passes it on would gather this one for ever.
        reply.headers.add("X-Accel-Buffering", "no")
        return reply
    }

    /// Adds a cookie to those that are set already.
    mutating func setCookie(_ cookie: Cookie) {
        headers.append(HTTPField(name: .setCookie, value: cookie.description))
    }

    /// The same, with the time after which the browser may try again.
    func retried(after seconds: Int) -> PageResponse {
        var later = self
        later.headers[.retryAfter] = "\(seconds)"
        return later
    }
}

extension PageResponse: ResponseGenerator {
    /// The answer as HTTP, compressed where that is safe, and without a body for HEAD.
    func response(from request: Request, context: some RequestContext) -> Response {
        var reply = self
        ContentCoding.apply(
            &reply, accepted: request.header("Accept-Encoding"), site: request.fetchSite)
        reply.headers[.contentType] = contentType
        let response = Response(
            status: HTTPResponse.Status(code: status), headers: reply.headers,
            body: reply.body.written)
        return request.method == .head ? response.createHeadResponse() : response
    }
}

extension PageResponse.Body {
    fileprivate var written: ResponseBody {
        switch self {
        case .whole(let bytes): ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        case .pieces(let pieces):
            ResponseBody(asyncSequence: pieces.map { ByteBuffer(bytes: $0) })
        case .compressed(let pieces):
            ResponseBody { writer in
                let gzip = Gzip(hidesLength: true)
                for try await piece in pieces {
                    let made = gzip.compress(piece, isLast: false)
                    if !made.isEmpty { try await writer.write(ByteBuffer(bytes: made)) }
                }
                try await writer.write(ByteBuffer(bytes: gzip.compress([], isLast: true)))
                try await writer.finish(nil)
            }
        case .events(let events):
            ResponseBody(
                asyncSequence: events.cancelOnGracefulShutdown().map { ByteBuffer(string: $0) })
        }
    }
}
