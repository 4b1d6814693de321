import Glibc
import NIOConcurrencyHelpers
import NIOCore
import NIOHTTP1
import NIOPosix

/// A small HTTP server for `StatusEndpoints`. It has a thread of its own, so that it answers
/// whatever the rest of the process does, and serves nothing personal to anybody who can reach it.
package struct StatusServer: Sendable {
    /// The address cannot be listened on.
    package struct CannotListen: Error {
        package let why: String
    }

    private let group: MultiThreadedEventLoopGroup
    private let channel: any Channel

    /// The port that it listens on.
    package var port: Int { channel.localAddress?.port ?? 0 }

    /// Begins to listen.
    /// - Parameters:
    ///   - host: a name or an address; any may be bound.
    ///   - port: 0: any that is free.
    /// - Throws: `CannotListen`.
    package static func listen(
        host: String, port: Int, limits: StatusLimits = StatusLimits(),
        _ endpoints: StatusEndpoints
    ) async throws(CannotListen) -> StatusServer {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let open = NIOLockedValueBox(0)
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 64)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try setUp(channel, limits, open) { await endpoints.answer($0) }
                }
            }
        do {
            let channel = try await bootstrap.bind(host: host, port: port).get()
            return StatusServer(group: group, channel: channel)
        } catch {
            try? await group.shutdownGracefully()
            let code = (error as? IOError)?.errnoCode
            throw CannotListen(
                why: code.map { String(cString: strerror($0)) } ?? "the host is not known")
        }
    }

    /// Sets a connection's pipeline up.
    private static func setUp(
        _ channel: any Channel, _ limits: StatusLimits, _ open: NIOLockedValueBox<Int>,
        _ answer: @escaping @Sendable (StatusRequest) async -> StatusAnswer
    ) throws {
        var headers = NIOHTTPDecoderLimitConfiguration()
        headers.maxHeaderFieldSize = limits.bytes
        headers.maxHeaderListSize = limits.bytes
        headers.maxHeaderFieldCount = 64
        let decoder = HTTPRequestDecoder(
            leftOverBytesStrategy: .dropBytes, informationalResponseStrategy: .drop,
            limitConfiguration: headers)
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(InboundBound(bytes: limits.bytes))
        try pipeline.addHandler(HTTPResponseEncoder())
        try pipeline.addHandler(ByteToMessageHandler(decoder))
        try pipeline.addHandler(StatusConnection(limits, open: open, answer))
    }

    /// Listens no more, at the end of the process. Connections end with it.
    package func stop() { channel.close(promise: nil) }

    /// Listens no more, and ends all connections.
    package func close() async {
        try? await channel.close()
        try? await group.shutdownGracefully()
    }
}
