/// Bounds of the number of open connections, and of the time that one may keep the server waiting.
/// A connection that runs out of its time is closed.
package struct ConnectionLimits: Sendable {
    /// Connections in all; fewer if the process may not open as many files.
    package var total = 4_000
    /// Connections from one address that is not a trusted proxy.
    package var perAddress = 512
    /// From the opening of a connection to the end of its first request's header. For later headers
    /// `idle` counts.
    package var header: Duration = .seconds(10)
    /// From the end of a header to the end of the body.
    package var body: Duration = .seconds(30)
    /// From the end of an answer to the end of the next request's header.
    package var idle: Duration = .seconds(75)
    /// The time without the client taking anything of an answer.
    package var stall: Duration = .seconds(60)
    /// The time for the rest of a body that nobody reads, after the answer.
    package var linger: Duration = .seconds(5)
    /// File descriptors that are not for browsers: the database's, files, the log.
    static let reserve = 96

    package init() {}

    /// The limits for a process that may open so many descriptors, less the reserve; at least 16
    /// connections.
    func within(descriptors: Int) -> ConnectionLimits {
        var limits = self
        limits.total = max(16, min(total, descriptors - Self.reserve))
        limits.perAddress = min(perAddress, limits.total)
        return limits
    }
}
