import HTTPClient

/// Recognises answers that a cache on the way gave without asking Amili.
enum CacheMarks {
    /// - Returns: the name of the header that shows it, or `304`; nil if nothing shows it. A proxy
    ///   that only passes answers on (`Via`) does not count, nor does a cache that says that it
    ///   asked.
    static func mark(in response: HTTPResponse) -> String? {
        if response.status == 304 { return "304" }
        for (name, value) in response.headers where tells(name.lowercased(), value) { return name }
        return nil
    }

    /// Whether a header shows that a cache answered.
    /// - Parameter name: in lower case.
    private static func tells(_ name: String, _ value: String) -> Bool {
        switch name {
        // An answer that was made or validated for this request has no `Age` (RFC 9111 §5.1).
        case "age": return true
        // 110 and 111: stale (RFC 7234 §5.5).
        case "warning": return value.hasPrefix("110") || value.hasPrefix("111")
        // `Cache-Control` instructs caches. Squid's `X-Cache-Lookup` tells of a search in its
        // store, after which Squid may still ask the server.
        case "cache-control", "x-cache-lookup": return false
        // A second number names the request that filled the cache; the first names this one.
        case "x-varnish": return value.split(separator: " ").count > 1
        case "x-cache-hits":
            return value.split(whereSeparator: { $0 == "," || $0 == " " }).contains {
                $0.contains { ("1"..."9").contains($0) }
            }
        case "via", "server-timing": return hasHit(value)
        default: return (name.contains("cache") || name.hasPrefix("x-served")) && hasHit(value)
        }
    }

    /// Whether one of the value's words is `hit`, `stale` or `updating`.
    private static func hasHit(_ value: String) -> Bool {
        value.lowercased().split(whereSeparator: { !$0.isLetter }).contains {
            $0 == "hit" || $0 == "stale" || $0 == "updating"
        }
    }
}
