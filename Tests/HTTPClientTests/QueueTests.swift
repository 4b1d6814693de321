import Glibc
import Testing

@testable import HTTPClient

/// Many calls, few connections.
@Suite(.timeLimit(.minutes(10)))
struct QueueTests {
    @Test func fiveHundredCallsOverFourConnectionsAreAllAnsweredEachWithItsOwnAnswer() async throws
    {
        try await withServer(maxConnections: 4) { connection in
            connection.answerAll { "answer to " + $0.body }
        } body: { server, client in
            let wrong = await withTaskGroup(of: Bool.self) { group in
                for number in 0..<500 {
                    group.addTask {
                        let exchange = await client.perform(server.post("letter \(number)"))
                        let wanted = Array("answer to letter \(number)".utf8)
                        return exchange.outcome.response?.body != wanted
                    }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(wrong == 0)
        } after: { server in
            #expect(Set(server.requests.map(\.body)).count == 500)
            #expect(server.requests.count == 500)
            #expect(server.connections <= 4)
        }
    }

    @Test func aCallWhoseDeadlinePassesWhileItWaitsForAConnectionIsNotSent() async throws {
        let arrived = Gate()
        let over = Gate()
        try await withServer(maxConnections: 1) { connection in
            connection.readRequest()
            arrived.open()
            over.wait()
            connection.answer()
            connection.answerAll()
        } body: { server, client in
            async let first = client.perform(server.post("first"))
            await arrived.passed()
            let second = await client.perform(server.post("second", deadline: .milliseconds(200)))
            over.open()
            #expect(second.outcome.notSent?.curlCode == 28, "\(second)")
            #expect(second.duration < .seconds(60))
            #expect(await first.outcome.response != nil)
        } after: { server in
            #expect(server.requests.map(\.body) == ["first"])
        }
    }

    @Test func aCallCancelledWhileItWaitsForAConnectionIsNotSentAndHarmsNoOther() async throws {
        let arrived = Gate()
        let cancelled = Gate()
        try await withServer(maxConnections: 1) { connection in
            connection.readRequest()
            arrived.open()
            cancelled.wait()
            connection.answer()
            connection.answerAll()
        } body: { server, client in
            async let first = client.perform(server.post("first"))
            await arrived.passed()
            let second = Task { await client.perform(server.post("second")) }
            async let third = client.perform(server.post("third"))
            second.cancel()
            #expect(await second.value.outcome.notSent?.message == Refusal.cancelled.message)
            cancelled.open()
            #expect(await first.outcome.response != nil)
            #expect(await third.outcome.response != nil)
        } after: { server in
            #expect(server.requests.map(\.body) == ["first", "third"])
        }
    }

    @Test func aCallWaitingBehindACancelledOneGetsItsConnection() async throws {
        let arrived = Gate()
        try await withServer(maxConnections: 1) { connection in
            guard connection.number == 0 else { return connection.answerAll() }
            connection.readRequest()
            arrived.open()
            connection.waitForPeer()
        } body: { server, client in
            let first = Task { await client.perform(server.post("first")) }
            await arrived.passed()
            async let second = client.perform(server.post("second"))
            first.cancel()
            #expect(await first.value.outcome.maybeSent != nil)
            #expect(await second.outcome.response != nil)
        }
    }

    @Test func callsCancelledAtRandomMomentsAllEndOnce() async throws {
        try await withServer(maxConnections: 4) {
            $0.answerAll()
        } body: { server, client in
            let ended = await withTaskGroup(of: HTTPExchange.self) { group in
                for number in 0..<400 {
                    group.addTask {
                        let call = Task { await client.perform(server.post("\(number)")) }
                        for _ in 0..<(number % 23) { await Task.yield() }
                        if number % 3 != 0 { call.cancel() }
                        return await call.value
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(ended.count == 400)
            let seen = Set(server.requests.map(\.body))
            #expect(seen.count == server.requests.count, "a request came twice")
            let answered = ended.count { $0.outcome.response != nil }
            #expect(answered >= 400 / 3)
            for exchange in ended {
                #expect(exchange.written == (exchange.outcome.notSent == nil))
            }
        }
    }

    @Test func aClosedClientFirstAnswersWhatIsInFlightAndThenSendsNothing() async throws {
        let arrived = Gate()
        let isClosing = Gate()
        try await withServer(maxConnections: 1) { connection in
            connection.readRequest()
            arrived.open()
            isClosing.wait()
            connection.answer()
            connection.answerAll()
        } body: { server, client in
            async let last = client.perform(server.post("last"))
            await arrived.passed()
            let closer = thread { client.close() }
            // A call whose moment has passed goes nowhere, and tells whether the client still takes
            // calls.
            let probe = server.post("late", startBy: 0)
            while await client.perform(probe).outcome.notSent?.message != "the client is closed" {
                await Task.yield()
            }
            isClosing.open()
            #expect(await last.outcome.response != nil)
            pthread_join(closer, nil)
            // Closing once more is harmless.
            client.close()
        } after: { server in
            #expect(server.requests.map(\.body) == ["last"])
        }
    }

    @Test func aClientLetGoClosesItsConnections() async throws {
        let server = ChaosServer { $0.answerAll() }
        var client: HTTPClient? = HTTPClient()
        _ = await client?.perform(server.post())
        client = nil
        // Ends only if every connection has ended.
        server.stop()
        #expect(server.connections == 1)
    }

    @Test func aConnectionIsKeptFromCallToCall() async throws {
        try await withServer {
            $0.answerAll()
        } body: { server, client in
            for _ in 0..<20 { _ = await client.perform(server.post()) }
        } after: { server in
            #expect(server.requests.count == 20)
            #expect(server.connections == 1)
        }
    }

    @Test(arguments: [0, 1_025])
    func aClientOfNoOrTooManyConnectionsIsAMistake(count: Int) async {
        await #expect(processExitsWith: .failure) { [count] in
            _ = HTTPClientSettings(maxConnections: count)
        }
    }
}
