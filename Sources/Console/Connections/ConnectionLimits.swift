/// How many connections there may be at once, and how long one may keep us waiting.
package struct ConnectionLimits: Sendable {
    /// In all; fewer where the process may not open as many files.
    package var total = 4_000
    /// Connections of one address that is no trusted proxy.
    package var perAddress = 512
    /// From the first byte that may come to the end of a request's header.
    package var header: Duration = .seconds(10)
    /// From the end of the header to the end of the body.
    package var body: Duration = .seconds(30)
    /// Between two requests.
    package var idle: Duration = .seconds(75)
    /// Without anything of an answer being taken.
    package var stall: Duration = .seconds(60)
    /// For the rest of a body that nobody reads, after the answer.
    package var linger: Duration = .seconds(5)
    /// Descriptors that are not for browsers: the database's, files, the log.
    static let reserve = 96

    package init() {}

    /// The same with no more connections than descriptors, less the reserve.
    func within(descriptors: Int) -> ConnectionLimits {
        var limits = self
        limits.total = max(16, min(total, descriptors - Self.reserve))
        limits.perAddress = min(perAddress, limits.total)
        return limits
    }
}
