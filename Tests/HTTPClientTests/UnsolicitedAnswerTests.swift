import Glibc
import NIOConcurrencyHelpers
import Testing

@testable import HTTPClient

/// Servers that say more on a kept connection than they were asked.
@Suite(.timeLimit(.minutes(10)))
struct UnsolicitedAnswerTests {
    /// Each answer is followed by another that nobody asked for, so many milliseconds later.
    @Test(arguments: [1, 5, 20])
    func noCallGetsAStrayAnswer(milliseconds: Int) async throws {
        try await withServer(rest: .milliseconds(200)) { connection in
            while let request = connection.readRequest() {
                connection.answer("201 Created", body: "answer to " + request.body)
                pause(milliseconds)
                connection.answer("201 Created", body: "unsolicited")
            }
        } body: { server, client in
            let wrong = await withTaskGroup(of: Bool.self) { group in
                for number in 0..<200 {
                    group.addTask {
                        let exchange = await client.perform(server.post("letter \(number)"))
                        let body = exchange.outcome.response?.body
                        return body != Array("answer to letter \(number)".utf8)
                    }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(wrong == 0)
        } after: { server in
            #expect(server.requests.count == 200)
        }
    }

    @Test func aConnectionThatRestsCarriesNothingAndAnotherDoesAtOnce() async throws {
        try await withServer(rest: .seconds(10)) { connection in
            connection.answerAll()
        } body: { server, client in
            for _ in 0..<3 { #expect(await client.perform(server.post()).outcome.response != nil) }
        } after: { server in
            #expect(server.connections == 3)
        }
    }

    @Test func aConnectionThatHasRestedIsUsedAgain() async throws {
        try await withServer(maxConnections: 1, rest: .milliseconds(1)) {
            $0.answerAll()
        } body: { server, client in
            for _ in 0..<20 {
                _ = await client.perform(server.post())
                pause(5)
            }
        } after: { server in
            #expect(server.requests.count == 20)
            #expect(server.connections < 20)
        }
    }

    @Test func whereAllConnectionsRestACallWaitsForTheFirst() async throws {
        let most = HTTPClientSettings(maxConnections: 1, rest: .milliseconds(50)).mostConnections
        let open = NIOLockedValueBox((now: 0, most: 0))
        try await withServer(maxConnections: 1, rest: .milliseconds(50)) { connection in
            open.withLockedValue {
                $0.now += 1
                $0.most = max($0.most, $0.now)
            }
            connection.answerAll()
            open.withLockedValue { $0.now -= 1 }
        } body: { server, client in
            for _ in 0..<most * 3 {
                #expect(await client.perform(server.post()).outcome.response != nil)
            }
        }
        // One that has grown old may still be on its way out when another takes its place.
        #expect(open.withLockedValue { $0.most } <= most + 1)
    }

    /// The unsolicited answer came while the request was on its way: it cannot be in answer to it.
    @Test func anAnswerBeforeTheRequestHasArrivedIsNobodys() async throws {
        let answered = Gate()
        try await withServer { connection in
            connection.write("HTTP/1.1 201 Created\r\nContent-Length: 5\r\n\r\nstray")
            answered.wait()
        } body: { server, client in
            // More than both ends' buffers hold, and the server reads nothing.
            let letter = String(repeating: "x", count: 32 << 20)
            let exchange = await client.perform(server.post(letter))
            #expect(exchange.outcome.maybeSent?.message == Refusal.answerBeforeRequest.message)
            answered.open()
        }
    }

    // MARK: Requests that may go on a connection that has not rested

    private func letter(_ server: ChaosServer, _ body: String = "letter") -> HTTPRequest {
        var request = server.post(body)
        request.unrestedStatus = 201
        return request
    }

    @Test func whoMayGoesOnAConnectionThatHasNotRestedAndSaysSo() async throws {
        try await withServer(maxConnections: 1, rest: .seconds(10), spare: 1) { connection in
            while connection.readRequest() != nil { connection.answer("201 Created") }
        } body: { server, client in
            for number in 0..<4 {
                let exchange = await client.perform(letter(server))
                #expect(exchange.outcome.response?.status == 201)
                // While more may be opened, nobody need go on one that has not rested.
                #expect(exchange.isProven == (number < 2))
            }
        } after: { server in
            #expect(server.connections == 2)
        }
    }

    @Test func anyOtherAnswerIsToldWhenItsConnectionHasRested() async throws {
        try await withServer(maxConnections: 1, rest: .seconds(3), spare: 0) { connection in
            while let request = connection.readRequest() {
                connection.answer(request.body == "bad" ? "422 Unprocessable" : "201 Created")
            }
        } body: { server, client in
            _ = await client.perform(letter(server))
            let exchange = await client.perform(letter(server, "bad"))
            #expect(exchange.outcome.response?.status == 422)
            #expect(exchange.isProven)
            #expect(exchange.duration >= .seconds(3))
        }
    }

    /// A refusal must not be another letter's: the letter would go again.
    @Test(arguments: [true, false])
    func anyOtherAnswerAfterWhichTheServerSpeaksOrLeavesIsNone(speaks: Bool) async throws {
        try await withServer(maxConnections: 1, rest: .seconds(3), spare: 0) { connection in
            while let request = connection.readRequest() {
                guard request.body == "late" else {
                    connection.answer("201 Created")
                    continue
                }
                connection.answer("429 Too Many Requests")
                pause(20)
                if !speaks { return connection.closeNow() }
                connection.answer("201 Created")
            }
        } body: { server, client in
            _ = await client.perform(letter(server))
            let exchange = await client.perform(letter(server, "late"))
            #expect(exchange.outcome.maybeSent?.message == Refusal.answerOutOfStep.message)
            #expect(await client.perform(letter(server)).outcome.response?.status == 201)
        } after: { server in
            #expect(server.connections == 2)
        }
    }

    @Test func whoeverCancelsWhileAnAnswerIsHeldHasNone() async throws {
        try await withServer(maxConnections: 1, rest: .seconds(10), spare: 0) { connection in
            while let request = connection.readRequest() {
                connection.answer(request.body == "bad" ? "422 Unprocessable" : "201 Created")
            }
        } body: { server, client in
            _ = await client.perform(letter(server))
            let bad = letter(server, "bad")
            let call = Task { await client.perform(bad) }
            while server.requests.count < 2 { pause(5) }
            pause(100)
            call.cancel()
            #expect(await call.value.outcome.maybeSent?.message == Refusal.cancelled.message)
        }
    }

    @Test func aStrayBehindAChunkedAnswerIsNobodys() async throws {
        try await withServer(rest: .milliseconds(50)) { connection in
            while let request = connection.readRequest() {
                let size = String(request.body.utf8.count, radix: 16)
                connection.write(
                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\(size)\r\n"
                        + request.body + "\r\n0\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5")
                pause(5)
                connection.write("\r\n\r\nstray")
            }
        } body: { server, client in
            for number in 0..<20 {
                let exchange = await client.perform(server.post("letter \(number)"))
                #expect(exchange.outcome.response?.body == Array("letter \(number)".utf8))
            }
        }
    }
}

/// Holds a server's thread: when the unsolicited answer comes is what is tested.
private func pause(_ milliseconds: Int) {
    let end = BootClock.now() + Int64(milliseconds) * 1_000_000
    var time = timespec(tv_sec: Int(end / 1_000_000_000), tv_nsec: Int(end % 1_000_000_000))
    while clock_nanosleep(CLOCK_BOOTTIME, TIMER_ABSTIME, &time, nil) != 0 {}
}
