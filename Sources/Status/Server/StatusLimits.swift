/// Bounds of the status server's connections. Each takes one request and is closed after the
/// answer.
package struct StatusLimits: Sendable {
    /// Connections at a time; further ones are closed as they come.
    package var connections = 32
    /// Bytes that a connection may send.
    package var bytes = 8_192
    /// From the opening of a connection to the end of its request.
    package var request: Duration = .seconds(5)
    /// From the opening of a connection to its end.
    package var life: Duration = .seconds(15)

    package init() {}
}
