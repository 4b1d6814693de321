import CCurl

/// Header lines that many requests share. They are checked once, and each request lends them to
/// libcurl.
///
/// `@unchecked Sendable`: it never changes, and libcurl only reads the list.
package final class HTTPHeaders: @unchecked Sendable {
    let list: UnsafeMutablePointer<curl_slist>?
    /// The reason why a request with these lines must not be written, or nil.
    let flaw: String?

    /// - Parameter lines: `Name: value`, as in `HTTPRequest.headers`.
    package init(_ lines: [String]) {
        flaw = lines.lazy.compactMap { HTTPRequest.flaw(ofHeader: $0) }.first
        var list: UnsafeMutablePointer<curl_slist>?
        for line in lines {
            guard let longer = curl_slist_append(list, line) else {
                fatalError("curl_slist_append: out of memory")
            }
            list = longer
        }
        self.list = list
    }

    deinit { curl_slist_free_all(list) }
}
