import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOConcurrencyHelpers
import NIOCore

/// Takes the body of a response as it is written.
struct BodyTaker: ResponseBodyWriter {
    /// Ends the body, as a reader who goes away does.
    struct GoneAway: Error {}

    /// Whether the reader stays.
    let take: @Sendable (ByteBuffer) async throws -> Bool

    mutating func write(_ buffer: ByteBuffer) async throws {
        guard try await take(buffer) else { throw GoneAway() }
    }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}

extension Response {
    /// Reads the body to its end, or until `take` is false.
    func read(while take: @escaping @Sendable (ByteBuffer) async throws -> Bool) async throws {
        do { try await body.write(BodyTaker(take: take)) } catch is BodyTaker.GoneAway {}
    }

    /// The whole body.
    func text() async throws -> String {
        let whole = NIOLockedValueBox(ByteBuffer())
        try await read { piece in
            whole.withLockedValue { _ = $0.writeImmutableBuffer(piece) }
            return true
        }
        return whole.withLockedValue { String(buffer: $0) }
    }
}
