import Glibc
import NIOConcurrencyHelpers
import Testing

@testable import HTTPClient

/// Calls that are handed over together, each to begin at its moment.
@Suite(.timeLimit(.minutes(10)))
struct BatchTests {
    /// Lets all go, but for what `rule` says; and counts.
    private final class Pacing: CallPacing {
        private struct State {
            var begun: [Int] = []
            var written: [Int] = []
            var open = 0
            var mostOpen = 0
        }
        private let state = NIOLockedValueBox(State())
        private let rule: @Sendable (Int, Int64) -> CallBeginning

        init(_ rule: @escaping @Sendable (Int, Int64) -> CallBeginning = { _, _ in .now }) {
            self.rule = rule
        }

        var begun: [Int] { state.withLockedValue { $0.begun } }
        var written: [Int] { state.withLockedValue { $0.written } }
        var mostOpen: Int { state.withLockedValue { $0.mostOpen } }

        func begin(_ index: Int, at now: Int64) -> CallBeginning {
            let answer = rule(index, now)
            if answer == .now {
                state.withLockedValue { state in
                    state.begun.append(index)
                    state.open += 1
                    state.mostOpen = max(state.mostOpen, state.open)
                }
            }
            return answer
        }

        func stays(_ index: Int) {
            state.withLockedValue { state in
                state.begun.removeAll { $0 == index }
                state.open -= 1
            }
        }

        func written(_ index: Int, at now: Int64) {
            state.withLockedValue { $0.written.append(index) }
        }

        func ended() { state.withLockedValue { $0.open -= 1 } }
    }

    private func perform(
        _ client: HTTPClient, _ requests: [HTTPRequest], moments: [Int64]? = nil, _ pacing: Pacing
    ) async -> [HTTPExchange] {
        let ends = NIOLockedValueBox<[Int: HTTPExchange]>([:])
        let batch = HTTPBatch(
            requests: requests, moments: moments ?? requests.map { _ in 0 }, pacing: pacing)
        await client.perform(batch) { told in
            for end in told {
                pacing.ended()
                ends.withLockedValue { ends in
                    precondition(ends[end.index] == nil, "a call ended twice")
                    ends[end.index] = end.exchange
                }
            }
        }
        let found = ends.withLockedValue { $0 }
        return requests.indices.compactMap { found[$0] }
    }

    /// An answer that waits for its connection to rest is not known to anybody: its call is out.
    @Test func aHeldAnswerKeepsItsPlace() async throws {
        try await withServer(
            maxConnections: 4, mostPaced: 4, rest: .milliseconds(200), spare: 8
        ) { connection in
            while connection.readRequest() != nil { connection.answer("422 Unprocessable") }
        } body: { server, client in
            let pacing = Pacing()
            let requests = (0..<40).map { number -> HTTPRequest in
                var request = server.post("letter \(number)", startBy: far)
                request.unrestedStatus = 201
                return request
            }
            let exchanges = await perform(client, requests, pacing)
            #expect(exchanges.count == 40)
            #expect(exchanges.allSatisfy { $0.outcome.response?.status == 422 })
            #expect(pacing.mostOpen <= 4)
        }
    }

    private var far: Int64 { BootClock.now() + 3_600_000_000_000 }

    @Test func eachOfFiveHundredIsAnsweredWithItsOwnAnswerAndNoMoreAreOutThanMayBe() async throws {
        try await withServer(maxConnections: 4, mostPaced: 3) {
            $0.answerAll { "answer to " + $0.body }
        } body: { server, client in
            let pacing = Pacing()
            let requests = (0..<500).map { server.post("letter \($0)", startBy: far) }
            async let beside = client.perform(server.post("beside"))
            let exchanges = await perform(client, requests, pacing)
            #expect(exchanges.count == 500)
            for (number, exchange) in exchanges.enumerated() {
                let wanted = Array("answer to letter \(number)".utf8)
                #expect(exchange.outcome.response?.body == wanted)
            }
            #expect(pacing.mostOpen == 3)
            #expect(pacing.begun == Array(0..<500))
            #expect(pacing.written.sorted() == Array(0..<500))
            #expect(await beside.outcome.response != nil)
        } after: { server in
            #expect(server.requests.count == 501)
            #expect(server.connections <= 4)
        }
    }

