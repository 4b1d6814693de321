import NIOConcurrencyHelpers
import TestSupport
import Testing

@testable import Status

/// Dear readings are shared, kept for their time, and waited for no longer than the deadline.
@Suite struct LatestValueTests {
    private struct Away: Error {}

    private func isValue<Value: Equatable>(
        _ reading: LatestValue<Value>.Reading, _ expected: Value
    ) -> Bool {
        if case .value(let value) = reading { value == expected } else { false }
    }

    @Test func manyWhoAskAreOneReading() async {
        let count = NIOLockedValueBox(0)
        let latest = LatestValue(life: .seconds(60), deadline: .seconds(60)) {
            await Task.yield()
            return count.withLockedValue { count -> Int in
                count += 1
                return count
            }
        }
        await withTaskGroup(of: Bool.self) { group in
            for _ in 1...50 { group.addTask { isValue(await latest.value(), 1) } }
            for await isOne in group { #expect(isOne) }
        }
        #expect(isValue(await latest.value(), 1))
    }

    @Test func aReadingThatIsTooOldIsMadeAnew() async {
        let count = NIOLockedValueBox(0)
        let latest = LatestValue(life: .zero, deadline: .seconds(60)) {
            count.withLockedValue { count -> Int in
                count += 1
                return count
            }
        }
        #expect(isValue(await latest.value(), 1))
        #expect(isValue(await latest.value(), 2))
    }

    /// Whoever asks on and on must not ask a database in trouble on and on.
    @Test func aFailureIsKeptAsLong() async {
        let count = NIOLockedValueBox(0)
        let latest = LatestValue<Int>(life: .seconds(60), deadline: .seconds(60)) {
            count.withLockedValue { $0 += 1 }
            throw Away()
        }
        for _ in 1...3 {
            guard case .failed(let error) = await latest.value() else {
                Issue.record("it did not fail")
                return
            }
            #expect(error is Away)
        }
        #expect(count.withLockedValue { $0 } == 1)
    }

    @Test func nobodyWaitsBeyondTheDeadline() async throws {
        let gate = NIOLockedValueBox<CheckedContinuation<Void, Never>?>(nil)
        let begun = NIOLockedValueBox(0)
        let latest = LatestValue(life: .seconds(60), deadline: .milliseconds(50)) {
            begun.withLockedValue { $0 += 1 }
            await withCheckedContinuation { continuation in
                gate.withLockedValue { $0 = continuation }
            }
            return 7
        }
        for _ in 1...2 {
            guard case .late = await latest.value() else {
                Issue.record("it was not late")
                return
            }
        }
        #expect(begun.withLockedValue { $0 } == 1, "one reading at a time")
        try #require(gate.withLockedValue { $0 }).resume()
        try await eventually("the reading ends") { isValue(await latest.value(), 7) }
    }
}
