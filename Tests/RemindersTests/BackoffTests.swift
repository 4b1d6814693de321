import Reminders
import Testing

struct BackoffTests {
    private let backoff = Backoff(base: .seconds(2), cap: .seconds(60))
    private let almostOne = 1 - 1.0 / 1024

    @Test func theCeilingDoublesWithEachSetbackUpToTheCap() {
        let longest = (1...8).map { backoff.wait(setbacks: $0, jitter: almostOne).seconds }
        let ceilings = [2.0, 4, 8, 16, 32, 60, 60, 60]
        for (wait, ceiling) in zip(longest, ceilings) {
            #expect(wait <= ceiling)
            #expect(wait > ceiling * 0.99)
        }
    }

    @Test func theWholeWaitIsDrawnAtRandom() {
        #expect(backoff.wait(setbacks: 3, jitter: 0.5) == .seconds(4))
        #expect(backoff.wait(setbacks: 3, jitter: 0.25) == .seconds(2))
    }

    @Test(arguments: [0, 1, 5, 1000])
    func noWaitIsShorterThanATenthOfTheBase(setbacks: Int) {
        #expect(backoff.wait(setbacks: setbacks, jitter: 0) == .milliseconds(200))
    }

    @Test func noSetbackCountsAsOne() {
        #expect(
            backoff.wait(setbacks: 0, jitter: 0.75) == backoff.wait(setbacks: 1, jitter: 0.75))
    }

    @Test func anyNumberOfSetbacksStaysWithinTheCap() {
        #expect(backoff.wait(setbacks: .max, jitter: 0.5) == .seconds(30))
    }

    @Test func aJitterOfOneIsAMistake() async {
        await #expect(processExitsWith: .failure) {
            _ = Backoff().wait(setbacks: 1, jitter: 1)
        }
    }
}