    /// A letter that goes alone takes a letter's place: what is asked meanwhile waits for none.
    @Test func pacedCallsOnTheirOwnLeaveAConnectionToOthers() async throws {
        let arrived = Gate()
        let over = Gate()
        try await withServer(maxConnections: 2, mostPaced: 1) { connection in
            while let request = connection.readRequest() {
                if request.body.hasPrefix("paced 0") {
                    arrived.open()
                    over.wait()
                }
                connection.answer()
            }
        } body: { server, client in
            @Sendable func paced(_ number: Int) async -> HTTPExchange {
                var request = server.post("paced \(number)", startBy: far)
                request.isPaced = true
                return await client.perform(request)
            }
            async let first = paced(0)
            await arrived.passed()
            async let second = paced(1)
            async let batch = perform(client, [server.post("batch", startBy: far)], Pacing())
            #expect(await client.perform(server.post("beside")).outcome.response != nil)
            #expect(server.requests.map(\.body) == ["paced 0", "beside"])
            over.open()
            #expect(await first.outcome.response != nil)
            #expect(await second.outcome.response != nil)
            #expect(await batch[0].outcome.response != nil)
        } after: { server in
            #expect(Set(server.requests.map(\.body)) == ["paced 0", "paced 1", "batch", "beside"])
        }
    }

    /// Two batches whose moments lie between each other's: by moment, whichever came first.
    @Test func theyBeginInTheOrderOfTheirMoments() async throws {
        try await withServer(maxConnections: 1) {
            $0.answerAll()
        } body: { server, client in
            let first = BootClock.now() + 300_000_000
            let step: Int64 = 10_000_000
            async let even = perform(
                client, (0..<10).map { server.post("\($0 * 2)", startBy: far) },
                moments: (0..<10).map { first + Int64($0) * 2 * step }, Pacing())
            async let odd = perform(
                client, (0..<10).map { server.post("\($0 * 2 + 1)", startBy: far) },
                moments: (0..<10).map { first + (Int64($0) * 2 + 1) * step }, Pacing())
            #expect(await even.count == 10)
            #expect(await odd.count == 10)
            #expect(BootClock.now() >= first + 19 * step)
        } after: { server in
            #expect(server.requests.map(\.body) == (0..<20).map { "\($0)" })
        }
    }

    @Test func whoseMomentToStartByPassesInLineIsNotSent() async throws {
        let over = Gate()
        let arrived = Gate()
        try await withServer(maxConnections: 1) { connection in
            connection.readRequest()
            arrived.open()
            over.wait()
            connection.answer()
            connection.answerAll()
        } body: { server, client in
            async let first = client.perform(server.post("first"))
            await arrived.passed()
            let late = await perform(
                client, [server.post("late", startBy: BootClock.now() + 100_000_000)], Pacing())
            over.open()
            #expect(late[0].outcome.notSent?.message == Refusal.tooLate.message)
            #expect(late[0].outcome.notSent?.isHeldBack == false)
            #expect(await first.outcome.response != nil)
        } after: { server in
            #expect(server.requests.map(\.body) == ["first"])
        }
    }

    @Test func whatMayNeverBeginIsHeldBackAndTheRestGoesOn() async throws {
        try await withServer(maxConnections: 2) {
            $0.answerAll()
        } body: { server, client in
            let pacing = Pacing { index, _ in index.isMultiple(of: 3) ? .never : .now }
            let exchanges = await perform(
                client, (0..<30).map { server.post("\($0)", startBy: far) }, pacing)
            for (index, exchange) in exchanges.enumerated() {
                let isHeldBack = exchange.outcome.notSent?.isHeldBack ?? false
                #expect(isHeldBack == index.isMultiple(of: 3))
                #expect(exchange.written == !isHeldBack)
            }
        } after: { server in
            #expect(server.requests.count == 20)
        }
    }

