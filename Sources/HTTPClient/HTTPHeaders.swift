import CCurl

/// Header lines that many requests have in common: looked at once, and lent to libcurl by each.
///
/// `@unchecked Sendable`: nothing changes it once it is made; libcurl only reads the list.
package final class HTTPHeaders: @unchecked Sendable {
    let list: UnsafeMutablePointer<curl_slist>?
    /// Why a request with these must not be written, or nil.
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
