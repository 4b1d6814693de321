/// Calls that are handed over together, each to begin at its own moment.
package struct HTTPBatch: Sendable {
    /// Each needs a `startBy`. Its deadline counts from the moment at which the call begins.
    package var requests: [HTTPRequest]
    /// The earliest moment for each request, nanoseconds of CLOCK_BOOTTIME.
    package var moments: [Int64]
    package var pacing: any CallPacing

    package init(requests: [HTTPRequest], moments: [Int64], pacing: any CallPacing) {
        precondition(requests.count == moments.count, "a moment for each request")
        self.requests = requests
        self.moments = moments
        self.pacing = pacing
    }
}
