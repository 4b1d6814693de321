import NIOCore
import NIOHTTP1

/// Keeps the time of one connection: a header, a body and a reader that do not come to an end are
/// not waited for.
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
    private var isReading = false
    private var deadline: Scheduled<Void>?
    private var stall: Scheduled<Void>?

    /// - Parameter isRefused: there is no room: closed as soon as it is open. Whoever fails to set
    ///   a connection up leaves its socket open for ever.
    init(_ registry: ConnectionRegistry, _ limits: ConnectionLimits, isRefused: Bool) {
        self.registry = registry
        self.limits = limits
        self.isRefused = isRefused
    }

    func handlerAdded(context: ChannelHandlerContext) { wait(limits.header, context) }

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

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        stall?.cancel()
        stall = context.channel.isWritable ? nil : schedule(limits.stall, context)
        context.fireChannelWritabilityChanged()
    }

    /// Waits for the next request, if there is to be one.
    private func rest(_ context: ChannelHandlerContext) {
        registry.enter(.idle, context.channel)
        deadline?.cancel()
        deadline = schedule(limits.idle, context, isLate: false)
    }

    private func wait(_ time: Duration, _ context: ChannelHandlerContext) {
        deadline?.cancel()
        deadline = schedule(time, context)
    }

    private func schedule(
        _ time: Duration, _ context: ChannelHandlerContext, isLate: Bool = true
    ) -> Scheduled<Void> {
        context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(time)) {
            if isLate { self.registry.noteLate() }
            context.close(promise: nil)
        }
    }

    private func forget() {
        deadline?.cancel()
        stall?.cancel()
        deadline = nil
        stall = nil
    }
}
