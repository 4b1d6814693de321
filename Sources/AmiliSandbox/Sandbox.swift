import NIOCore
import NIOHTTP1
import NIOPosix

/// A strict fake of Amili's Swedish API that keeps a ledger of the letters it would have sent.
package final class Sandbox: Sendable {
    /// The actual port, even if the settings asked for any free one.
    package let port: Int
    package let host: String
    private let engine: Engine
    private let group: MultiThreadedEventLoopGroup
    private let channel: any Channel

    private init(
        engine: Engine, group: MultiThreadedEventLoopGroup, channel: any Channel, host: String
    ) {
        self.engine = engine
        self.group = group
        self.channel = channel
        self.host = host
        port = channel.localAddress?.port ?? 0
    }

    /// Reads the data folder and listens.
    /// - Parameter failed: called if the files cannot be written any more; from then on nothing is
    ///   answered, and the process should end.
    /// - Throws: exit code 69 if it cannot listen; 64, 74, 75 and 78 as `SandboxError` has them.
    package static func start(
        _ settings: SandboxSettings, failed: @escaping @Sendable (SandboxError) -> Void
    ) async throws(SandboxError) -> Sandbox {
        let engine = try Engine(settings, failed: failed)
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 2)
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers([
                        ByteToMessageHandler(HTTPRequestDecoder()), HTTPConnection(engine: engine),
                    ])
                }
            }
        let listen = settings.listen
        do {
            let channel = try await bootstrap.bind(host: listen.host, port: listen.port).get()
            return Sandbox(engine: engine, group: group, channel: channel, host: listen.host)
        } catch {
            try? await group.shutdownGracefully()
            throw SandboxError(
                "cannot listen on \(listen.host):\(listen.port): \(error)", exitCode: 69)
        }
    }

    /// `http://host:port`.
    package var address: String {
        host.contains(":") ? "http://[\(host)]:\(port)" : "http://\(host):\(port)"
    }

    /// Cuts every connection, and returns when all accepted work is on disk.
    package func stop() async {
        // Each fails only if it was done before, and then there is nothing left to do.
        try? await channel.close().get()
        try? await group.shutdownGracefully()
        engine.close()
    }
}
