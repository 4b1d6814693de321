/// Calls that are handed over together, each to begin at a moment of its own.
package struct HTTPBatch: Sendable {
    /// Each has a `startBy`; its deadline counts from the moment at which it begins.
    package var requests: [HTTPRequest]
    /// One for each request, nanoseconds of CLOCK_BOOTTIME: it does not begin earlier.
    package var moments: [Int64]
    package var pacing: any CallPacing

    package init(requests: [HTTPRequest], moments: [Int64], pacing: any CallPacing) {
        precondition(requests.count == moments.count, "a moment for each request")
        self.requests = requests
        self.moments = moments
        self.pacing = pacing
    }
}
