import HTTPClient

/// How an answer tells that something on the way kept it, instead of asking Amili.
enum CacheMarks {
    /// - Returns: the header that tells, or nil. A proxy that only hands on (`Via`) is none, nor is
    ///   a cache that says that it asked.
    static func mark(in response: HTTPResponse) -> String? {
        if response.status == 304 { return "304" }
        for (name, value) in response.headers where tells(name.lowercased(), value) { return name }
        return nil
    }

    private static func tells(_ name: String, _ value: String) -> Bool {
        switch name {
        // An answer that was made or validated for this request has none (RFC 9111 §5.1).
        case "age": return true
        // 110 and 111: stale (RFC 7234 §5.5).
        case "warning": return value.hasPrefix("110") || value.hasPrefix("111")
        // Requests are told how to treat caches by it, and Squid's looks up what it then asks for.
        case "cache-control", "x-cache-lookup": return false
        // Two numbers: its own, and that of the request that filled the cache.
        case "x-varnish": return value.split(separator: " ").count > 1
        case "x-cache-hits":
            return value.split(whereSeparator: { $0 == "," || $0 == " " }).contains {
                $0.contains { ("1"..."9").contains($0) }
            }
        case "via", "server-timing": return hasHit(value)
        default: return (name.contains("cache") || name.hasPrefix("x-served")) && hasHit(value)
        }
    }

    private static func hasHit(_ value: String) -> Bool {
        value.lowercased().split(whereSeparator: { !$0.isLetter }).contains {
            $0 == "hit" || $0 == "stale" || $0 == "updating"
        }
    }
}
