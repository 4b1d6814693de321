import Testing

@testable import HTTPClient

/// Bodies that come coded although nobody asked for it.
@Suite(.timeLimit(.minutes(10)))
struct CodingTests {
    private static let text = #"{"_items":[]}"# + String(repeating: " ", count: 500)

    /// `text`, by gzip(1).
    private static let gzipped: [UInt8] = [
        31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 171, 86, 138, 207, 44, 73, 205, 45, 86, 178, 138, 142,
        173, 85, 24, 5, 35, 14, 0, 0, 142, 74, 141, 247, 1, 2, 0, 0,
    ]

    /// `text`, in the zlib format that HTTP calls deflate (RFC 9110 §8.4.1.2).
    private static let deflated: [UInt8] = [
        120, 156, 171, 86, 138, 207, 44, 73, 205, 45, 86, 178, 138, 142, 173, 85, 24, 5, 35, 14, 0,
        0, 116, 240, 67, 48,
    ]

    private func answer(
        _ coding: String, _ bytes: [UInt8], limit: Int = 1 << 20
    ) async throws -> HTTPOutcome {
        var outcome: HTTPOutcome?
        try await withServer { connection in
            connection.readRequest()
            connection.write(
                "HTTP/1.1 200 OK\r\nContent-Encoding: \(coding)\r\n"
                    + "Content-Length: \(bytes.count)\r\n\r\n")
            connection.write(bytes: bytes)
        } body: { server, client in
            outcome = await client.perform(server.post(responseLimit: limit)).outcome
        } after: { server in
            #expect(server.requests[0].head.contains("Accept-Encoding: identity"))
        }
        return try #require(outcome)
    }

    @Test func whatComesCodedIsReadAllTheSame() async throws {
        let body = Array(Self.text.utf8)
        #expect(try await answer("gzip", Self.gzipped).response?.body == body)
        #expect(try await answer("deflate", Self.deflated).response?.body == body)
        #expect(try await answer("identity", body).response?.body == body)
    }

    @Test func aLimitIsCountedInDecodedBytes() async throws {
        let outcome = try await answer("gzip", Self.gzipped, limit: Self.text.utf8.count - 1)
        #expect(outcome.maybeSent?.message == Refusal.bodyOverLimit.message)
        #expect(
            try await answer("gzip", Self.gzipped, limit: Self.text.utf8.count).response != nil)
    }

    @Test(arguments: ["rot13", "gzip"])
    func whatCannotBeDecodedIsNoAnswer(coding: String) async throws {
        let outcome = try await answer(coding, Array("plain".utf8))
        #expect(outcome.maybeSent?.curlCode == 61, "\(outcome)")
    }
}
