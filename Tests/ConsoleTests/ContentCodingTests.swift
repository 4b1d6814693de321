import HTTPTypes
import Testing

@testable import Console

/// What goes over the wire as gzip, and what does not.
@Suite struct ContentCodingTests {
    @Test(arguments: [
        ("gzip", true), ("gzip, deflate, br", true), ("br;q=1.0, gzip;q=0.8", true),
        ("GZIP", true), ("x-gzip", true), ("*", true), ("gzip;q=0, *", false),
        ("*;q=0, gzip", true), ("gzip; q=0.0", false), ("deflate, br", false), ("", false),
        ("identity", false), ("gzipped", false), (";;,,", false),
    ])
    func aBrowserSaysWhatItTakes(header: String, isTaken: Bool) {
        #expect(ContentCoding.takesGzip(header) == isTaken)
        #expect(!ContentCoding.takesGzip(nil))
    }

    private static func coding(
        _ type: String, bytes: Int = 5_000, site: String? = nil, isPublic: Bool = false
    ) -> String? {
        var reply = PageResponse(
            status: 200, contentType: type,
            headers: isPublic ? [.cacheControl: "public, max-age=1"] : [:],
            body: .whole(Array(repeating: UInt8(ascii: "a"), count: bytes)))
        ContentCoding.apply(&reply, accepted: "gzip", site: site)
        return reply.headers[.contentEncoding]
    }

    @Test func textThatIsLongEnoughIsCompressed() {
        for type in ["text/html; charset=utf-8", "text/csv", "text/css", "text/javascript"] {
            #expect(Self.coding(type) == "gzip", "\(type)")
        }
        #expect(Self.coding("text/html", bytes: 999) == nil)
        #expect(Self.coding("text/event-stream") == nil)
        #expect(Self.coding("application/json") == nil)
    }

    @Test func noPageThatAnotherSiteAskedForIsCompressed() {
        for site in ["cross-site", "same-site", "anything"] {
            #expect(Self.coding("text/html", site: site) == nil, "\(site)")
            #expect(Self.coding("text/css", site: site, isPublic: true) == "gzip", "\(site)")
        }
        for site in ["same-origin", "none", nil] {
            #expect(Self.coding("text/html", site: site) == "gzip")
        }
    }

    /// Bytes that no coding makes shorter, in more pieces than one.
    @Test func manyPiecesAreOneStream() {
        let gzip = Gzip(hidesLength: true)
        var made: [UInt8] = []
        for _ in 0..<3 { made += gzip.compress(Random.bytes(40_000), isLast: false) }
        made += gzip.compress([], isLast: true)
        #expect(made.starts(with: [0x1f, 0x8b, 8]))
        // The last four bytes count what was given.
        let length = made.suffix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
        #expect(length == 120_000 && made.count > 120_000)
    }

    @Test func aFormTokenIsAnotherTextEachTime() {
        let session = Random.token()
        let tokens = (0..<50).map { _ in Authenticator.formToken(session) }
        #expect(Set(tokens).count == 50)
        #expect(tokens.allSatisfy { Authenticator.isFormToken($0, of: session) })
        #expect(!Authenticator.isFormToken(tokens[0], of: Random.token()))
        for wrong in ["", "0", String(repeating: "0", count: 128), "\u{e5}" + tokens[0]] {
            #expect(!Authenticator.isFormToken(wrong, of: session))
        }
    }
}
