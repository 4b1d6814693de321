import Glibc
import Testing

@testable import HTTPClient

/// What comes back, and what goes out, when nothing breaks.
@Suite(.timeLimit(.minutes(10)))
struct AnswerTests {
    @Test(arguments: [200, 201, 204, 302, 307, 401, 404, 429, 500, 503])
    func everyStatusIsAnAnswerAndNoRedirectIsFollowed(status: Int) async throws {
        try await withServer { connection in
            while connection.readRequest() != nil {
                connection.answer(
                    "\(status) Word", headers: ["Location: /elsewhere", "Retry-After: 7"],
                    body: status == 204 ? "" : "body")
            }
        } body: { server, client in
            let response = try #require(await client.perform(server.post()).outcome.response)
            #expect(response.status == status)
            #expect(response.header("retry-AFTER") == "7")
            #expect(response.body == Array((status == 204 ? "" : "body").utf8))
        } after: { server in
            #expect(server.requests.count == 1)
        }
    }

    @Test func onlyTheLastHeaderBlockCounts() async throws {
        try await withServer { connection in
            connection.readRequest()
            connection.write("HTTP/1.1 100 Continue\r\nX-Block: interim\r\n\r\n")
            connection.write("HTTP/1.1 103 Early Hints\r\nX-Hint: h\r\n\r\n")
            connection.answer("201 Created", headers: ["X-Block:  final \t", "X-Block: again"])
        } body: { server, client in
            let response = try #require(await client.perform(server.post()).outcome.response)
            #expect(response.status == 201)
            #expect(response.header("x-block") == "final")
            #expect(response.header("x-hint") == nil)
        }
    }

    @Test func aSecondResponseBehindTheFirstIsNobodysAnswer() async throws {
        try await withServer { connection in
            while let request = connection.readRequest() {
                let answer = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-Turn: "
                let body = String(request.body.prefix(5))
                connection.write(
                    answer + "own\r\n\r\n" + body + answer + "unsolicited\r\n\r\nstray")
            }
        } body: { server, client in
            for body in ["first", "other", "third"] {
                let exchange = await client.perform(server.post(body))
                let response = try #require(exchange.outcome.response)
                #expect(response.header("X-Turn") == "own")
                #expect(response.body == Array(body.utf8))
            }
        }
    }

    @Test func aResponseThatComesUnaskedIsNotTheNextCallsAnswer() async throws {
        let firstEnded = Gate()
        let unsolicitedWritten = Gate()
        try await withServer { connection in
            guard let first = connection.readRequest() else { return }
            connection.answer(body: first.body)
            if first.body == "first" {
                firstEnded.wait()
                connection.answer("201 Created", body: "unsolicited")
                unsolicitedWritten.open()
            }
            connection.answerAll(body: \.body)
        } body: { server, client in
            #expect(await client.perform(server.post("first")).outcome.response != nil)
            firstEnded.open()
            await unsolicitedWritten.passed()
            // The connection is ended unseen, and another carries the call.
            let second = await client.perform(server.post("second"))
            #expect(second.outcome.response?.body == Array("second".utf8))
        } after: { server in
            #expect(server.requests.map(\.body) == ["first", "second"])
            #expect(server.connections == 2)
        }
    }

    @Test func aChunkedBodyIsJoinedAndItsTrailersAreNoHeaders() async throws {
        try await withServer { connection in
            connection.readRequest()
            connection.write(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-After\r\n\r\n"
                    + "3\r\nabc\r\n2\r\nde\r\n0\r\nX-After: 1\r\n\r\n")
        } body: { server, client in
            let response = try #require(await client.perform(server.post()).outcome.response)
            #expect(response.body == Array("abcde".utf8))
            #expect(response.header("X-After") == nil)
        }
    }

    @Test func aBodyOfExactlyTheLimitIsAnAnswer() async throws {
        try await withServer { connection in
            connection.readRequest()
            connection.answer(body: String(repeating: "x", count: 1_000))
        } body: { server, client in
            let exchange = await client.perform(server.post(responseLimit: 1_000))
            #expect(exchange.outcome.response?.body.count == 1_000)
        }
    }

