import NIOCore
import NIOHTTP1

/// Closes a connection that keeps the server waiting too long: for a header, for a body, for the
/// next request, or for its reader to take the answer. One guard belongs to one connection and runs
/// on its event loop, after the HTTP decoder.
final class ConnectionGuard: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private let registry: ConnectionRegistry
    private let limits: ConnectionLimits
    private let isRefused: Bool
    /// Requests whose answers have not ended.
    private var unanswered = 0
    /// Whether the body of a request is still to come in full.
    private var isReading = false
    /// The end of the wait for the client's next bytes; nil while a request is being answered.
    private var deadline: Scheduled<Void>?
    /// The end of the wait for the client to take bytes; nil while it does.
    private var stall: Scheduled<Void>?

    /// - Parameter isRefused: there is no room for the connection. It is closed as soon as it is
    ///   active: an error while the channel is set up would leave its socket open for ever.
    init(_ registry: ConnectionRegistry, _ limits: ConnectionLimits, isRefused: Bool) {
        self.registry = registry
        self.limits = limits
        self.isRefused = isRefused
    }

    /// Begins to wait for the first request's header.
    func handlerAdded(context: ChannelHandlerContext) { wait(limits.header, context) }

    /// Closes a connection for which there is no room.
    func channelActive(context: ChannelHandlerContext) {
        context.fireChannelActive()
        if isRefused { context.close(promise: nil) }
    }

    func handlerRemoved(context: ChannelHandlerContext) { forget() }

    func channelInactive(context: ChannelHandlerContext) {
        forget()
        registry.close(context.channel)
        context.fireChannelInactive()
    }

    /// Follows the parts of requests. The decoder gives a head once the whole header has come. A
    /// body may end after its answer has: the connection is idle then.
    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head:
            isReading = true
            unanswered += 1
            registry.enter(.incomplete, context.channel)
            wait(limits.body, context)
        case .body: break
        case .end:
            isReading = false
            if unanswered > 0 {
                deadline?.cancel()
                deadline = nil
                registry.enter(.answering, context.channel)
            } else {
                rest(context)
            }
        }
        context.fireChannelRead(data)
    }

    /// Follows the ends of answers. If an answer ends before the body of its request, the rest of
    /// the body is awaited for `linger` only.
    func write(
        context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?
    ) {
        if case .end = unwrapOutboundIn(data) {
            unanswered = max(0, unanswered - 1)
            if unanswered == 0 {
                if isReading { wait(limits.linger, context) } else { rest(context) }
            }
        }
        context.write(data, promise: promise)
    }

    /// Waits for the client while the channel's buffer is full.
    func channelWritabilityChanged(context: ChannelHandlerContext) {
        stall?.cancel()
        stall = context.channel.isWritable ? nil : schedule(limits.stall, context)
        context.fireChannelWritabilityChanged()
    }

    /// Waits for the next request. A connection that ends so was not late.
    private func rest(_ context: ChannelHandlerContext) {
        registry.enter(.idle, context.channel)
        deadline?.cancel()
        deadline = schedule(limits.idle, context, isLate: false)
    }

    /// Waits so long for the client, in place of any earlier wait.
    private func wait(_ time: Duration, _ context: ChannelHandlerContext) {
        deadline?.cancel()
        deadline = schedule(time, context)
    }

    /// - Parameter isLate: whether closing counts as the client's lateness, for the log.
    private func schedule(
        _ time: Duration, _ context: ChannelHandlerContext, isLate: Bool = true
    ) -> Scheduled<Void> {
        context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(time)) {
            if isLate { self.registry.noteLate() }
            context.close(promise: nil)
        }
    }

    /// Ends both waits.
    private func forget() {
        deadline?.cancel()
        stall?.cancel()
        deadline = nil
        stall = nil
    }
}
