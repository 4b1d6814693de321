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
    var headers: [(name: String, value: String)] = []
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
            headers: [("Location", location)], body: .whole([]))
    }

    static func file(
        _ name: String, type: String, _ pieces: AsyncThrowingStream<[UInt8], any Error>
    ) -> PageResponse {
        PageResponse(
            status: 200, contentType: type,
            headers: [("Content-Disposition", "attachment; filename=\"\(name)\"")],
            body: .pieces(pieces))
    }

    static func events(_ stream: AsyncStream<String>) -> PageResponse {
        // A proxy that gathers an answer before it passes it on would gather this one for ever.
        PageResponse(
            status: 200, contentType: "text/event-stream",
            headers: [("X-Accel-Buffering", "no")], body: .events(stream))
    }
}
