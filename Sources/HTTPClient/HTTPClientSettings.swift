package struct HTTPClientSettings: Sendable {
    /// PEM file of the authorities to trust instead of the system's; nil: the system's.
    package let caFile: String?
    /// Calls on the wire at a time, 1...1024. Further ones wait in line, within their deadline.
    package let maxConnections: Int
    /// 1...maxConnections: so many of them at most carry the calls of batches, and others that are
    /// paced.
    package let mostPaced: Int
    /// 1 ms...10 min: how long the kernel goes on delivering bytes that nobody acknowledges.
    package let tcpUserTimeout: Duration
    /// 0...10 s: how long a connection rests after an answer. What the server says meanwhile nobody
    /// asked for, and it ends the connection. But for a request that allows it
    /// (`HTTPRequest.unrestedStatus`) the next one waits, or goes on another connection; there are
    /// at most `mostConnections`.
    package let rest: Duration
    /// Connections beyond `maxConnections`, so that others can rest; at most 1024, and none where
    /// none rests.
    package let spare: Int
    /// nil: the way is direct, whatever the environment says.
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

    /// Connections open at a time, those that rest included.
    var mostConnections: Int { maxConnections + spare }

    /// Once no more may be opened, so many of those that have rested are left to requests that need
    /// one.
    static let reserve = 8
}
