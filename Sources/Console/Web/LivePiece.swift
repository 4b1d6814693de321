import AccessStore

/// Something on a page that changes while one looks at it: an element's id, and what stands in it.
struct LivePiece: Sendable, Equatable {
    let id: String
    let html: String
    init(_ id: String, _ html: HTML) {
        self.id = id
        self.html = html.text
    }
}
