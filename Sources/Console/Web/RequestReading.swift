import HTTPTypes
import Hummingbird
import NIOCore

/// Reads the parts of a request that pages use. A stranger's text is neither compared nor changed
/// before it is known to be ASCII, and no longer than any page of ours needs.
extension Request {
    /// Bytes of the cookies, of any other header that is looked at, of the path, and of the query.
    private static let (longestCookies, longestHeader) = (4_096, 512)
    private static let (longestPath, longestQuery) = (1_024, 16_384)

    /// Whether path, query and cookies are short enough to be taken apart, and the path is ASCII.
    var isBounded: Bool {
        Self.plain(uri.path, Self.longestPath) != nil
            && (uri.query?.utf8.count ?? 0) <= Self.longestQuery
            && (headers[.cookie]?.utf8.count ?? 0) <= Self.longestCookies
    }

    /// A header's value; nil if it is not there, too long, or not ASCII.
    func header(_ name: String) -> String? {
        HTTPField.Name(name).flatMap { headers[$0] }.flatMap { Self.plain($0, Self.longestHeader) }
    }

    /// The `Host` header in lower case; nil if it is not there, too long, or not ASCII.
    var host: String? {
        head.authority.flatMap { Self.plain($0, Self.longestHeader) }?.lowercased()
    }

    /// Whether a page of ours made the request, as browsers tell; nil from old ones and programs.
    var fetchSite: String? { header("Sec-Fetch-Site") }

    /// Whether it asks for events until it goes away: by itself, and not because somebody clicked.
    var isStream: Bool { header("Accept") == "text/event-stream" }

    /// Whether our script asks, which says so in a header that no foreign form can send.
    var isScript: Bool { header("X-Requested-By") == "paminn" || isStream }

    /// A cookie's value, of two of one name the first's; nil if it is not there, or not ASCII.
    func cookie(_ name: String) -> String? {
        (cookies[name]?.value).flatMap { Self.plain($0, Self.longestCookies) }
    }

    /// The form in the body; empty if it is none.
    /// - Throws: `Refusal.tooLarge` for a body of more than that many bytes, `badRequest` for
    ///   fields that no page of ours sends.
    func form(upTo limit: Int) async throws -> Fields {
        guard method == .post,
            header("Content-Type")?.hasPrefix("application/x-www-form-urlencoded") == true
        else { return Fields() }
        let fields: Fields
        do {
            fields = Fields(
                encoded: Array(try await body.collect(upTo: limit).readableBytesView))
        } catch is NIOTooManyBytesError {
            throw Refusal.tooLarge
        } catch {
            // Cut off: by its sender, or because it took too long.
            throw Refusal.badRequest
        }
        guard fields.leftOut == 0 else { throw Refusal.badRequest }
        return fields
    }

    /// The text; nil if it has more bytes than that, or is not ASCII.
    private static func plain(_ text: String, _ limit: Int) -> String? {
        let bytes = text.utf8
        return bytes.count <= limit && bytes.allSatisfy { $0 < 0x80 } ? text : nil
    }
}

extension StringProtocol {
    /// The same without white space at both ends.
    var trimmed: String {
        var rest = self[...]
        while let first = rest.first, first.isWhitespace { rest.removeFirst() }
        while let last = rest.last, last.isWhitespace { rest.removeLast() }
        return String(rest)
    }
}
