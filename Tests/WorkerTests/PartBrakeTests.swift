import Reminders
import Testing

@testable import Worker

struct PartBrakeTests {
    @Test func eightUnheededOutcomesHoldTheLineAndOneHeededLetsItGo() {
        let brake = PartBrake()
        brake.ended(unaccepted: 7)
        #expect(!brake.isWaitingForHeed)
        brake.ended(unaccepted: 1)
        #expect(brake.isWaitingForHeed)
        brake.heeded(1)
        #expect(!brake.isWaitingForHeed)
        #expect(!brake.isPulled)
        brake.pull()
        #expect(brake.isPulled)
    }
}
