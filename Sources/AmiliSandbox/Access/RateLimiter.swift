/// Counts calls, finds the busiest second and minute, and keeps the rate limit.
///
/// All instants are nanoseconds of the monotonic clock.
struct RateLimiter {
    private let limit: RateLimit?
    /// Numbers of answers, by endpoint and outcome.
    private var outcomes: [Endpoint: [String: Int]] = [:]
    private var second = Window(span: 1_000_000_000)
    private var minute = Window(span: 60_000_000_000)
    /// The latest arrival so far.
    private var latest: Int64 = 0
    /// Allowed calls by creditor and endpoint, each over the limit's span.
    private var allowed: [String: Window] = [:]

    /// - Parameter limit: nil: every call is allowed.
    init(limit: RateLimit?) { self.limit = limit }

    /// Counts a request.
    /// - Parameter instant: the request's arrival.
    mutating func arrived(at instant: Int64) {
        // Requests of two connections may be handled in another order than they arrived in.
        latest = max(latest, instant)
        second.add(latest)
        minute.add(latest)
    }

    /// Counts an answer.
    /// - Parameter outcome: its status, or the fault that left none.
    mutating func answered(_ endpoint: Endpoint, _ outcome: String) {
        outcomes[endpoint, default: [:]][outcome, default: 0] += 1
    }

    /// Counts a call against the limit of its creditor and endpoint. A refused call does not count.
    /// - Returns: nil if the call is within the limit; else the whole seconds to wait, 1 or more.
    mutating func wait(creditor: String, endpoint: Endpoint) -> Int? {
        guard let limit else { return nil }
        let span = Int64(limit.seconds) * 1_000_000_000
        let key = creditor + " " + endpoint.rawValue
        var window = allowed.removeValue(forKey: key) ?? Window(span: span)
        defer { allowed[key] = window }
        window.forget(before: latest)
        guard window.count >= limit.calls, let oldest = window.oldest else {
            window.add(latest)
            return nil
        }
        return max(1, Int((oldest + span - latest + 999_999_999) / 1_000_000_000))
    }

    /// The body of `GET /sandbox/requests`.
    var report: JSON {
        let by = outcomes.sorted { $0.key.rawValue < $1.key.rawValue }.map { endpoint, counts in
            let counts = counts.sorted { $0.key < $1.key }
            return JSON.Member(
                endpoint.rawValue,
                .object(counts.map { JSON.Member($0.key, .integer($0.value)) }))
        }
        return [
            "by": .object(by), "max_per_1s": .integer(second.most),
            "max_per_60s": .integer(minute.most),
        ]
    }
}
