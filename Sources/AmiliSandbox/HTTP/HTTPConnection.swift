import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix

/// One connection. It assembles requests, has them answered one after the other, and writes the
/// answers' bytes itself, so that it can cut an answer short anywhere.
final class HTTPConnection: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = IOData

    /// The most bytes of a request's body. A registration has about a kilobyte.
    private static let longestBody = 1 << 20

    /// A request that waits for its answer, or the refusal that is its answer.
    private struct Turn {
        let request: Result<Request, Refusal>
        let keepsAlive: Bool
    }

    private let engine: Engine
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []
    private var waiting: [Turn] = []
    private var isAnswering = false
    private var keepsAlive = true
    /// Whether the client has closed the connection.
    private var isGone = false
    /// Work that is done so many milliseconds after the answer has left, or the client has.
    private var aftermath: (delay: Int64, work: @Sendable () -> Void)?
    private var context: ChannelHandlerContext?
    /// Kept longer than `context`, for the aftermath of a client that is gone.
    private var loop: (any EventLoop)?

    init(engine: Engine) { self.engine = engine }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        loop = context.eventLoop
    }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            body = []
            if head.headers["expect"].contains("100-continue") {
                write(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8))
                context.flush()
            }
        case .body(let buffer):
            // One byte beyond the bound is kept, as the sign that the body is too long.
            let room = HTTPConnection.longestBody + 1 - body.count
            body += buffer.readableBytesView.prefix(room)
        case .end:
            guard let head else { return }
            waiting.append(
                Turn(request: request(head), keepsAlive: head.isKeepAlive))
            self.head = nil
            next()
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard error is HTTPParserError, !isAnswering else {
            // The connection is broken, or an answer is under way: nobody can be told.
            return context.close(promise: nil)
        }
        isAnswering = true
        let reply = Refusal(400, "The request is not HTTP/1.1").reply
        write(reply.head(promising: reply.body.count, keepAlive: false))
        write(reply.body)
        close(context)
    }

    func channelInactive(context: ChannelHandlerContext) {
        isGone = true
        waiting = []
        fireAftermath()
        context.fireChannelInactive()
    }

    /// The request that has arrived, or the refusal of one that cannot be read.
    private func request(_ head: HTTPRequestHead) -> Result<Request, Refusal> {
        if body.count > HTTPConnection.longestBody {
            return .failure(Refusal(413, "The body is longer than 1 MiB"))
        }
        guard let target = Target(head.uri) else {
            return .failure(Refusal(400, "The target is not percent-encoded UTF-8"))
        }
        var headers: [String: String] = [:]
        for header in head.headers { headers[header.name.lowercased()] = header.value }
        return .success(
            Request(
                method: head.method.rawValue, target: target, headers: headers, body: body,
                arrived: Int64(clamping: NIODeadline.now().uptimeNanoseconds)))
    }

    /// Hands the next request to the engine, unless one is being answered.
    private func next() {
        guard !isAnswering, !isGone, let context, !waiting.isEmpty else { return }
        let turn = waiting.removeFirst()
        isAnswering = true
        keepsAlive = turn.keepsAlive
        let connection = NIOLoopBound(self, eventLoop: context.eventLoop)
        let loop = context.eventLoop
        let answer: @Sendable (SandboxReply) -> Void = { reply in
            loop.execute { connection.value.take(reply) }
        }
        do throws(Refusal) {
            let request = try turn.request.get()
            if request.target.path.hasPrefix("/sandbox/") {
                engine.control(request, answer)
            } else {
                engine.answer(try Call(request), answer)
            }
        } catch {
            engine.refuse(error, answer)
        }
    }

    /// Sends a reply after its delay. A hang without a delay lasts until the client leaves.
    private func take(_ reply: SandboxReply) {
        if let work = reply.aftermath { aftermath = (reply.aftermathDelay, work) }
        guard !isGone, let context else { return fireAftermath() }
        if case .hang = reply.passage, reply.delay == 0 { return }
        if reply.delay == 0 { return send(reply) }
        let connection = NIOLoopBound(self, eventLoop: context.eventLoop)
        context.eventLoop.scheduleTask(in: .milliseconds(reply.delay)) {
            connection.value.send(reply)
        }
    }

    /// Writes a reply as its passage demands: whole, cut short, or not at all.
    private func send(_ reply: SandboxReply) {
        guard !isGone, let context else { return }
        let length = reply.body.count
        switch reply.passage {
        case .whole:
            write(reply.head(promising: length, keepAlive: keepsAlive))
            write(reply.body)
            finish(context)
        case .hang: context.close(promise: nil)
        case .reset: reset(context)
        case .halfHeaders:
            let head = reply.head(promising: length, keepAlive: keepsAlive)
            write(Array(head.prefix(head.count / 2)))
            close(context)
        case .halfBody:
            write(reply.head(promising: length, keepAlive: keepsAlive))
            if case .bytes(let bytes) = reply.body { write(Array(bytes.prefix(length / 2))) }
            close(context)
        case .wrongLength:
            write(reply.head(promising: length + 64, keepAlive: keepsAlive))
            write(reply.body)
            close(context)
        }
    }

    /// Flushes, and takes up the connection's next request once all is written.
    private func finish(_ context: ChannelHandlerContext) {
        let connection = NIOLoopBound(self, eventLoop: context.eventLoop)
        let written = context.eventLoop.makePromise(of: Void.self)
        written.futureResult.whenComplete { _ in connection.value.written() }
        context.writeAndFlush(
            wrapOutboundOut(.byteBuffer(ByteBuffer())), promise: written)
    }

    private func written() {
        fireAftermath()
        guard !isGone, let context else { return }
        if !keepsAlive { return context.close(promise: nil) }
        isAnswering = false
        next()
    }

    /// Flushes, and closes the connection once all is written.
    private func close(_ context: ChannelHandlerContext) {
        let channel = context.channel
        let written = context.eventLoop.makePromise(of: Void.self)
        written.futureResult.whenComplete { _ in channel.close(promise: nil) }
        context.writeAndFlush(wrapOutboundOut(.byteBuffer(ByteBuffer())), promise: written)
    }

    /// Ends the connection with RST: a linger time of zero throws away all unsent bytes.
    private func reset(_ context: ChannelHandlerContext) {
        let channel = context.channel
        guard let socket = channel as? any SocketOptionProvider else {
            return channel.close(promise: nil)
        }
        socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenComplete { _ in
            channel.close(promise: nil)
        }
    }

    private func write(_ bytes: [UInt8]) {
        context?.write(wrapOutboundOut(.byteBuffer(ByteBuffer(bytes: bytes))), promise: nil)
    }

    private func write(_ body: SandboxReply.Body) {
        switch body {
        case .bytes(let bytes): write(bytes)
        case .ledger(let stretches): write(stretches)
        }
    }

    /// Sends stretches of the ledger straight from its file.
    private func write(_ stretches: [Range<Int64>]) {
        guard let context, !stretches.isEmpty else { return }
        let file = open(engine.ledgerPath, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return context.close(promise: nil) }
        // NIO's newer file module cannot send a file without reading it. NIO keeps the old handle
        // for that, under this name.
        let handle = NIOFileHandle(_deprecatedTakingOwnershipOfDescriptor: file)
        let sent = context.eventLoop.makePromise(of: Void.self)
        sent.futureResult.whenComplete { _ in try? handle.close() }
        for (position, stretch) in stretches.enumerated() {
            let region = FileRegion(
                fileHandle: handle, readerIndex: Int(stretch.lowerBound),
                endIndex: Int(stretch.upperBound))
            let isLast = position == stretches.count - 1
            context.write(wrapOutboundOut(.fileRegion(region)), promise: isLast ? sent : nil)
        }
    }

    /// Schedules the aftermath, once.
    private func fireAftermath() {
        guard let (delay, work) = aftermath, let loop else { return }
        aftermath = nil
        loop.scheduleTask(in: .milliseconds(delay), work)
    }
}