    @Test func thePostIsWrittenAsGivenAndSaysNothingMore() async throws {
        // Longer than 1 MiB: libcurl would ask `Expect: 100-continue` first.
        let letter = "{\"a\": 1}" + String(repeating: "x", count: 1_100_000) + "\0end"
        try await withServer {
            $0.answerAll()
        } body: { server, client in
            var request = server.post(letter)
            request.headers = ["Content-Type: application/json", "X-Key: a: b"]
            #expect(await client.perform(request).outcome.response != nil)
        } after: { server in
            let received = try #require(server.requests.first)
            #expect(received.body == letter)
            let lines = received.head.split(separator: "\r\n").map(String.init)
            #expect(lines.first == "POST /cases HTTP/1.1")
            #expect(
                Set(lines.dropFirst()) == [
                    "Host: 127.0.0.1:\(server.port)", "User-Agent: paminn", "Accept: */*",
                    "Accept-Encoding: identity",
                    "Content-Type: application/json", "X-Key: a: b",
                    "Content-Length: \(letter.utf8.count)",
                ])
        }
    }

    @Test func getAndPostTakeTurnsOnOneHandleWithoutLeavingTraces() async throws {
        try await withServer {
            $0.answerAll()
        } body: { server, client in
            var get = server.post("")
            get.method = .get
            get.headers = []
            for request in [server.post("one"), get, server.post(""), get, server.post("two")] {
                #expect(await client.perform(request).outcome.response != nil)
            }
        } after: { server in
            #expect(server.requests.map(\.body) == ["one", "", "", "", "two"])
            let words = server.requests.map { $0.head.prefix(while: { $0 != " " }) }
            #expect(words == ["POST", "GET", "POST", "GET", "POST"])
            #expect(!server.requests[1].head.contains("Content-"))
            #expect(server.requests[2].head.contains("Content-Length: 0"))
        }
    }

    @Test func noCookieIsKept() async throws {
        try await withServer { connection in
            while connection.readRequest() != nil {
                connection.answer(headers: ["Set-Cookie: a=b; Path=/"])
            }
        } body: { server, client in
            _ = await client.perform(server.post())
            _ = await client.perform(server.post())
        } after: { server in
            #expect(server.requests.count == 2)
            #expect(!server.requests[1].head.lowercased().contains("cookie"))
        }
    }

    @Test func proxiesOfTheEnvironmentAreNotUsed() async {
        await #expect(processExitsWith: .success) {
            for name in ["http_proxy", "https_proxy", "all_proxy", "HTTPS_PROXY", "ALL_PROXY"] {
                setenv(name, "http://127.0.0.1:1", 1)
            }
            unsetenv("no_proxy")
            unsetenv("NO_PROXY")
            let server = ChaosServer { $0.answerAll() }
            let client = HTTPClient()
            let exchange = await client.perform(server.post())
            guard exchange.outcome.response != nil else { exit(1) }
            exit(0)
        }
    }

    @Test func theSocketDropsWhatIsUnsentGivesUpInTimeAndSendsAtOnce() async throws {
        let server = ChaosServer { $0.answerAll() }
        let client = HTTPClient(HTTPClientSettings(tcpUserTimeout: .milliseconds(12_345)))
        #expect(await client.perform(server.post()).outcome.response != nil)
        let socket = try #require(clientSocket(to: server.port))
        var hangUp = linger()
        var size = socklen_t(MemoryLayout<linger>.size)
        getsockopt(socket, SOL_SOCKET, SO_LINGER, &hangUp, &size)
        #expect(hangUp.l_onoff == 1 && hangUp.l_linger == 0)
        #expect(option(TCP_USER_TIMEOUT, of: socket) == 12_345)
        #expect(option(TCP_NODELAY, of: socket) != 0)
        #expect(fcntl(socket, F_GETFD) & FD_CLOEXEC != 0)
        client.close()
        server.stop()
    }
}

/// This process's own end of its connection to that port of 127.0.0.1.
private func clientSocket(to port: UInt16) -> Int32? {
    (3..<Int32(65_536)).first { descriptor in
        var address = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let named = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                getpeername(descriptor, $0, &size) == 0
            }
        }
        return named && address.sin_family == sa_family_t(AF_INET)
            && address.sin_port == port.bigEndian
    }
}

private func option(_ name: Int32, of socket: Int32) -> Int32 {
    var value: Int32 = -1
    var size = socklen_t(MemoryLayout<Int32>.size)
    getsockopt(socket, Int32(IPPROTO_TCP), name, &value, &size)
    return value
}
