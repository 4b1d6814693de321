import Foundation
import Testing

@testable import Postgres

/// A pool that cannot connect tries about once a second.
@Suite struct ConnectRetryTests {
    private static let refused = PostgresError.connecting(.tooManyConnections)

    @Test func attemptsAreSpreadAndBounded() {
        var retries = ConnectRetries()
        guard case .now = retries.turn(at: 0) else {
            Issue.record("the first waits for nobody")
            return
        }
        var now: Int64 = 0
        var attempts = 0
        // Four callers that ask all the time, for a minute.
        while now < 60_000 {
            for _ in 0..<4 {
                switch retries.turn(at: now) {
                case .now, .after:
                    attempts += 1
                    retries.failed(Self.refused, at: now, jitter: 0.5)
                case .failed(let error): #expect(error == Self.refused)
                }
            }
            now += 10
        }
        #expect((30...70).contains(attempts), "\(attempts)")
        retries.succeeded()
        guard case .now = retries.turn(at: now) else {
            Issue.record("a success is the end of it")
            return
        }
    }

    @Test func poolsAreNotInStep() {
        func wait(_ jitter: Double) -> Int64 {
            var retries = ConnectRetries()
            for _ in 0..<10 { retries.failed(Self.refused, at: 0, jitter: jitter) }
            if case .after(let wait) = retries.turn(at: 0) { return wait }
            return 0
        }
        #expect(wait(0) == 750)
        #expect(wait(0.999) > 1200)
    }
}
