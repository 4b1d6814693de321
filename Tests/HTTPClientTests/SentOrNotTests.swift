import Glibc
import NIOConcurrencyHelpers
import Testing

@testable import HTTPClient

/// What a caller may conclude about the server, for each way in which a call can break.
@Suite(.timeLimit(.minutes(10)))
struct SentOrNotTests {
    @Test func aRefusedConnectionIsNotSent() async {
        let (socket, port) = boundSocket()
        defer { close(socket) }
        let client = HTTPClient()
        let exchange = await client.perform(
            HTTPRequest(
                method: .post, url: "http://127.0.0.1:\(port)/", body: [1], deadline: .seconds(120))
        )
        #expect(exchange.outcome.notSent?.curlCode == 7)
        #expect(!exchange.written)
        client.close()
    }

    @Test func aConnectionThatIsNotAcceptedInTimeIsNotSent() async {
        let (listening, port) = boundSocket()
        listen(listening, 0)
        let fillers = (0..<4).map { _ in pendingConnection(to: port) }
        defer { for socket in fillers + [listening] { close(socket) } }
        let client = HTTPClient()
        let exchange = await client.perform(
            HTTPRequest(
                method: .post, url: "http://127.0.0.1:\(port)/", body: [1], deadline: .seconds(120),
                connectTimeout: .milliseconds(150)))
        #expect(exchange.outcome.notSent?.curlCode == 28)
        #expect(exchange.duration >= .milliseconds(150))
        #expect(exchange.duration < .seconds(60))
        client.close()
    }

