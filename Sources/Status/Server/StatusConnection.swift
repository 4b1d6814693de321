import NIOConcurrencyHelpers
import NIOCore
import NIOHTTP1

/// One connection of the status server: it takes one request, answers, and is closed. It belongs to
/// its event loop and stands behind the HTTP decoder.
final class StatusConnection: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let limits: StatusLimits
    private let answer: @Sendable (StatusRequest) async -> StatusAnswer
    private let open: NIOLockedValueBox<Int>
    private var head: HTTPRequestHead?
    private var isAnswering = false
    private var deadlines: [Scheduled<Void>] = []

    /// - Parameter open: the number of open connections, which this one adds itself to.
    init(
        _ limits: StatusLimits, open: NIOLockedValueBox<Int>,
        _ answer: @escaping @Sendable (StatusRequest) async -> StatusAnswer
    ) {
        self.limits = limits
        self.open = open
        self.answer = answer
    }

    func handlerAdded(context: ChannelHandlerContext) {
        open.withLockedValue { $0 += 1 }
        schedule(limits.life, context) { _ in true }
        schedule(limits.request, context) { !$0.isAnswering }
    }

    /// Closes a connection for which there is no room.
    func channelActive(context: ChannelHandlerContext) {
        context.fireChannelActive()
        if open.withLockedValue({ $0 }) > limits.connections { context.close(promise: nil) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        open.withLockedValue { $0 -= 1 }
        for deadline in deadlines { deadline.cancel() }
        deadlines = []
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isAnswering else { return }
        switch unwrapInboundIn(data) {
        case .head(let head): self.head = head
        case .body: break
        case .end:
            guard let head else { return }
            isAnswering = true
            begin(head, context)
        }
    }

    /// Refuses what is no HTTP, or too long.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard !isAnswering, !(error is IOError) else {
            context.close(promise: nil)
            return
        }
        isAnswering = true
        write(.text(400, "This is no request that is understood."), isHead: false, context)
    }

    private func begin(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        let request = StatusRequest(
            method: head.method.rawValue, target: head.uri,
            accept: head.headers["accept"].joined(separator: ",").lowercased())
        let promise = context.eventLoop.makePromise(of: StatusAnswer.self)
        promise.completeWithTask { [answer] in await answer(request) }
        promise.futureResult.assumeIsolated().whenSuccess { answer in
            self.write(answer, isHead: head.method == .HEAD, context)
        }
    }

    private func write(_ answer: StatusAnswer, isHead: Bool, _ context: ChannelHandlerContext) {
        var headers = HTTPHeaders([
            ("Content-Type", answer.contentType),
            ("Content-Length", "\(answer.body.utf8.count)"), ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"), ("Connection", "close"),
        ])
        if let allow = answer.allow { headers.add(name: "Allow", value: allow) }
        let head = HTTPResponseHead(
            version: .http1_1, status: HTTPResponseStatus(statusCode: answer.status),
            headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if !isHead {
            let body = ByteBuffer(string: answer.body)
            context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
        }
        let written = context.eventLoop.makePromise(of: Void.self)
        written.futureResult.assumeIsolated().whenComplete { _ in context.close(promise: nil) }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: written)
    }

    /// Closes the connection after that time, if the condition holds then.
    private func schedule(
        _ span: Duration, _ context: ChannelHandlerContext,
        if condition: @escaping (StatusConnection) -> Bool
    ) {
        let scheduled = context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(span)) {
            if condition(self) { context.close(promise: nil) }
        }
        deadlines.append(scheduled)
    }
}
