import Reminders
import Testing

@testable import Worker

struct LineHoldTests {
    @Test func eightUnheededOutcomesHoldTheLineAndOneHeededLetsItGo() {
        let hold = LineHold()
        hold.ended(unaccepted: 7)
        #expect(!hold.isWaitingForHeed)
        hold.ended(unaccepted: 1)
        #expect(hold.isWaitingForHeed)
        hold.heeded(1)
        #expect(!hold.isWaitingForHeed)
        #expect(!hold.isForGood)
        hold.holdForGood()
        #expect(hold.isForGood)
    }
}
