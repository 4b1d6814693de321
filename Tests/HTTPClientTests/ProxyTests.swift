import Glibc
import Testing

@testable import HTTPClient

/// The way through a proxy that somebody named.
@Suite(.timeLimit(.minutes(10)))
struct ProxyTests {
    private func client(
        by proxy: ChaosServer, user: String? = nil, caFile: String? = nil
    ) -> HTTPClient {
        HTTPClient(
            HTTPClientSettings(
                caFile: caFile,
                proxy: HTTPProxy(
                    url: "http://127.0.0.1:\(proxy.port)", user: user,
                    password: user.map { _ in "secret word" })))
    }

    private func get(_ url: String) -> HTTPRequest {
        HTTPRequest(
            method: .get, url: url, headers: ["X-API-Key: the-token"], deadline: .seconds(120))
    }

    @Test func theProxyIsAskedForTheWayAndSeesNoneOfOurHeaders() async throws {
        let proxy = ChaosServer { connection in
            connection.readRequest()
            connection.write("HTTP/1.1 200 Connection established\r\nX-Proxy: 1\r\n\r\n")
            connection.answerAll()
        }
        let client = client(by: proxy, user: "paminn")
        let exchange = await client.perform(get("http://amili.example:8080/cases"))
        #expect(exchange.outcome.response?.status == 200)
        #expect(exchange.outcome.response?.header("X-Proxy") == nil)
        client.close()
        proxy.stop()
        try #require(proxy.requests.count == 2)
        let asked = proxy.requests[0].head
        #expect(asked.hasPrefix("CONNECT amili.example:8080 HTTP/1.1\r\n"))
        // `paminn:secret word` in base64.
        #expect(asked.contains("Proxy-Authorization: Basic cGFtaW5uOnNlY3JldCB3b3Jk"))
        #expect(!asked.contains("the-token"))
        let sent = proxy.requests[1].head
        #expect(sent.hasPrefix("GET /cases HTTP/1.1\r\n"))
        #expect(sent.contains("X-API-Key: the-token"))
        #expect(!sent.contains("Proxy-"))
    }

    @Test(arguments: [403, 407, 502])
    func aProxyThatRefusesTheWayLeavesTheRequestUnsent(status: Int) async throws {
        let proxy = ChaosServer { connection in
            connection.readRequest()
            connection.answer("\(status) No")
        }
        let client = client(by: proxy)
        let fault = await client.perform(get("https://amili.example/cases")).outcome.notSent
        #expect(fault?.curlCode == 97)
        #expect(fault?.message.contains("HTTP \(status)") == true, "\(String(describing: fault))")
        client.close()
        proxy.stop()
    }

    @Test func theTLSGoesThroughTheProxyAndIsVerified() async throws {
        let server = try TLSServer(name: "DNS:localhost")
        defer { server.stop() }
        let port = UInt16(server.port)
        let proxy = ChaosServer { connection in
            connection.readRequest()
            connection.write("HTTP/1.1 200 OK\r\n\r\n")
            connection.relay(to: port)
        }
        let url = "https://localhost:\(port)/"
        let trusting = client(by: proxy, caFile: server.certificate)
        #expect(await trusting.perform(get(url)).outcome.response?.status == 200)
        let strict = client(by: proxy)
        #expect(await strict.perform(get(url)).outcome.notSent?.curlCode == 60)
        trusting.close()
        strict.close()
        proxy.stop()
        #expect(proxy.requests.allSatisfy { $0.head.hasPrefix("CONNECT localhost:\(port) ") })
    }

    @Test func theEnvironmentDoesNotTakeTheProxyAway() async {
        await #expect(processExitsWith: .success) {
            setenv("NO_PROXY", "*", 1)
            setenv("no_proxy", "*", 1)
            let proxy = ChaosServer { connection in
                connection.readRequest()
                connection.write("HTTP/1.1 200 OK\r\n\r\n")
                connection.answerAll()
            }
            let client = HTTPClient(
                HTTPClientSettings(proxy: HTTPProxy(url: "http://127.0.0.1:\(proxy.port)")))
            let exchange = await client.perform(
                HTTPRequest(method: .get, url: "http://127.0.0.1:1/", deadline: .seconds(60)))
            guard exchange.outcome.response != nil else { exit(1) }
            exit(0)
        }
    }
}
