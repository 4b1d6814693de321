/// What a page answers, before it becomes HTTP.
struct Reply: Sendable {
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

    static func page(_ html: HTML, status: Int = 200) -> Reply {
        Reply(
            status: status, contentType: "text/html; charset=utf-8",
            body: .whole(Array(html.text.utf8)))
    }

    /// A piece of a page, for the script.
    static func piece(_ html: HTML) -> Reply { page(html) }

    static func json(_ text: String) -> Reply {
        Reply(status: 200, contentType: "application/json", body: .whole(Array(text.utf8)))
    }

    /// After a form was taken in: go and look. Reloading that page sends nothing again.
    static func seeOther(_ location: String) -> Reply {
        Reply(
            status: 303, contentType: "text/plain; charset=utf-8",
            headers: [("Location", location)], body: .whole([]))
    }

    static func file(
        _ name: String, type: String, _ pieces: AsyncThrowingStream<[UInt8], any Error>
    ) -> Reply {
        Reply(
            status: 200, contentType: type,
            headers: [("Content-Disposition", "attachment; filename=\"\(name)\"")],
            body: .pieces(pieces))
    }

    static func events(_ stream: AsyncStream<String>) -> Reply {
        // A proxy that gathers an answer before it passes it on would gather this one for ever.
        Reply(
            status: 200, contentType: "text/event-stream",
            headers: [("X-Accel-Buffering", "no")], body: .events(stream))
    }
}

/// What ends a request early; the frame makes a page of it.
enum Refusal: Error, Equatable {
    /// No such page, or none for this user: the two look alike.
    case notFound
    /// This user's role may not do that.
    case notAllowed
    /// The form was not made by this session, or by one that has ended.
    case staleForm
    /// The request is not one that our pages make.
    case badRequest
    /// A body that is not read to its end.
    case tooLarge
}
