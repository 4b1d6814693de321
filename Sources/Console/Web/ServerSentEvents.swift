import AccessStore

/// Server-sent events: the pieces of a page that have changed since they were sent last.
enum ServerSentEvents {
    /// How often a page looks for news.
    static let pace = Duration.seconds(2)
    /// After so many looks the browser is to come back: a stream outlives no session for long.
    private static let looksPerStream = 900
    /// A session is looked up anew before news are sent, and after so many looks without any.
    private static let looksPerSession = 5
    /// Without news it says so often that it is still there.
    private static let looksPerPulse = 4

    /// - Parameters:
    ///   - told: what the reader is told, once and politely, when these pieces have changed; nil:
    ///     nothing.
    ///   - until: once true, the whole page has become another, and is loaded anew.
    ///   - pieces: what the page shows now. All ids of one call are distinct.
    static func reply(
        _ context: PageContext, told: (@Sendable ([LivePiece]) -> String?)? = nil,
        until isOver: (@Sendable () async throws -> Bool)? = nil,
        pieces: @escaping @Sendable () async throws -> [LivePiece]
    ) -> PageResponse {
        .events(
            AsyncStream { continuation in
                let task = Task {
                    // The browser waits so long before it comes back.
                    continuation.yield("retry: 3000\n\n")
                    // A browser that has no connection to spare for a stream asks for one look.
                    let looks = context.query["nu"] == "1" ? 1 : looksPerStream
                    await look(context, looks, told, isOver, pieces) { continuation.yield($0) }
                    continuation.finish()
                }
                let number = context.streams.open(user: context.session.user) {
                    // Comes back in a minute, if it is still looked at.
                    continuation.yield("retry: 60000\n\n")
                    continuation.finish()
                }
                // Ends with its reader.
                continuation.onTermination = { _ in
                    task.cancel()
                    context.streams.close(user: context.session.user, number)
                }
            })
    }

    private static func look(
        _ context: PageContext, _ looks: Int, _ told: (@Sendable ([LivePiece]) -> String?)?,
        _ isOver: (@Sendable () async throws -> Bool)?,
        _ pieces: @Sendable () async throws -> [LivePiece], _ send: (String) -> Void
    ) async {
        var sent: [String: String] = [:]
        var isLost = false
        for number in 0..<looks {
            if number > 0 {
                guard (try? await Task.sleep(for: pace)) != nil else { return }
            }
            do {
                if let isOver, try await isOver() {
                    send(event("omladda", "{}"))
                    return
                }
                let now = try await pieces()
                let changed = now.filter { sent[$0.id] != $0.html }
                // No news for whom they are not meant any more; and without news it ends as well.
                if number > 0, !changed.isEmpty || number % looksPerSession == 0,
                    try await !isStillAllowed(context)
                {
                    send(event("utloggad", "{}"))
                    return
                }
                for piece in changed {
                    sent[piece.id] = piece.html
                    send(event("bit", json(piece)))
                }
                if number > 0, !changed.isEmpty, let text = told?(changed) {
                    send(event("besked", "{\"text\":\(quoted(text))}"))
                }
                // Proxies close what says nothing, and the page takes silence for lost contact.
                if isLost || changed.isEmpty && number % looksPerPulse == 0 {
                    send(event("puls", "{}"))
                }
                isLost = false
            } catch {
                if Task.isCancelled { return }
                // The database is away: the page stands still until it is back, and says so.
                isLost = true
                send(event("avbrott", "{}"))
            }
        }
    }

    /// The session goes on, and sees what it saw.
    static func isStillAllowed(_ context: PageContext) async throws -> Bool {
        let now = try await context.access.session(
            context.sessionHash, limits: SessionLimits(), isSeen: false)
        guard let now else { return false }
        return Set(context.session.creditors.map(\.id)).isSubset(of: now.creditors.map(\.id))
            && now.role == context.session.role
    }

    private static func event(_ name: String, _ data: String) -> String {
        "event: \(name)\ndata: \(data)\n\n"
    }

    private static func json(_ piece: LivePiece) -> String {
        "{\"id\":\(quoted(piece.id)),\"html\":\(quoted(piece.html))}"
    }

    /// A JSON string on one line.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case _ where scalar.value < 32 || scalar == "\u{2028}" || scalar == "\u{2029}":
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
