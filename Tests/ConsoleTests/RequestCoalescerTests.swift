import Testing

@testable import Console

struct RequestCoalescerTests {
    private struct Failed: Error {}

    @Test func oneAnswerServesAllWhoAskAtTheSameTime() async throws {
        let (coalescer, asked) = (RequestCoalescer(), Counter())
        let gate = AsyncStream<Void>.makeStream()
        async let first = coalescer.value("a") {
            await asked.count()
            for await _ in gate.stream { break }
            return 7
        }
        while await asked.value == 0 { await Task.yield() }
        async let second = coalescer.value("a") { 8 }
        gate.continuation.yield()
        #expect(try await [first, second] == [7, 7])
    }

    /// A question that fails late does not throw away the answer to the one asked after it.
    @Test func aLateFailureLeavesTheNewerAnswer() async throws {
        let (coalescer, asked) = (RequestCoalescer(), Counter())
        let gate = AsyncStream<Void>.makeStream()
        let failing = Task {
            try await coalescer.value("a", mark: "1") { () async throws -> Int in
                await asked.count()
                for await _ in gate.stream { break }
                throw Failed()
            }
        }
        while await asked.value == 0 { await Task.yield() }
        #expect(try await coalescer.value("a", mark: "2") { 2 } == 2)
        gate.continuation.yield()
        await #expect(throws: Failed.self) { try await failing.value }
        #expect(try await coalescer.value("a", mark: "2", fresh: .seconds(600)) { 3 } == 2)
    }

    @Test func anErrorIsNotKept() async throws {
        let coalescer = RequestCoalescer()
        await #expect(throws: Failed.self) {
            try await coalescer.value("a") { () async throws -> Int in throw Failed() }
        }
        #expect(try await coalescer.value("a") { 1 } == 1)
    }

    private actor Counter {
        private(set) var value = 0
        func count() { value += 1 }
    }
}