    /// The time of a call runs from its beginning: handed over longer before than its deadline, it
    /// is written all the same, and has the whole of it.
    @Test func aCallThatWaitedForItsMomentHasItsWholeDeadline() async throws {
        try await withServer(maxConnections: 1) { connection in
            connection.readRequest()
            connection.waitForPeer()
        } body: { server, client in
            let request = server.post("slow", deadline: .milliseconds(300), startBy: far)
            let moment = BootClock.now() + 500_000_000
            let exchanges = await perform(client, [request], moments: [moment], Pacing())
            #expect(exchanges[0].outcome.maybeSent?.curlCode == 28)
            #expect(exchanges[0].written)
            #expect(exchanges[0].duration >= .milliseconds(299))
            let whole = Duration.nanoseconds(BootClock.now() - moment)
            #expect(exchanges[0].duration <= whole)
        }
    }

    @Test func aFlawedRequestHarmsNoOther() async throws {
        try await withServer(maxConnections: 1) {
            $0.answerAll()
        } body: { server, client in
            var flawed = server.post("flawed", startBy: far)
            flawed.headers.append("X: a\r\nY: b")
            let exchanges = await perform(
                client, [flawed, server.post("good", startBy: far)], Pacing())
            #expect(exchanges[0].outcome.notSent != nil)
            #expect(exchanges[1].outcome.response != nil)
            #expect(await perform(client, [flawed], Pacing())[0].outcome.notSent != nil)
            #expect(await perform(client, [], Pacing()).isEmpty)
        } after: { server in
            #expect(server.requests.map(\.body) == ["good"])
        }
    }

    @Test func batchesCutOffAtRandomMomentsEndEachCallOnce() async throws {
        try await withServer(maxConnections: 4) {
            $0.answerAll()
        } body: { server, client in
            let ended = await withTaskGroup(of: [HTTPExchange].self) { group in
                for number in 0..<60 {
                    group.addTask {
                        let sending = Task {
                            await perform(
                                client,
                                (0..<10).map { server.post("\(number) \($0)", startBy: far) },
                                Pacing())
                        }
                        for _ in 0..<(number % 29) * 4 { await Task.yield() }
                        if number % 3 != 0 { sending.cancel() }
                        return await sending.value
                    }
                }
                return await group.reduce(into: []) { $0 += $1 }
            }
            #expect(ended.count == 600)
            let seen = Set(server.requests.map(\.body))
            #expect(seen.count == server.requests.count, "a request came twice")
            #expect(ended.count { $0.outcome.response != nil } >= 200)
            for exchange in ended {
                #expect(exchange.written == (exchange.outcome.notSent == nil))
            }
        }
    }

    @Test func aClosedClientSendsWhatItHasAndTakesNoMore() async throws {
        let arrived = Gate()
        let isClosing = Gate()
        try await withServer(maxConnections: 1) { connection in
            connection.readRequest()
            arrived.open()
            isClosing.wait()
            connection.answer()
            connection.answerAll()
        } body: { server, client in
            async let taken = perform(
                client, (0..<5).map { server.post("\($0)", startBy: far) }, Pacing())
            await arrived.passed()
            let closer = thread { client.close() }
            while true {
                let late = await perform(client, [server.post("late", startBy: 0)], Pacing())
                if late[0].outcome.notSent?.message == "the client is closed" { break }
                await Task.yield()
            }
            isClosing.open()
            #expect(await taken.allSatisfy { $0.outcome.response != nil })
            pthread_join(closer, nil)
        } after: { server in
            #expect(server.requests.map(\.body) == (0..<5).map { "\($0)" })
        }
    }
}
