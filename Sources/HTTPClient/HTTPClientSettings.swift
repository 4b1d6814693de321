/// The settings of a client. Values out of their bounds trap.
package struct HTTPClientSettings: Sendable {
    /// PEM file of the authorities to trust instead of the system's; nil: the system's.
    package let caFile: String?
    /// Calls on the wire at a time, 1...1024. Others wait in line, within their deadlines.
    package let maxConnections: Int
    /// Paced calls (those of batches, and single ones that ask for it) on the wire at a time,
    /// 1...maxConnections.
    package let mostPaced: Int
    /// The time, 1 ms...10 min, for which the kernel goes on delivering bytes that nobody
    /// acknowledges.
    package let tcpUserTimeout: Duration
    /// The time for which a connection rests after an answer, 0...10 s. If the server sends
    /// anything during the rest, nobody asked for it, and the connection is ended. The next request
    /// waits for the rest or uses another connection, of which there are at most `mostConnections`;
    /// only a request with an `HTTPRequest.unrestedStatus` may use a connection that has not
    /// rested.
    package let rest: Duration
    /// Connections beyond `maxConnections`, at most 1024, so that others can rest; 0 without a
    /// rest.
    package let spare: Int
    /// nil: no proxy, whatever the environment says.
    package let proxy: HTTPProxy?

    package init(
        caFile: String? = nil, maxConnections: Int = 32, mostPaced: Int? = nil,
        tcpUserTimeout: Duration = .seconds(15),
        rest: Duration = .zero, spare: Int? = nil, proxy: HTTPProxy? = nil
    ) {
        precondition((1...1024).contains(maxConnections), "maxConnections must be 1...1024")
        precondition(
            tcpUserTimeout >= .milliseconds(1) && tcpUserTimeout <= .seconds(600),
            "tcpUserTimeout must be 1 ms...10 min")
        precondition(rest >= .zero && rest <= .seconds(10), "rest must be 0...10 s")
        self.caFile = caFile
        self.maxConnections = maxConnections
        self.mostPaced = mostPaced ?? maxConnections
        precondition(
            (1...maxConnections).contains(self.mostPaced), "mostPaced must be 1...maxConnections")
        self.tcpUserTimeout = tcpUserTimeout
        precondition((0...1024).contains(spare ?? 0), "spare must be 0...1024")
        self.rest = rest
        // 64 connections that rest for 100 ms carry 640 calls a second.
        self.spare = rest == .zero ? 0 : spare ?? max(31, maxConnections / 2)
        self.proxy = proxy
    }

    /// The number of open connections at most, resting ones included.
    var mostConnections: Int { maxConnections + spare }

    /// The number of rested connections left to requests that need one, once no more may be opened.
    static let reserve = 8
}
