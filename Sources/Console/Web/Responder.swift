import HTTPTypes
import Hummingbird
import NIOConcurrencyHelpers
import NIOCore
import ServiceLifecycle

/// What we answer to, known once the port is.
final class Bound: Sendable {
    private let hosts = NIOLockedValueBox<Set<String>>([])
    func set(_ names: Set<String>) { hosts.withLockedValue { $0 = names } }
    var names: Set<String> { hosts.withLockedValue { $0 } }
}

/// Between Hummingbird's requests and ours.
struct Responder: HTTPResponder {
    typealias Context = BasicRequestContext

    /// Bytes of a form: ten thousand ticked rows fit.
    private static let bodyLimit = 1 << 20

    let bound: Bound
    let site: Site

    func respond(to request: Request, context: Context) async throws -> Response {
        let body: [UInt8]
        do {
            let buffer = try await request.body.collect(upTo: Self.bodyLimit)
            body = Array(buffer.readableBytesView)
        } catch {
            return Self.response(site.tooLarge)
        }
        let response = Self.response(
            await site.answer(Self.incoming(request, body), hosts: bound.names))
        return request.method == .head ? response.createHeadResponse() : response
    }

    private static func incoming(_ request: Request, _ body: [UInt8]) -> Incoming {
        func header(_ name: String) -> String? {
            HTTPField.Name(name).flatMap { request.headers[$0] }
        }
        return Incoming(
            method: request.method.rawValue, path: request.uri.path,
            query: Fields(encoded: request.uri.query ?? ""), host: request.head.authority,
            origin: header("Origin").flatMap { $0 == "null" ? "" : $0 },
            fetchSite: header("Sec-Fetch-Site"),
            cookies: request.headers[.cookie].map(Incoming.cookies) ?? [:],
            contentType: request.headers[.contentType], body: body,
            isScript: header("X-Requested-By") == "paminn"
                || request.headers[.accept] == "text/event-stream")
    }

    private static func response(_ reply: Reply) -> Response {
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
