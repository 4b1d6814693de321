import Reminders
import Testing

@testable import Worker

/// Amili's clock between two bounds, in whole seconds.
struct AmiliTimeTests {
    /// Amili's clock said 1,000.0 s in the middle of a call of two seconds.
    private static let asked = BootInstant(nanoseconds: 50_000_000_000)
    private static let time = AmiliTime(
        told: 1_000, asked: asked, answered: asked + .seconds(2))

    @Test(arguments: [-2_500, -1_000, -1, 0, 1, 400, 1_000, 1_001, 1_999, 60_001])
    func theBoundsHoldAtAnyMoment(milliseconds: Int) {
        let moment = Self.asked + .seconds(2) + .milliseconds(milliseconds)
        // The answer may be as old as the question, or as young as its end; and 1,000 may be
        // 1,000.999.
        let earliest = 1_000_000 + milliseconds
        let latest = 1_000_999 + milliseconds + 2_000
        #expect(Self.time.least(at: moment) * 1_000 <= earliest)
        #expect(Self.time.most(at: moment) * 1_000 >= latest)
        // And they are as near as whole seconds can be.
        #expect(Self.time.least(at: moment) * 1_000 > earliest - 1_000)
    }
}