    @Test(
        arguments: [
            ("closes", 52, nil), ("resets", 56, nil), ("talks garbage", 1, nil),
            ("half a header block", 0, 200), ("only an interim answer", nil, 100),
            ("half a body", 18, 201), ("a chunk cut short", 18, 201),
            ("a chunk without a size", 56, 201), ("a body longer than allowed", 23, 201),
            ("headers longer than allowed", 23, 201), ("a status line without a number", nil, nil),
        ] as [(String, Int?, Int?)])
    func afterTheRequestWasReadItMayHaveBeenSent(fault: String, code: Int?, status: Int?)
        async throws
    {
        try await withServer { connection in
            connection.readRequest()
            switch fault {
            case "closes": break
            case "resets": connection.resetAtEnd()
            case "talks garbage": connection.write("SSH-2.0-OpenSSH_9.2\r\n")
            case "half a header block": connection.write("HTTP/1.1 200 OK\r\nContent-Le")
            case "only an interim answer": connection.write("HTTP/1.1 100 Continue\r\n\r\n")
            case "half a body":
                connection.write("HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\n{\"half\":")
            case "a chunk cut short":
                connection.write(
                    "HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n10\r\nhalf")
            case "a chunk without a size":
                connection.write(
                    "HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")
            case "a body longer than allowed":
                connection.answer("201 Created", body: String(repeating: "x", count: 1_001))
            case "headers longer than allowed":
                let line = "X-Long: " + String(repeating: "x", count: 8_000)
                connection.answer("201 Created", headers: Array(repeating: line, count: 9))
            default: connection.write("HTTP/1.1 OK\r\nContent-Length: 0\r\n\r\n")
            }
        } body: { server, client in
            let exchange = await client.perform(server.post(responseLimit: 1_000))
            let found = try #require(exchange.outcome.maybeSent, "\(exchange.outcome)")
            if let code { #expect(found.curlCode == code) }
            #expect(found.status == status)
            #expect(exchange.written)
        } after: { server in
            #expect(server.requests.count == 1)
        }
    }

    @Test func aServerThatNeverAnswersMayHaveBeenReached() async throws {
        try await withServer { connection in
            connection.readRequest()
            connection.waitForPeer()
        } body: { server, client in
            let exchange = await client.perform(server.post(deadline: .milliseconds(200)))
            #expect(exchange.outcome.maybeSent?.curlCode == 28)
            #expect(exchange.duration >= .milliseconds(200))
        } after: { server in
            #expect(server.requests.count == 1)
        }
    }

    @Test func aPostOnAKeptConnectionThatBreaksIsNotWrittenAgain() async throws {
        try await withServer { connection in
            guard connection.number == 0 else { return connection.answerAll() }
            connection.readRequest()
            connection.answer()
            connection.readRequest()
        } body: { server, client in
            #expect(await client.perform(server.post("first")).outcome.response?.status == 200)
            let second = await client.perform(server.post("second"))
            // libcurl did try again: the last look before the write stopped it.
            #expect(second.outcome.maybeSent?.message == Refusal.resend.message)
            #expect(second.written)
        } after: { server in
            #expect(server.requests.map(\.body) == ["first", "second"])
        }
    }

    @Test func aKeptConnectionThatTheServerClosedWhileIdleIsReplacedUnseen() async throws {
        let closed = Gate()
        try await withServer { connection in
            connection.readRequest()
            connection.answer(headers: connection.number == 0 ? ["Connection: keep-alive"] : [])
            guard connection.number == 0 else { return connection.answerAll() }
            connection.closeNow()
            closed.open()
        } body: { server, client in
            #expect(await client.perform(server.post("first")).outcome.response != nil)
            await closed.passed()
            #expect(await client.perform(server.post("second")).outcome.response != nil)
        } after: { server in
            #expect(server.requests.map(\.body) == ["first", "second"])
        }
    }

    @Test func pastItsMomentARequestIsNotEvenConnected() async throws {
        try await withServer {
            $0.answerAll()
        } body: { server, client in
            let exchange = await client.perform(server.post(startBy: BootClock.now()))
            #expect(exchange.outcome.notSent?.message == Refusal.tooLate.message)
            #expect(!exchange.written)
        } after: { server in
            #expect(server.connections == 0)
        }
    }

    @Test func aRequestWhoseMomentPassesWhileItWaitsForAConnectionIsNotWritten() async throws {
        let firstArrived = Gate()
        let startBy = BootClock.now() + 300_000_000
        try await withServer(maxConnections: 1) { connection in
            connection.readRequest()
            firstArrived.open()
            wait(until: startBy)
            connection.answer()
            connection.answerAll()
        } body: { server, client in
            async let first = client.perform(server.post("first"))
            await firstArrived.passed()
            let second = await client.perform(server.post("second", startBy: startBy))
            #expect(second.outcome.notSent?.message == Refusal.tooLate.message)
            #expect(await first.outcome.response != nil)
        } after: { server in
            #expect(server.requests.map(\.body) == ["first"])
        }
    }

    @Test func aRequestWhoseMomentPassesWhileItConnectsIsNotWritten() async throws {
        // The place in the listening queue is taken, so the kernel drops the client's SYN and
        // sends it again after a second; by then the moment has passed and there is a place.
        let startBy = BootClock.now() + 300_000_000
        let (listening, port) = boundSocket()
        listen(listening, 0)
        let fillers = (0..<4).map { _ in pendingConnection(to: port) }
        let bytes = NIOLockedValueBox<[Int]>([])
        let acceptor = thread {
            wait(until: startBy)
            for socket in fillers { close(socket) }
            for _ in 0..<fillers.count + 1 {
                let socket = accept(listening, nil, nil)
                var byte: UInt8 = 0
                // The fillers are closed, and end with 0 as well. The kernel may give up the end of
                // a connection that nobody owns: then nothing comes at all.
                var bound = timeval(tv_sec: 5, tv_usec: 0)
                setsockopt(
                    socket, SOL_SOCKET, SO_RCVTIMEO, &bound,
                    socklen_t(MemoryLayout.size(ofValue: bound)))
                if socket >= 0 { bytes.withLockedValue { $0.append(recv(socket, &byte, 1, 0)) } }
                close(socket)
            }
        }
        let client = HTTPClient()
        let exchange = await client.perform(
            HTTPRequest(
                method: .post, url: "http://127.0.0.1:\(port)/", body: [1], deadline: .seconds(120),
                connectTimeout: .seconds(15), startBy: startBy))
        #expect(exchange.outcome.notSent?.message == Refusal.tooLate.message)
        // 42: libcurl was on the point of writing, and the prereq callback said no.
        #expect(exchange.outcome.notSent?.curlCode == 42)
        client.close()
        shutdown(listening, Int32(SHUT_RDWR))
        pthread_join(acceptor, nil)
        close(listening)
        #expect(bytes.withLockedValue { $0.allSatisfy { $0 <= 0 } && !$0.isEmpty })
    }

    @Test func aMomentInTheFutureLetsTheRequestThrough() async throws {
        try await withServer {
            $0.answerAll()
        } body: { server, client in
            let startBy = BootClock.now() + 60_000_000_000
            #expect(await client.perform(server.post(startBy: startBy)).outcome.response != nil)
        }
    }

    @Test func aTaskCancelledBeforeItsCallSendsNothing() async throws {
        try await withServer {
            $0.answerAll()
        } body: { server, client in
            let ready = Gate()
            let task = Task {
                await ready.passed()
                return await client.perform(server.post())
            }
            task.cancel()
            ready.open()
            let exchange = await task.value
            #expect(exchange.outcome.notSent?.message == Refusal.cancelled.message)
        } after: { server in
            #expect(server.requests.isEmpty)
        }
    }

    @Test func aTaskCancelledAfterItsRequestWasReadMayHaveSentItAndHangsUp() async throws {
        let arrived = Gate()
        let goodbye = NIOLockedValueBox<Int32>(0)
        try await withServer { connection in
            connection.readRequest()
            arrived.open()
            let code = connection.waitForPeer()
            goodbye.withLockedValue { $0 = code }
        } body: { server, client in
            let task = Task { await client.perform(server.post()) }
            await arrived.passed()
            task.cancel()
            let exchange = await task.value
            #expect(exchange.outcome.maybeSent?.message == Refusal.cancelled.message)
            #expect(exchange.outcome.maybeSent?.curlCode == 0)
            #expect(exchange.written)
        } after: { _ in
            // SO_LINGER 0: the socket went with a reset, so nothing unsent outlives the call.
            #expect(goodbye.withLockedValue { $0 } == ECONNRESET)
        }
    }

    @Test(arguments: [
        "X-Key: a\r\nX-Other: b", "X-Key: a\nb", "X-Key: a\0b", "X-Key", "X-Key:", "X-Key: ",
        ": value", "X Key: value", "X-Key; value: b",
    ])
    func aRequestWithABrokenHeaderIsNotSent(header: String) async throws {
        try await withServer {
            $0.answerAll()
        } body: { server, client in
            var request = server.post()
            request.headers.append(header)
            let exchange = await client.perform(request)
            let fault = try #require(exchange.outcome.notSent)
            #expect(fault.message.contains("header"))
        } after: { server in
            #expect(server.connections == 0)
        }
    }

    @Test(arguments: [
        "ftp://127.0.0.1:1/", "file:///etc/passwd", "http://127.0.0.1:1/a b", "nonsense",
        "http://127.0.0.1:1/\0", "http://user:word@127.0.0.1:1/", "",
    ])
    func aURLThatIsNoneOfOursIsNotSent(url: String) async {
        let client = HTTPClient()
        let exchange = await client.perform(
            HTTPRequest(method: .get, url: url, deadline: .seconds(120)))
        let fault = exchange.outcome.notSent
        #expect(fault != nil)
        #expect(fault?.curlCode != 7, "a connection was tried")
        client.close()
    }

    @Test func aGetWithABodyAndACallWithoutTimeAreNotSent() async throws {
        try await withServer {
            $0.answerAll()
        } body: { server, client in
            var request = server.post()
            request.method = .get
            #expect(await client.perform(request).outcome.notSent?.message == "a GET has no body")
            let late = await client.perform(server.post(deadline: .zero))
            #expect(late.outcome.notSent?.message == "the deadline has passed")
        } after: { server in
            #expect(server.connections == 0)
        }
    }
}

/// A connection that has begun and is not waited for.
private func pendingConnection(to port: UInt16) -> Int32 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    _ = withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
    }
    return descriptor
}

/// Holds a server's thread until that moment of CLOCK_BOOTTIME: the moment is what is tested.
private func wait(until moment: Int64) {
    var time = timespec(
        tv_sec: Int(moment / 1_000_000_000), tv_nsec: Int(moment % 1_000_000_000))
    while clock_nanosleep(CLOCK_BOOTTIME, TIMER_ABSTIME, &time, nil) != 0 {}
}
