import Testing

@testable import HTTPClient

/// Whom the client believes.
@Suite(.timeLimit(.minutes(10)))
struct TLSTests {
    @Test func aCertificateThatNobodyVouchesForIsRefusedAndSentNothing() async throws {
        let server = try TLSServer(name: "IP:127.0.0.1")
        let fault = try #require(await answer(of: server, caFile: nil).notSent)
        #expect(fault.curlCode == 60)
        server.stop()
    }

    @Test func aCertificateOfOurOwnAuthorityIsAccepted() async throws {
        let server = try TLSServer(name: "IP:127.0.0.1")
        let outcome = await answer(of: server, caFile: server.certificate)
        #expect(outcome.response?.status == 200, "\(outcome)")
        server.stop()
    }

    @Test func aCertificateOfAnotherNameIsRefusedAndSentNothing() async throws {
        let server = try TLSServer(name: "DNS:somewhere.else.test")
        let fault = try #require(await answer(of: server, caFile: server.certificate).notSent)
        #expect(fault.curlCode == 60)
        server.stop()
    }

    @Test func anAuthorityFileThatIsNotThereSendsNothing() async throws {
        let server = try TLSServer(name: "IP:127.0.0.1")
        let fault = try #require(await answer(of: server, caFile: "/nowhere.pem").notSent)
        #expect(fault.curlCode == 77)
        server.stop()
    }

    @Test func aHandshakeThatIsNotOneSendsNothing() async throws {
        try await withServer { connection in
            connection.write("HTTP/1.1 400 Bad Request\r\n\r\n")
            connection.waitForPeer()
        } body: { server, client in
            var request = server.post()
            request.url = "https://127.0.0.1:\(server.port)/"
            #expect(await client.perform(request).outcome.notSent?.curlCode == 35)
        }
    }

    @Test func aHandshakeThatStallsSendsNothing() async throws {
        try await withServer {
            $0.waitForPeer()
        } body: { server, client in
            var request = server.post()
            request.url = "https://127.0.0.1:\(server.port)/"
            request.connectTimeout = .milliseconds(200)
            let exchange = await client.perform(request)
            #expect(exchange.outcome.notSent?.curlCode == 28)
            #expect(exchange.duration < .seconds(60))
        }
    }

    private func answer(of server: TLSServer, caFile: String?) async -> HTTPOutcome {
        let client = HTTPClient(HTTPClientSettings(caFile: caFile))
        let exchange = await client.perform(
            HTTPRequest(
                method: .get, url: "https://127.0.0.1:\(server.port)/", deadline: .seconds(120)))
        client.close()
        return exchange.outcome
    }
}
