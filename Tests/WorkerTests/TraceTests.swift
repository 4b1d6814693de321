import Reminders
import Testing

@testable import Simulation
@testable import Worker

/// One trace for each part in hand: in its look-up, in its letters, and in the log.
struct TraceTests {
    @Test func aPartsCallsAndItsLinesCarryOneTraceAndAnotherPartAnother() throws {
        let simulation = Simulation()
        simulation.addCanary()
        simulation.ledger.with {
            $0.load(1, of: 1, (1...60).map { Simulation.invoice($0) }, partSize: 30)
        }
        simulation.onPost { Int($0.key)! > 30 ? .rejected("no such zip code") : .accepted }
        let worker = simulation.start()
        #expect(simulation.run { worker.log.with { $0.contains { $0.hasPrefix("run paused") } } })
        let line = try #require(
            worker.log.with { $0 }.first { $0.hasPrefix("run paused") })
        let told = try #require(line.firstMatch(of: #/ trace=([0-9a-f]{32})/#)?.1)
        let (posts, questions) = simulation.amili.with { ($0.posts, $0.questions) }
        let first = Set(posts.filter { Int($0.key)! <= 30 }.map(\.traceID))
        let second = Set(posts.filter { Int($0.key)! > 30 }.map(\.traceID))
        #expect(second.map { $0?.description } == [String(told)])
        #expect(first.count == 1 && !first.contains(nil) && first != second)
        for traceID in first.union(second) {
            #expect(questions.contains { $0.traceID == traceID })
        }
    }
}
