import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1

/// Hummingbird's HTTP/1.1 channel within our limits on connections and headers.
struct GuardedChannel: ServerChildChannel {
    typealias Value = HTTP1Channel.Value

    private let http: HTTP1Channel
    private let registry: ConnectionRegistry
    private let limits: ConnectionLimits

    /// Bytes of one header field, and of all header fields of a request together.
    private static let longestHeaders = 32_768

    /// - Parameter responder: makes the answers.
    init(
        _ responder: @escaping HTTPChannelHandler.Responder, _ registry: ConnectionRegistry,
        _ limits: ConnectionLimits
    ) {
        let decoder = HTTP1Channel.Configuration.DecoderConfiguration(
            maxHeaderFieldSize: Self.longestHeaders, maxHeaderListSize: Self.longestHeaders,
            maxHeaderFieldCount: 100)
        http = HTTP1Channel(
            responder: responder,
            configuration: HTTP1Channel.Configuration(httpDecoderConfiguration: decoder))
        self.registry = registry
        self.limits = limits
    }

    /// Registers the connection and adds a `ConnectionGuard` after the HTTP decoder.
    /// - Returns: a future that fails if the pipeline has no decoder.
    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        let (registry, limits) = (registry, limits)
        let isIn = registry.open(channel, from: channel.remoteAddress?.ipAddress ?? "")
        // Also for a connection that ends before its pipeline is set up.
        channel.closeFuture.whenComplete { _ in registry.close(channel) }
        return http.setup(channel: channel, logger: logger).flatMapThrowing { value in
            let pipeline = channel.pipeline.syncOperations
            let decoder = try pipeline.handler(
                type: ByteToMessageHandler<HTTPRequestDecoder>.self)
            try pipeline.addHandler(
                ConnectionGuard(registry, limits, isRefused: !isIn), position: .after(decoder))
            return value
        }
    }

    func handle(value: Value, logger: Logger) async {
        await http.handle(value: value, logger: logger)
    }
}
